package org.relatum.query.course;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

class NumbersTest {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private static JsonNode text(String text) {
        return JSON.stringNode(text);
    }

    @Test
    void numbers_and_amounts_of_money_have_a_difference() {
        assertThat(Numbers.difference("loyalty.score", JSON.numberNode(40.5), JSON.numberNode(45)))
                .isEqualByComparingTo("4.5");
        assertThat(Numbers.difference("risk.indicators.revenue.amount", text("812.00"), text("800.50")))
                .isEqualByComparingTo("-11.50");
        assertThat(Numbers.difference("profile.sales.netRevenue.amount", null, text("10.00")))
                .isEqualByComparingTo("10");
        assertThat(Numbers.difference("loyalty.score", JSON.numberNode(3), null))
                .isEqualByComparingTo("-3");
    }

    @Test
    void other_texts_have_none_even_if_they_are_digits() {
        assertThat(Numbers.difference("loyalty.points.lots.L1.order", text("10017"), text("10023")))
                .isNull();
        assertThat(Numbers.difference("profile.contactPoints.phone.value", null, text("41441234567")))
                .isNull();
        assertThat(Numbers.difference("lifecycle.stage", text("ACTIVE"), text("LOST")))
                .isNull();
        assertThat(Numbers.difference("lifecycle.stage", null, null)).isNull();
    }
}
