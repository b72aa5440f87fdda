package org.relatum.query.course;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Numbers among the fields. Amounts of money are texts, as they are in answers; any other text is none, also one of digits, such as the
 * name of an order.
 */
final class Numbers {
    /** How the field of an amount ends: as the part of an answer about money. */
    private static final String AMOUNT = ".amount";

    private Numbers() {}

    /** The later less the earlier; null unless there is a number. One that is not there is 0. */
    static @Nullable BigDecimal difference(String field, @Nullable JsonNode earlier, @Nullable JsonNode later) {
        BigDecimal was = number(field, earlier);
        BigDecimal is = number(field, later);
        return was == null && is == null
                ? null
                : (is == null ? BigDecimal.ZERO : is).subtract(was == null ? BigDecimal.ZERO : was);
    }

    private static @Nullable BigDecimal number(String field, @Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        if (node.isNumber()) {
            return node.decimalValue();
        }
        return field.endsWith(AMOUNT) && node.isString() ? new BigDecimal(node.asString()) : null;
    }
}
