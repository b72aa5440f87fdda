package org.relatum.command.ingest;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Money;
import org.relatum.events.ReturnedLine;

/** What one or several rows of a file ask for. Line numbers count from 1, as in an editor. */
public sealed interface ImportStep {
    /** The rows this step stands for. */
    List<Long> lines();

    /** A step for a customer's stream; the steps of one customer are done one after the other. */
    sealed interface ForCustomer extends ImportStep {
        FileCustomer customer();
    }

    /**
     * Place an order.
     *
     * @param conversionRate units of the reporting currency for one unit of {@code currency}, where the file says so
     */
    record Place(
            List<Long> lines,
            FileCustomer customer,
            String order,
            Instant occurredAt,
            String currency,
            @Nullable BigDecimal conversionRate,
            @Nullable String channel,
            List<FileLine> orderLines)
            implements ForCustomer {
        public Place {
            lines = List.copyOf(lines);
            orderLines = List.copyOf(orderLines);
        }
    }

    /** Record that goods came back; one row can take goods of several orders back. */
    record TakeBack(List<Long> lines, FileCustomer customer, Instant occurredAt, List<Part> parts)
            implements ForCustomer {
        public TakeBack {
            lines = List.copyOf(lines);
            parts = List.copyOf(parts);
        }

        /**
         * @param returned the return's reference
         * @param returnedLines empty where only the amount is known
         */
        record Part(String order, String returned, Money amount, List<ReturnedLine> returnedLines) {
            public Part {
                returnedLines = List.copyOf(returnedLines);
            }
        }
    }

    /** A row that says nothing that could be recorded. */
    record Refuse(long line, String code, String reason) implements ImportStep {
        @Override
        public List<Long> lines() {
            return List.of(line);
        }
    }

    /**
     * A customer as the file knows it.
     *
     * @param system namespace of the reference
     * @param reference the customer's id in that system
     * @param since the earliest purchase in the file: when the relationship began, as far as the file tells
     */
    record FileCustomer(String system, String reference, Instant since) {}
}
