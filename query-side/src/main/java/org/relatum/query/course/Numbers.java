package org.relatum.query.course;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Numbers among the fields. Amounts of money are texts, as they are in answers. */
final class Numbers {
    private Numbers() {}

    /** The later less the earlier; null unless there is a number. One that is not there is 0. */
    static @Nullable BigDecimal difference(@Nullable JsonNode earlier, @Nullable JsonNode later) {
        BigDecimal was = number(earlier);
        BigDecimal is = number(later);
        return was == null && is == null
                ? null
                : (is == null ? BigDecimal.ZERO : is).subtract(was == null ? BigDecimal.ZERO : was);
    }

    private static @Nullable BigDecimal number(@Nullable JsonNode node) {
        if (node == null) {
            return null;
        }
        if (node.isNumber()) {
            return node.decimalValue();
        }
        return node.isString() && node.asString().matches("-?\\d{1,30}(\\.\\d{1,10})?")
                ? new BigDecimal(node.asString())
                : null;
    }
}
