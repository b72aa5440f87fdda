package org.relatum.command.ingest;

import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a caller and the installation say about a file.
 *
 * @param columns other names of columns: ours to the file's
 * @param system namespace of the customer references; null: the format's own
 * @param dates pattern of dates and times ({@link java.time.format.DateTimeFormatter}); null: ISO 8601
 * @param currency of rows that name none, ISO 4217
 * @param zone in which a date begins and a time without offset is meant
 */
public record ImportOptions(
        Map<String, String> columns,
        @Nullable String system,
        @Nullable String dates,
        String currency,
        ZoneId zone) {

    /** Nothing said: the names are ours, dates are ISO 8601. */
    public static ImportOptions defaults(String currency, ZoneId zone) {
        return new ImportOptions(Map.of(), null, null, currency, zone);
    }

    /**
     * Reads {@code ours=theirs,ours=theirs}.
     *
     * @throws FileRefused {@code bad-list}
     */
    public static Map<String, String> parseColumns(@Nullable String option) {
        Map<String, String> columns = new LinkedHashMap<>();
        if (option == null || option.isBlank()) {
            return columns;
        }
        for (String pair : option.split(",", -1)) {
            int equals = pair.indexOf('=');
            String ours = equals < 0 ? "" : pair.substring(0, equals).trim();
            String theirs = equals < 0 ? "" : pair.substring(equals + 1).trim();
            if (ours.isEmpty() || theirs.isEmpty()) {
                throw FileRefused.option(
                        "columns",
                        "bad-list",
                        "columns is a list like order=InvoiceNo,customer=CustomerID; this is no" + " part of one: '"
                                + pair.trim() + "'");
            }
            if (columns.put(ours, theirs) != null) {
                throw FileRefused.option("columns", "bad-list", "columns names '" + ours + "' twice");
            }
        }
        return columns;
    }
}
