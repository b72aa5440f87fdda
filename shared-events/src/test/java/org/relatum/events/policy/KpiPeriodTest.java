package org.relatum.events.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relatum.events.policy.KpiPeriod.Level;

class KpiPeriodTest {
    @ParameterizedTest
    @CsvSource({
        "2026, YEAR, 2026-01-01, 2027-01-01, 365, 2025, ''",
        "2024, YEAR, 2024-01-01, 2025-01-01, 366, 2023, ''",
        "2026-Q1, QUARTER, 2026-01-01, 2026-04-01, 90, 2025-Q4, 2026",
        "2026-Q4, QUARTER, 2026-10-01, 2027-01-01, 92, 2026-Q3, 2026",
        "2026-03, MONTH, 2026-03-01, 2026-04-01, 31, 2026-02, 2026-Q1 2026",
        "2026-12, MONTH, 2026-12-01, 2027-01-01, 31, 2026-11, 2026-Q4 2026",
        "2024-03-01, DAY, 2024-03-01, 2024-03-02, 1, 2024-02-29, 2024-03 2024-Q1 2024",
    })
    void a_period_is_a_part_of_the_calendar(
            String text, Level level, LocalDate first, LocalDate end, long days, String before, String within) {
        KpiPeriod period = period(text);
        assertThat(period).isEqualTo(new KpiPeriod(level, first)).hasToString(text);
        assertThat(period.endDay()).isEqualTo(end);
        assertThat(period.days()).isEqualTo(days);
        assertThat(period.before()).hasToString(before);
        assertThat(period.within().stream().map(KpiPeriod::toString)).containsExactly(split(within));
        assertThat(KpiPeriod.containing(level, end.minusDays(1))).isEqualTo(period);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "26",
                "2026-Q5",
                "2026-Q0",
                "2026-q1",
                "2026-13",
                "2026-00",
                "2026-02-30",
                "2026-3",
                "2026-Q1-02",
                " 2026",
                "20261"
            })
    void other_texts_name_none(String text) {
        assertThat(KpiPeriod.of(text)).isEmpty();
    }

    @Test
    void it_begins_and_ends_with_days_of_a_zone() {
        ZoneId zurich = ZoneId.of("Europe/Zurich");
        assertThat(period("2026-03").from(zurich)).isEqualTo("2026-02-28T23:00:00Z");
        assertThat(period("2026-03").to(zurich)).isEqualTo("2026-03-31T22:00:00Z");
    }

    @Test
    void no_period_begins_within_another_of_its_level() {
        assertThatThrownBy(() -> new KpiPeriod(Level.QUARTER, LocalDate.of(2026, 2, 1)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static KpiPeriod period(String text) {
        return KpiPeriod.of(text).orElseThrow();
    }

    private static String[] split(String texts) {
        return texts.isEmpty() ? new String[0] : texts.split(" ", -1);
    }
}
