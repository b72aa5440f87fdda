package org.relatum.command.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.relatum.command.ingest.CsvColumns.Column;
import org.relatum.command.ingest.ImportStep.FileCustomer;
import org.relatum.command.ingest.ReturnMatching.OrderKey;

/**
 * Orders as a table. The first row names the columns: {@code customer}, {@code occurredAt} or {@code date}, and
 * {@code unitPrice} or {@code amount} (of the whole row) are needed; {@code order}, {@code sku}, {@code description},
 * {@code category}, {@code quantity} (1 where absent), {@code currency}, {@code conversionRate}, {@code channel} and
 * {@code returnOf} are read where present; other columns are ignored. The separator is a comma, semicolon, tab or bar,
 * whichever the header uses most.
 *
 * <p><b>Orders.</b> Rows of one customer with the same order reference are the lines of one order, wherever they stand; it
 * happened at the earliest of their times and comes with the last of them. A row without an order reference is an order
 * of its own, named by what it says and by which of several equal rows it is. When a row of an order is refused, so are
 * the others: half an order would be a wrong order.
 *
 * <p><b>Articles.</b> A {@code sku} names an article; one that is not in the catalogue yet is put there under its first
 * description. A row without one is free text.
 *
 * <p><b>Returns.</b> A negative quantity takes goods back. From which order, {@link ReturnMatching} says.
 */
public final class OrdersCsvFormat implements ImportFormat {
    public static final String NAME = "orders-csv";

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Survey survey(Path file, ImportOptions options) throws IOException {
        Table table = Table.open(file, options);
        FirstPass first = new FirstPass();
        table.read(first::row, first::bad);
        first.markIncompleteOrders();
        ReturnMatching returns = new ReturnMatching(first.orders);
        first.returns.forEach(returns::expect);
        Map<String, FileProduct> products = new LinkedHashMap<>();
        table.read(
                row -> {
                    FileOrder order = row.isReturn() ? null : first.orderOf(row);
                    if (order != null && order.refused() == null) {
                        returns.bought(row, order);
                        if (row.sku() != null) {
                            products.merge(row.sku(), productOf(row, row.sku()), FileProduct::and);
                        }
                    }
                },
                bad -> {});
        returns.match(first.returns);
        Map<String, Instant> since = first.firstPurchases();
        String system = options.system() == null ? NAME : options.system();
        return new Survey() {
            @Override
            public long rows() {
                return first.rows;
            }

            @Override
            public Collection<FileProduct> products() {
                return products.values();
            }

            @Override
            public void forEach(Consumer<ImportStep> steps) throws IOException {
                LastPass last = new LastPass(first, returns, system, since, steps);
                table.read(last::row, bad -> steps.accept(bad.refusal()));
            }
        };
    }

    private static FileProduct productOf(CsvOrderRow row, String sku) {
        String name = row.description() != null ? row.description() : sku;
        return new FileProduct(sku, name, row.category(), row.occurredAt());
    }

    private static OrderKey keyOf(CsvOrderRow row) {
        // a row without a reference is alone with its line number; a reference never begins with a line break
        return new OrderKey(row.customer(), row.order() != null ? row.order() : "\n" + row.line());
    }

    /** A row that can't be taken, and what can still be told of it. */
    private record BadRow(ImportStep.Refuse refusal, String customer, String order) {}

    /** The file and what its columns mean. */
    private record Table(Path file, char separator, CsvColumns columns, FileTimes times, String currency) {
        static Table open(Path file, ImportOptions options) throws IOException {
            if (!CsvOrderRow.isCurrency(options.currency())) {
                throw FileRefused.option(
                        "currency",
                        "bad-currency",
                        "currency is an ISO 4217 code like USD: '" + Texts.shortened(options.currency()) + "'");
            }
            FileTimes times = new FileTimes(options.zone(), options.dates());
            char separator = separator(file);
            try (CsvRecords records = new CsvRecords(file, separator)) {
                CsvRecords.CsvRow header = records.next();
                if (header == null) {
                    throw FileRefused.file("file-empty", "the file has no row that names the columns");
                }
                CsvColumns columns = CsvColumns.of(header.readable(), options.columns());
                return new Table(file, separator, columns, times, options.currency());
            } catch (RowRefused unreadable) {
                throw FileRefused.file(
                        "header-invalid", "the row that names the columns can't be read: " + unreadable.getMessage());
            }
        }

        private static char separator(Path file) throws IOException {
            try (TextLines lines = TextLines.open(file)) {
                TextLines.Line line = lines.next();
                while (line != null && line.isBlank()) {
                    line = lines.next();
                }
                return CsvColumns.separatorOf(line == null ? "" : line.text());
            }
        }

        void read(Consumer<CsvOrderRow> taken, Consumer<BadRow> bad) throws IOException {
            try (CsvRecords records = new CsvRecords(file, separator)) {
                records.next();
                for (CsvRecords.CsvRow record = records.next(); record != null; record = records.next()) {
                    CsvOrderRow row;
                    try {
                        row = CsvOrderRow.parse(record.line(), record.readable(), columns, times, currency);
                    } catch (RowRefused reason) {
                        bad.accept(new BadRow(
                                reason.at(record.line()),
                                columns.text(record.fields(), Column.CUSTOMER),
                                columns.text(record.fields(), Column.ORDER)));
                        continue;
                    }
                    taken.accept(row);
                }
            }
        }
    }

    /** Counts the rows, so that it is known when an order is complete and which orders can't be. */
    private static final class FirstPass {
        private final Map<OrderKey, FileOrder> orders = new HashMap<>();
        private final List<CsvOrderRow> returns = new ArrayList<>();
        private final Map<OrderKey, Long> incomplete = new HashMap<>();
        private final Map<String, Long> incompleteForAnyone = new HashMap<>();
        private long rows;

        void row(CsvOrderRow row) {
            rows++;
            if (row.isReturn()) {
                returns.add(row);
            } else {
                orders.computeIfAbsent(keyOf(row), key -> new FileOrder(row)).count(row);
            }
        }

        void bad(BadRow bad) {
            rows++;
            if (bad.order().isEmpty()) {
                return;
            }
            if (bad.customer().isEmpty()) {
                incompleteForAnyone.putIfAbsent(bad.order(), bad.refusal().line());
            } else {
                incomplete.putIfAbsent(
                        new OrderKey(bad.customer(), bad.order()), bad.refusal().line());
            }
        }

        /** When each customer first bought something that is taken, or at least returned something. */
        Map<String, Instant> firstPurchases() {
            Map<String, Instant> since = new HashMap<>();
            orders.values().stream()
                    .filter(order -> order.refused() == null)
                    .forEach(order -> since.merge(order.customer(), order.occurredAt(), OrdersCsvFormat::earlier));
            returns.forEach(row -> since.merge(row.customer(), row.occurredAt(), OrdersCsvFormat::earlier));
            return since;
        }

        void markIncompleteOrders() {
            orders.forEach((key, order) -> {
                Long line = incomplete.getOrDefault(key, incompleteForAnyone.get(key.order()));
                if (line != null) {
                    order.refuse(new RowRefused(
                            "order-incomplete",
                            "line " + line + " of the same order was refused, and so is the order"));
                }
            });
        }

        FileOrder orderOf(CsvOrderRow row) {
            return Objects.requireNonNull(orders.get(keyOf(row)));
        }
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }

    /** Turns rows into steps: an order with its last row, a return once the orders it takes from are placed. */
    private static final class LastPass {
        private final FirstPass first;
        private final ReturnMatching returns;
        private final String system;
        private final Map<String, Instant> since;
        private final Consumer<ImportStep> steps;
        private final RowIdentity identity = new RowIdentity(NAME);

        LastPass(
                FirstPass first,
                ReturnMatching returns,
                String system,
                Map<String, Instant> since,
                Consumer<ImportStep> steps) {
            this.first = first;
            this.returns = returns;
            this.system = system;
            this.since = since;
            this.steps = steps;
        }

        void row(CsvOrderRow row) {
            try {
                if (row.isReturn()) {
                    returned(row, returns.of(row));
                } else {
                    bought(row, first.orderOf(row));
                }
            } catch (RowRefused refused) {
                steps.accept(refused.at(row.line()));
            }
        }

        private void bought(CsvOrderRow row, FileOrder order) throws RowRefused {
            if (order.refused() != null) {
                throw order.refused();
            }
            order.collect(row);
            if (order.isComplete()) {
                steps.accept(order.place(
                        customer(row), row.order() != null ? row.order() : NAME + '-' + identity.next(row.content())));
                order.takeAfterwards().forEach(Runnable::run);
            }
        }

        private void returned(CsvOrderRow row, List<ReturnMatching.Part> parts) {
            String name = (row.order() != null ? row.order() : "return") + '-' + identity.next(row.content());
            Set<FileOrder> open = new HashSet<>();
            for (ReturnMatching.Part part : parts) {
                if (part.inFile() != null && part.inFile().placedAs() == null) {
                    open.add(part.inFile());
                }
            }
            Runnable give = () -> steps.accept(new ImportStep.TakeBack(
                    List.of(row.line()),
                    customer(row),
                    row.occurredAt(),
                    parts.stream()
                            .map(part ->
                                    new ImportStep.TakeBack.Part(reference(part), name, part.amount(), part.lines()))
                            .toList()));
            if (open.isEmpty()) {
                give.run();
            }
            for (FileOrder order : List.copyOf(open)) {
                order.afterwards(() -> {
                    open.remove(order);
                    if (open.isEmpty()) {
                        give.run();
                    }
                });
            }
        }

        private static String reference(ReturnMatching.Part part) {
            return part.inFile() == null
                    ? part.recordedBefore()
                    : Objects.requireNonNull(part.inFile().placedAs());
        }

        private FileCustomer customer(CsvOrderRow row) {
            return new FileCustomer(system, row.customer(), since.getOrDefault(row.customer(), row.occurredAt()));
        }
    }
}
