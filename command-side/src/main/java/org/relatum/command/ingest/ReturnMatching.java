package org.relatum.command.ingest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Money;
import org.relatum.events.ReturnedLine;

/**
 * Finds the orders that a file's returns take goods back from. Returns are looked at in the order of their times, and the
 * same file always gives the same answer:
 *
 * <ol>
 *   <li>{@code returnOf} names the order;
 *   <li>else the row's own order reference does, when that is an order of the same customer in the file;
 *   <li>else it is the latest order in the file that the same customer placed no later than the return and that still has
 *       enough of the same product (sku, without one the description); when none has enough alone, several, the latest
 *       first;
 *   <li>else, when the customer did not buy that product in the file at all, the row's own order reference names an order
 *       that was recorded before.
 * </ol>
 *
 * Never more than was bought is taken back. Where the order's line is not known (an order outside the file, a discount
 * given on an order) only the amount is taken back. The amount is the row's; a row without one gives back what was paid.
 */
final class ReturnMatching {
    private static final Comparator<CsvOrderRow> BY_TIME =
            Comparator.comparing(CsvOrderRow::occurredAt).thenComparingLong(CsvOrderRow::line);
    private static final Comparator<Lot> LATEST_FIRST = Comparator.comparing((Lot lot) -> lot.order.occurredAt())
            .thenComparingLong(lot -> lot.order.firstLine())
            .thenComparingInt(lot -> lot.line)
            .reversed();

    private final Map<OrderKey, FileOrder> orders;
    private final Map<Goods, List<Lot>> bought = new HashMap<>();
    private final Map<Long, Answer> answers = new HashMap<>();

    ReturnMatching(Map<OrderKey, FileOrder> orders) {
        this.orders = orders;
    }

    /** Announces that such goods come back: only these are remembered when they are bought. */
    void expect(CsvOrderRow returned) {
        String product = returned.product();
        if (product != null) {
            bought.computeIfAbsent(new Goods(returned.customer(), product), goods -> new ArrayList<>());
        }
    }

    /** Takes a row of an order, in the order of the file; to be called for every row of every order that is placed. */
    void bought(CsvOrderRow row, FileOrder order) {
        List<FileLine> lines = row.orderLines();
        int number = order.number(lines.size());
        String product = row.product();
        List<Lot> lots = product == null ? null : bought.get(new Goods(row.customer(), product));
        if (lots != null) {
            for (FileLine line : lines) {
                lots.add(new Lot(order, number++, line.quantity(), line.unitPrice()));
            }
        }
    }

    /** Finds the orders of all returns. */
    void match(List<CsvOrderRow> returns) {
        bought.values().forEach(lots -> lots.sort(LATEST_FIRST));
        returns.stream().sorted(BY_TIME).forEach(row -> {
            Answer answer;
            try {
                answer = new Answer(parts(row), null);
            } catch (RowRefused refused) {
                answer = new Answer(List.of(), refused);
            }
            answers.put(row.line(), answer);
        });
    }

    /** The orders that the return of this row concerns. */
    List<Part> of(CsvOrderRow row) throws RowRefused {
        Answer answer = Objects.requireNonNull(answers.get(row.line()));
        if (answer.refused() != null) {
            throw answer.refused();
        }
        return answer.parts();
    }

    private List<Part> parts(CsvOrderRow row) throws RowRefused {
        String named = row.returnOf() != null ? row.returnOf() : row.order();
        FileOrder inFile = named == null ? null : orders.get(new OrderKey(row.customer(), named));
        String product = row.product();
        List<Lot> lots =
                product == null ? List.of() : bought.getOrDefault(new Goods(row.customer(), product), List.of());
        if (inFile != null) {
            if (inFile.refused() != null) {
                throw inFile.refused();
            }
            return fromOrder(row, inFile, lots);
        }
        if (row.returnOf() != null) {
            return List.of(recordedBefore(row, row.returnOf()));
        }
        if (lots.isEmpty() && row.order() != null) {
            return List.of(recordedBefore(row, row.order()));
        }
        List<Lot> earlier = lots.stream()
                .filter(lot -> !lot.order.occurredAt().isAfter(row.occurredAt()))
                .toList();
        return take(row, earlier);
    }

    private static List<Part> fromOrder(CsvOrderRow row, FileOrder order, List<Lot> lots) throws RowRefused {
        List<Lot> own = lots.stream().filter(lot -> lot.order == order).toList();
        return own.isEmpty()
                ? List.of(new Part(order, "", new Money(amountOf(row), order.currency()), List.of()))
                : take(row, own);
    }

    private static Part recordedBefore(CsvOrderRow row, String order) throws RowRefused {
        return new Part(null, order, new Money(amountOf(row), row.currency()), List.of());
    }

    private static BigDecimal amountOf(CsvOrderRow row) throws RowRefused {
        if (row.amount() == null) {
            throw new RowRefused(
                    "price-missing", "the row has neither unitPrice nor amount, and what was paid is not in the file");
        }
        return row.amount();
    }

    private static List<Part> take(CsvOrderRow row, List<Lot> lots) throws RowRefused {
        BigDecimal wanted = row.quantity().negate();
        BigDecimal left = lots.stream().map(lot -> lot.left).reduce(BigDecimal.ZERO, BigDecimal::add);
        if (left.compareTo(wanted) < 0) {
            throw new RowRefused(
                    "return-without-order",
                    wanted.toPlainString() + " came back, but of what this customer bought in the file before, only "
                            + left.toPlainString() + " had not come back yet");
        }
        Map<FileOrder, List<Taken>> taken = new LinkedHashMap<>();
        BigDecimal open = wanted;
        // an order that has enough alone goes before the ones that would have to be put together
        for (Lot lot : alone(lots, wanted)) {
            BigDecimal quantity = open.min(lot.left);
            if (quantity.signum() > 0) {
                lot.left = lot.left.subtract(quantity);
                open = open.subtract(quantity);
                taken.computeIfAbsent(lot.order, order -> new ArrayList<>())
                        .add(new Taken(new ReturnedLine(lot.line, quantity), lot.unitPrice));
            }
        }
        List<Part> parts = new ArrayList<>();
        BigDecimal quantityLeft = wanted;
        BigDecimal amountLeft = row.amount();
        for (Map.Entry<FileOrder, List<Taken>> entry : taken.entrySet()) {
            BigDecimal quantity = BigDecimal.ZERO;
            BigDecimal paid = BigDecimal.ZERO;
            List<ReturnedLine> lines = new ArrayList<>();
            for (Taken one : entry.getValue()) {
                quantity = quantity.add(one.line().quantity());
                paid = paid.add(one.line().quantity().multiply(one.unitPrice()));
                lines.add(one.line());
            }
            BigDecimal amount = paid;
            if (amountLeft != null) {
                // shares by quantity; the last one gets what is left, so that no cent is lost
                amount = amountLeft
                        .multiply(quantity)
                        .divide(quantityLeft, Math.max(2, amountLeft.scale()), RoundingMode.DOWN);
                amountLeft = amountLeft.subtract(amount);
                quantityLeft = quantityLeft.subtract(quantity);
            }
            parts.add(new Part(
                    entry.getKey(), "", new Money(amount, entry.getKey().currency()), lines));
        }
        return parts;
    }

    private static List<Lot> alone(List<Lot> lots, BigDecimal wanted) {
        Map<FileOrder, BigDecimal> left = new LinkedHashMap<>();
        lots.forEach(lot -> left.merge(lot.order, lot.left, BigDecimal::add));
        return left.entrySet().stream()
                .filter(order -> order.getValue().compareTo(wanted) >= 0)
                .findFirst()
                .map(enough -> lots.stream()
                        .filter(lot -> lot.order == enough.getKey())
                        .toList())
                .orElse(lots);
    }

    /**
     * What one order gives back for a row.
     *
     * @param inFile the order, when it is in the file
     * @param recordedBefore its reference, when it is not
     */
    record Part(@Nullable FileOrder inFile, String recordedBefore, Money amount, List<ReturnedLine> lines) {}

    /** An order reference is the customer's: two customers may have the same. */
    record OrderKey(String customer, String order) {}

    private record Goods(String customer, String product) {}

    private record Taken(ReturnedLine line, BigDecimal unitPrice) {}

    private record Answer(List<Part> parts, @Nullable RowRefused refused) {}

    /** Goods of one order line of which some have not come back yet. */
    private static final class Lot {
        final FileOrder order;
        final int line;
        final BigDecimal unitPrice;
        BigDecimal left;

        Lot(FileOrder order, int line, BigDecimal left, BigDecimal unitPrice) {
            this.order = order;
            this.line = line;
            this.left = left;
            this.unitPrice = unitPrice;
        }
    }
}
