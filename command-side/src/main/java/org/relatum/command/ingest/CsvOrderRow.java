package org.relatum.command.ingest;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relatum.command.ingest.CsvColumns.Column;

/**
 * One row of an order file.
 *
 * @param order the order reference; null: the row is an order of its own
 * @param quantity negative: a return; never zero
 * @param unitPrice of one unit, null where the row has only an amount
 * @param amount of the whole row, never negative, null where the row says neither
 * @param returnOf the order that goods come back from
 * @param content everything the row says
 */
record CsvOrderRow(
        long line,
        String customer,
        @Nullable String order,
        Instant occurredAt,
        @Nullable String sku,
        @Nullable String description,
        @Nullable String category,
        BigDecimal quantity,
        @Nullable BigDecimal unitPrice,
        @Nullable BigDecimal amount,
        String currency,
        @Nullable BigDecimal conversionRate,
        @Nullable String channel,
        @Nullable String returnOf,
        String content) {

    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final String UNDESCRIBED = "not described";
    private static final String BETWEEN_FIELDS = "\u001f";

    static boolean isCurrency(String text) {
        return CURRENCY.matcher(text).matches();
    }

    static CsvOrderRow parse(long line, List<String> fields, CsvColumns columns, FileTimes times, String currency)
            throws RowRefused {
        String customer = columns.text(fields, Column.CUSTOMER);
        if (customer.isEmpty()) {
            throw new RowRefused("customer-missing", "the row names no customer");
        }
        String time = columns.text(fields, Column.OCCURRED_AT);
        if (time.isEmpty()) {
            time = columns.text(fields, Column.DATE);
        }
        if (time.isEmpty()) {
            throw new RowRefused("date-missing", "the row has no date");
        }
        Instant occurredAt = times.parse(time);
        BigDecimal quantity = number(columns, fields, Column.QUANTITY);
        if (quantity == null) {
            quantity = BigDecimal.ONE;
        }
        if (quantity.signum() == 0) {
            throw new RowRefused("quantity-zero", "nothing was bought and nothing came back");
        }
        BigDecimal unitPrice = number(columns, fields, Column.UNIT_PRICE);
        if (unitPrice != null && unitPrice.signum() < 0) {
            throw new RowRefused("price-negative", "unitPrice must not be negative: " + unitPrice.toPlainString());
        }
        BigDecimal amount = unitPrice != null ? unitPrice.multiply(quantity) : number(columns, fields, Column.AMOUNT);
        if (quantity.signum() > 0) {
            if (amount == null) {
                throw new RowRefused("price-missing", "the row has neither unitPrice nor amount");
            }
            if (amount.signum() < 0) {
                throw new RowRefused(
                        "price-negative", "amount must not be negative, unless quantity is: " + amount.toPlainString());
            }
        }
        String named = columns.text(fields, Column.CURRENCY).toUpperCase(Locale.ROOT);
        if (!named.isEmpty() && !isCurrency(named)) {
            throw new RowRefused(
                    "currency-invalid", "currency is an ISO 4217 code like USD: '" + Texts.shortened(named) + "'");
        }
        BigDecimal rate = number(columns, fields, Column.CONVERSION_RATE);
        if (rate != null && rate.signum() <= 0) {
            throw new RowRefused("conversion-rate-invalid", "conversionRate must be greater than zero");
        }
        return new CsvOrderRow(
                line,
                customer,
                Texts.emptyToNull(columns.text(fields, Column.ORDER)),
                occurredAt,
                Texts.emptyToNull(columns.text(fields, Column.SKU)),
                Texts.emptyToNull(columns.text(fields, Column.DESCRIPTION)),
                Texts.emptyToNull(columns.text(fields, Column.CATEGORY)),
                quantity,
                unitPrice,
                amount == null ? null : amount.abs(),
                named.isEmpty() ? currency : named,
                rate,
                Texts.emptyToNull(columns.text(fields, Column.CHANNEL)),
                Texts.emptyToNull(columns.text(fields, Column.RETURN_OF)),
                String.join(BETWEEN_FIELDS, fields));
    }

    private static @Nullable BigDecimal number(CsvColumns columns, List<String> fields, Column column)
            throws RowRefused {
        String text = columns.text(fields, column);
        return text.isEmpty() ? null : Amounts.parse(column.label(), text);
    }

    boolean isReturn() {
        return quantity.signum() < 0;
    }

    /** What makes two rows speak of the same goods; null when the row doesn't say what it is about. */
    @Nullable
    String product() {
        return sku != null ? sku : description;
    }

    /** The lines of the order that this row makes, whose sum is exactly the row's amount. */
    List<FileLine> orderLines() {
        if (unitPrice != null) {
            return List.of(new FileLine(sku, text(), category, quantity, unitPrice));
        }
        if (amount == null) {
            throw new IllegalStateException("a row that is bought has an amount");
        }
        return Amounts.lines(sku, text(), category, quantity, amount);
    }

    /** A line that names no article has to say something. */
    private @Nullable String text() {
        return sku == null && description == null ? UNDESCRIBED : description;
    }
}
