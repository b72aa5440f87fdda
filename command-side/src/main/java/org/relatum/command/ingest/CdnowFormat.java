package org.relatum.command.ingest;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.relatum.command.ingest.ImportStep.FileCustomer;

/**
 * The CDNOW purchase data: white space between
 *
 * <table>
 * <caption>columns</caption>
 * <tr><td>sample file</td><td>master id, sample id, yyyymmdd, number of CDs, dollars</td></tr>
 * <tr><td>master file</td><td>customer id, yyyymmdd, number of CDs, dollars; a line of column names before them</td></tr>
 * </table>
 *
 * Each row is an order; a purchase of 0 dollars is one too. There are no order numbers, so a row's name is made of what
 * it says: customer (the master id in both files), day, CDs, dollars, and which of several equal rows it is. The sample
 * is a part of the master file and its rows have the same names there.
 */
public final class CdnowFormat implements ImportFormat {
    public static final String NAME = "cdnow";

    private static final Pattern SPACE = Pattern.compile("\\s+");
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,20}");
    private static final DateTimeFormatter DAY =
            DateTimeFormatter.ofPattern("uuuuMMdd").withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern EIGHT_DIGITS = Pattern.compile("[0-9]{8}");
    private static final String CURRENCY = "USD";
    private static final int SAMPLE_COLUMNS = 5;
    private static final int MASTER_COLUMNS = 4;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Survey survey(Path file, ImportOptions options) throws IOException {
        Map<String, Instant> since = new HashMap<>();
        long[] rows = {0};
        read(
                file,
                options.zone(),
                row -> {
                    rows[0]++;
                    since.merge(row.customer(), row.occurredAt(), (a, b) -> a.isBefore(b) ? a : b);
                },
                refused -> rows[0]++);
        String system = options.system() == null ? NAME : options.system();
        return new Survey() {
            @Override
            public long rows() {
                return rows[0];
            }

            @Override
            public List<FileProduct> products() {
                return List.of();
            }

            @Override
            public void forEach(Consumer<ImportStep> steps) throws IOException {
                RowIdentity identity = new RowIdentity(NAME);
                read(
                        file,
                        options.zone(),
                        row -> steps.accept(new ImportStep.Place(
                                List.of(row.line()),
                                new FileCustomer(
                                        system, row.customer(), since.getOrDefault(row.customer(), row.occurredAt())),
                                NAME + '-' + identity.next(row.content()),
                                row.occurredAt(),
                                CURRENCY,
                                null,
                                null,
                                Amounts.lines(null, "CD", "music", row.units(), row.dollars()))),
                        steps::accept);
            }
        };
    }

    private static void read(Path file, ZoneId zone, Consumer<Row> taken, Consumer<ImportStep.Refuse> refused)
            throws IOException {
        try (TextLines lines = TextLines.open(file)) {
            for (TextLines.Line line = lines.next(); line != null; line = lines.next()) {
                if (line.isBlank() || isHeader(line)) {
                    continue;
                }
                Row row;
                try {
                    row = parse(line.number(), line.readable(), zone);
                } catch (RowRefused reason) {
                    refused.accept(reason.at(line.number()));
                    continue;
                }
                taken.accept(row);
            }
        }
    }

    /** The first line of the master file names the columns; it has no digit. */
    private static boolean isHeader(TextLines.Line line) {
        return line.number() == 1
                && line.fault() == null
                && line.text().chars().noneMatch(Character::isDigit)
                && line.text().contains("date");
    }

    private static Row parse(long line, String text, ZoneId zone) throws RowRefused {
        String[] columns = SPACE.split(text.strip(), -1);
        if (columns.length != SAMPLE_COLUMNS && columns.length != MASTER_COLUMNS) {
            throw new RowRefused(
                    "columns-wrong",
                    "a row has 5 columns (master id, sample id, yyyymmdd, CDs, dollars) or 4 (customer id, yyyymmdd,"
                            + " CDs, dollars), this one has " + columns.length);
        }
        int date = columns.length - 3;
        for (int i = 0; i < date; i++) {
            if (!DIGITS.matcher(columns[i]).matches()) {
                throw new RowRefused(
                        "customer-invalid", "a customer id is digits: '" + Texts.shortened(columns[i]) + "'");
            }
        }
        LocalDate day = day(columns[date]);
        if (!DIGITS.matcher(columns[date + 1]).matches()) {
            throw new RowRefused(
                    "quantity-invalid", "the number of CDs is digits: '" + Texts.shortened(columns[date + 1]) + "'");
        }
        BigDecimal units = Amounts.parse("CDs", columns[date + 1]);
        if (units.signum() == 0) {
            throw new RowRefused("quantity-zero", "no CD was bought");
        }
        BigDecimal dollars = Amounts.parse("dollars", columns[date + 2]);
        if (dollars.signum() < 0) {
            throw new RowRefused("price-negative", "dollars must not be negative: " + columns[date + 2]);
        }
        String content = String.join(" ", columns[0], columns[date], columns[date + 1], columns[date + 2]);
        return new Row(line, columns[0], day.atStartOfDay(zone).toInstant(), units, dollars, content);
    }

    private static LocalDate day(String text) throws RowRefused {
        if (EIGHT_DIGITS.matcher(text).matches()) {
            try {
                LocalDate day = LocalDate.parse(text, DAY);
                if (FileTimes.isMeant(day)) {
                    return day;
                }
            } catch (DateTimeException noSuchDay) {
                // refused below: eight digits, but no day of the calendar
            }
        }
        throw new RowRefused(
                "date-invalid", "no day from 1900 on of the form yyyymmdd: '" + Texts.shortened(text) + "'");
    }

    private record Row(
            long line, String customer, Instant occurredAt, BigDecimal units, BigDecimal dollars, String content) {}
}
