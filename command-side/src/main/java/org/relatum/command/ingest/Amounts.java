package org.relatum.command.ingest;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Numbers of files, exactly as they stand there. */
final class Amounts {
    /** Bounded on both sides of the point, and no exponents: a short text can't stand for a gigabyte of digits. */
    private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]{1,15}(\\.[0-9]{1,6})?|[+-]?\\.[0-9]{1,6}");

    /** Decimal places up to which a unit price is divided out. */
    private static final int UNIT_PLACES = 4;

    private Amounts() {}

    static BigDecimal parse(String column, String text) throws RowRefused {
        if (!NUMBER.matcher(text).matches()) {
            throw new RowRefused(
                    "number-invalid",
                    column + " is no plain number like 12.50 (at most 15 digits, 6 after the point): '"
                            + Texts.shortened(text) + "'");
        }
        return new BigDecimal(text);
    }

    /**
     * Lines whose sum is exactly {@code amount}. A unit price that does not come out even is no reason to lose a cent: so
     * many units cost one cent more than the others. What is not counted in whole units becomes one unit at the whole
     * amount, the quantity said in words.
     *
     * @param quantity greater than zero
     * @param amount not negative
     */
    static List<FileLine> lines(
            @Nullable String sku,
            @Nullable String description,
            @Nullable String category,
            BigDecimal quantity,
            BigDecimal amount) {
        BigDecimal unit = amount.divide(quantity, UNIT_PLACES, RoundingMode.DOWN);
        if (unit.multiply(quantity).compareTo(amount) == 0) {
            return List.of(new FileLine(sku, description, category, quantity, tidy(unit)));
        }
        int places = Math.max(2, amount.scale());
        boolean counted = quantity.stripTrailingZeros().scale() <= 0;
        if (!counted) {
            String named = quantity.toPlainString() + " × " + (description != null ? description : sku);
            return List.of(new FileLine(sku, named, category, BigDecimal.ONE, amount));
        }
        BigDecimal lower = amount.divide(quantity, places, RoundingMode.DOWN);
        BigDecimal rest = amount.subtract(lower.multiply(quantity));
        BigDecimal step = BigDecimal.ONE.movePointLeft(places);
        BigDecimal dearer = rest.divide(step, 0, RoundingMode.UNNECESSARY);
        return List.of(
                new FileLine(sku, description, category, quantity.subtract(dearer), lower),
                new FileLine(sku, description, category, dearer, lower.add(step)));
    }

    /** At least two places, no further zeros. */
    private static BigDecimal tidy(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 2 ? stripped.setScale(2) : stripped;
    }
}
