package org.relatum.command.ingest;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relatum.command.ingest.ImportStep.FileCustomer;

/** An order of a file while its rows come together: first they are counted, later collected. */
final class FileOrder {
    private final String customer;
    private final @Nullable String reference;
    private final String currency;
    private final @Nullable BigDecimal conversionRate;
    private final long firstLine;
    private Instant occurredAt;
    private int rows;
    private int numbered;
    private @Nullable RowRefused refused;

    private final List<Long> lines = new ArrayList<>();
    private final List<FileLine> orderLines = new ArrayList<>();
    private @Nullable String channel;
    private final List<Runnable> afterwards = new ArrayList<>();
    private @Nullable String placedAs;

    FileOrder(CsvOrderRow first) {
        this.customer = first.customer();
        this.reference = first.order();
        this.currency = first.currency();
        this.conversionRate = first.conversionRate();
        this.firstLine = first.line();
        this.occurredAt = first.occurredAt();
    }

    void count(CsvOrderRow row) {
        rows++;
        if (row.occurredAt().isBefore(occurredAt)) {
            occurredAt = row.occurredAt();
        }
        if (!row.currency().equals(currency) || !Objects.equals(row.conversionRate(), conversionRate)) {
            refuse(new RowRefused(
                    "order-currencies-differ",
                    "the rows of order " + Texts.shortened(String.valueOf(reference))
                            + " differ in currency or conversionRate"));
        }
    }

    void refuse(RowRefused reason) {
        if (refused == null) {
            refused = reason;
        }
    }

    @Nullable
    RowRefused refused() {
        return refused;
    }

    String customer() {
        return customer;
    }

    String currency() {
        return currency;
    }

    Instant occurredAt() {
        return occurredAt;
    }

    long firstLine() {
        return firstLine;
    }

    /** Numbers the lines that a row makes, in the order of the file; gives the first one's number. */
    int number(int more) {
        int first = numbered + 1;
        numbered += more;
        return first;
    }

    /** Takes a row's lines, in the order of the file. */
    void collect(CsvOrderRow row) {
        lines.add(row.line());
        orderLines.addAll(row.orderLines());
        if (channel == null) {
            channel = row.channel();
        }
    }

    boolean isComplete() {
        return lines.size() == rows;
    }

    /**
     * The step that places the order, once complete.
     *
     * @param otherwise its reference when the file gives none
     */
    ImportStep.Place place(FileCustomer who, String otherwise) {
        String name = reference != null ? reference : otherwise;
        placedAs = name;
        ImportStep.Place step =
                new ImportStep.Place(lines, who, name, occurredAt, currency, conversionRate, channel, orderLines);
        lines.clear();
        orderLines.clear();
        return step;
    }

    /** The reference under which the order was placed; null before that. */
    @Nullable
    String placedAs() {
        return placedAs;
    }

    /** Does this once the order is placed. */
    void afterwards(Runnable then) {
        afterwards.add(then);
    }

    List<Runnable> takeAfterwards() {
        List<Runnable> due = List.copyOf(afterwards);
        afterwards.clear();
        return due;
    }
}
