package org.relatum.command.ingest;

import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of a CSV file. A quoted field may contain line breaks; where a quote is never closed, only its own line is
 * lost and reading goes on with the line after it, instead of the rest of the file becoming one field.
 */
final class CsvRecords implements Closeable {
    private static final char QUOTE = '"';
    private static final RowRefused QUOTE_NOT_CLOSED =
            new RowRefused("quote-not-closed", "a quoted field of this row is never closed");

    private final TextLines lines;
    private final char separator;
    private final CsvReader.CsvReaderBuilder parser;
    private final Deque<TextLines.Line> ahead = new ArrayDeque<>();

    CsvRecords(Path file, char separator) throws IOException {
        this.lines = TextLines.open(file);
        this.separator = separator;
        this.parser = CsvReader.builder().fieldSeparator(separator).allowUnclosedQuote(false);
    }

    /** The next record that is not blank, or null after the last one. */
    @Nullable
    CsvRow next() throws IOException {
        TextLines.Line line = line();
        while (line != null && line.isBlank()) {
            line = line();
        }
        if (line == null) {
            return null;
        }
        try {
            return new CsvRow(line.number(), fields(line), null);
        } catch (RowRefused refused) {
            return new CsvRow(line.number(), List.of(), refused);
        }
    }

    private TextLines.@Nullable Line line() throws IOException {
        TextLines.Line next = ahead.poll();
        return next != null ? next : lines.next();
    }

    private List<String> fields(TextLines.Line first) throws RowRefused, IOException {
        String text = first.readable();
        return endsInQuotes(text, false) ? overSeveralLines(text) : parse(text);
    }

    /** The line, and as many after it as its quoted fields reach over; those are given back if that makes no record. */
    private List<String> overSeveralLines(String first) throws IOException, RowRefused {
        StringBuilder record = new StringBuilder(first);
        List<TextLines.Line> taken = new ArrayList<>();
        try {
            boolean inQuotes = true;
            while (inQuotes) {
                TextLines.Line more = line();
                if (more == null) {
                    throw QUOTE_NOT_CLOSED;
                }
                taken.add(more);
                record.append('\n').append(more.readable());
                if (record.length() > TextLines.LONGEST) {
                    throw QUOTE_NOT_CLOSED;
                }
                inQuotes = endsInQuotes(more.text(), true);
            }
            return parse(record.toString());
        } catch (RowRefused notOneRecord) {
            for (int i = taken.size() - 1; i >= 0; i--) {
                ahead.push(taken.get(i));
            }
            throw QUOTE_NOT_CLOSED;
        }
    }

    /** A quote opens at the beginning of a field only; a doubled quote within quotes closes and opens again. */
    private boolean endsInQuotes(String text, boolean startsInQuotes) {
        boolean inQuotes = startsInQuotes;
        boolean beginsField = true;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (inQuotes) {
                if (c == QUOTE) {
                    inQuotes = false;
                    // a second one right here is a quote within the field
                    beginsField = true;
                }
            } else if (c == QUOTE && beginsField) {
                inQuotes = true;
            } else {
                beginsField = c == separator;
            }
        }
        return inQuotes;
    }

    private List<String> parse(String record) throws RowRefused {
        try {
            return parser.ofSingleCsvRecord(record).getFields();
        } catch (CsvParseException e) {
            throw new RowRefused("csv-invalid", "the row is no CSV: " + e.getMessage());
        }
    }

    @Override
    public void close() throws IOException {
        lines.close();
    }

    /**
     * @param line where it begins
     * @param refused why it can't be read
     */
    record CsvRow(long line, List<String> fields, @Nullable RowRefused refused) {
        List<String> readable() throws RowRefused {
            if (refused != null) {
                throw refused;
            }
            return fields;
        }
    }
}
