package org.relatum.command.ingest;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which column of a file means what. */
final class CsvColumns {
    /** What the columns of an order file can mean; the label is its name in a header and in the option. */
    enum Column {
        ORDER("order"),
        CUSTOMER("customer"),
        OCCURRED_AT("occurredAt"),
        DATE("date"),
        SKU("sku"),
        DESCRIPTION("description"),
        CATEGORY("category"),
        QUANTITY("quantity"),
        UNIT_PRICE("unitPrice"),
        AMOUNT("amount"),
        CURRENCY("currency"),
        CONVERSION_RATE("conversionRate"),
        CHANNEL("channel"),
        RETURN_OF("returnOf");

        private final String label;

        Column(String label) {
            this.label = label;
        }

        String label() {
            return label;
        }
    }

    private static final String SEPARATORS = ",;\t|";

    private final Map<Column, Integer> places;

    private CsvColumns(Map<Column, Integer> places) {
        this.places = places;
    }

    /**
     * @param header the fields of the file's first row
     * @throws FileRefused of the option, {@code column-twice-in-header} or {@code columns-missing} of the file
     */
    static CsvColumns of(List<String> header, Map<String, String> option) {
        Map<Column, String> others = new EnumMap<>(Column.class);
        option.forEach((ours, theirs) -> others.put(named(ours), theirs));
        Map<Column, Integer> places = new EnumMap<>(Column.class);
        for (Column column : Column.values()) {
            String wanted = others.getOrDefault(column, column.label());
            List<Integer> found = Stream.iterate(0, i -> i < header.size(), i -> i + 1)
                    .filter(i -> same(header.get(i), wanted))
                    .toList();
            if (found.size() > 1) {
                throw FileRefused.file("column-twice-in-header", "the header names '" + wanted + "' more than once");
            }
            if (found.size() == 1) {
                places.put(column, found.get(0));
            } else if (others.containsKey(column)) {
                throw FileRefused.option(
                        "columns",
                        "not-in-header",
                        "the header has no column '" + wanted + "'; it has: "
                                + Texts.shortened(String.join(", ", header)));
            }
        }
        CsvColumns columns = new CsvColumns(places);
        String missing = Stream.of(
                        columns.has(Column.CUSTOMER) ? "" : "customer",
                        columns.has(Column.OCCURRED_AT) || columns.has(Column.DATE) ? "" : "occurredAt or date",
                        columns.has(Column.UNIT_PRICE) || columns.has(Column.AMOUNT) ? "" : "unitPrice or amount")
                .filter(text -> !text.isEmpty())
                .collect(Collectors.joining(", "));
        if (!missing.isEmpty()) {
            throw FileRefused.file(
                    "columns-missing",
                    "the header must name " + missing + "; it has: " + Texts.shortened(String.join(", ", header))
                            + ". Other names can be given: columns=customer=CustomerID");
        }
        return columns;
    }

    /** The separator that cuts the header into most fields; a comma when none does. */
    static char separatorOf(String header) {
        char best = SEPARATORS.charAt(0);
        for (char candidate : SEPARATORS.toCharArray()) {
            if (count(header, candidate) > count(header, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char c) {
        return text.chars().filter(other -> other == c).count();
    }

    private static Column named(String label) {
        return Stream.of(Column.values())
                .filter(column -> same(column.label(), label))
                .findFirst()
                .orElseThrow(() -> FileRefused.option(
                        "columns",
                        "bad-list",
                        "columns names '" + Texts.shortened(label) + "', known are: "
                                + Stream.of(Column.values()).map(Column::label).collect(Collectors.joining(", "))));
    }

    private static boolean same(String one, String other) {
        return plain(one).equals(plain(other));
    }

    /** Case, spaces, hyphens and underscores make no other name: unit_price is unitPrice. */
    private static String plain(String name) {
        return name.strip().replaceAll("[ _-]", "").toLowerCase(Locale.ROOT);
    }

    boolean has(Column column) {
        return places.containsKey(column);
    }

    /** The row's text in that column without white space around it; empty where there is no such column. */
    String text(List<String> row, Column column) {
        Integer place = places.get(column);
        return place == null || place >= row.size() ? "" : row.get(place).strip();
    }
}
