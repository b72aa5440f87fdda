package org.relatum.query.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IsoDurationTest {

    @ParameterizedTest
    @CsvSource({
        "PT0S, PT0S, 0 seconds",
        "PT1M1S, PT1M1S, 1 minute 1 second",
        "PT23H59M, PT23H59M, 23 hours 59 minutes",
        "P1D, P1D, 1 day",
        "P41DT3H, P41DT3H, 41 days 3 hours",
        "P41DT3M, P41DT3M, 41 days",
        "P207DT12H, P207DT12H, 207 days 12 hours",
        "P90DT0.000001S, P90DT0.000001S, 90 days",
    })
    void days_have_86400_seconds(Duration duration, String iso, String words) {
        assertThat(IsoDuration.of(duration)).isEqualTo(iso);
        assertThat(Duration.parse(IsoDuration.of(duration))).isEqualTo(duration);
        assertThat(IsoDuration.inWords(duration)).isEqualTo(words);
    }
}
