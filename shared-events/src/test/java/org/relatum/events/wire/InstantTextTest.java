package org.relatum.events.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.util.SplittableRandom;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InstantTextTest {
    @Test
    void every_instant_of_a_microsecond_is_read_as_it_was_written() {
        SplittableRandom random = new SplittableRandom(1);
        long first = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
        long end = Instant.parse("+10000-01-01T00:00:00Z").getEpochSecond();
        int[] fractions = {0, 500_000_000, 1_000_000, 1_000, 999_999_000, 120_000, 7_000};
        for (int i = 0; i < 100_000; i++) {
            int nano = random.nextBoolean()
                    ? fractions[random.nextInt(fractions.length)]
                    : random.nextInt(1_000_000) * 1_000;
            Instant instant = Instant.ofEpochSecond(random.nextLong(first, end), nano);
            assertThat(InstantText.read(InstantText.write(instant))).isEqualTo(instant);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-03-01T12:00:00Z",
                "2026-03-01T12:00:00.1Z",
                "2026-03-01T12:00:00.12Z",
                "2026-03-01T12:00:00.000000001Z",
                "2026-03-01T12:00:00.100000000Z",
                "2024-02-29T23:59:59.999999Z",
                "0000-01-01T00:00:00Z",
                "1969-12-31T23:59:59.999999Z",
                "+12026-03-01T12:00:00Z",
                "-0001-03-01T12:00:00Z",
                "2026-03-01T24:00:00Z",
                "2026-06-30T23:59:60Z",
                "2026-03-01T12:00:00+02:00",
                "2026-03-01T12:00:00.5+02:00",
                "2026-03-01t12:00:00z"
            })
    void what_the_platform_reads_is_read_as_the_same_instant(String text) {
        assertThat(InstantText.read(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-03-01",
                "2026-03-01T12:00:00",
                "2026-03-01T12:00:0Z",
                "2026-02-29T12:00:00Z",
                "2026-13-01T12:00:00Z",
                "2026-00-01T12:00:00Z",
                "2026-03-01T25:00:00Z",
                "2026-03-01T12:60:00Z",
                "2026-03-01T12:00:61Z",
                "2026-03-01T12:00:00.0000000001Z",
                "2026-03-01T12:00:00,5Z",
                "2026-03-01T12:00:00x5Z",
                "2026-03-01T12:00:00.-5Z",
                "2026-03-01 12:00:00Z",
                "2O26-03-01T12:00:00Z",
                "２０２６-03-01T12:00:00Z"
            })
    void what_is_no_instant_is_refused(String text) {
        assertThatThrownBy(() -> InstantText.read(text)).isInstanceOf(DateTimeException.class);
    }

    @Test
    void a_lone_point_is_left_to_the_platform() {
        // JDK versions differ on whether a point without digits is a fraction.
        assertThat(attempt("2026-03-01T12:00:00.Z", InstantText::read))
                .isEqualTo(attempt("2026-03-01T12:00:00.Z", Instant::parse));
    }

    @Test
    void nothing_finer_than_a_microsecond_is_written() {
        assertThatThrownBy(() -> InstantText.write(Instant.ofEpochSecond(0, 1)))
                .isInstanceOf(DateTimeException.class)
                .hasMessageContaining("microsecond");
    }

    private static String attempt(String text, Function<String, Instant> reader) {
        try {
            return reader.apply(text).toString();
        } catch (DateTimeException e) {
            return "refused";
        }
    }
}
