package org.relatum.command.shell;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.api.Test;

class StoreClockTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00.123456789Z");
    private final StoreClock clock = new StoreClock(() -> NOW);

    @Test
    void it_tells_whole_microseconds() {
        assertThat(clock.after(null)).isEqualTo("2026-05-01T12:00:00.123456Z");
    }

    @Test
    void it_never_stands_still_or_goes_back_within_a_stream() {
        Instant now = clock.after(null);
        assertThat(clock.after(now)).isEqualTo(now.plusNanos(1000));
        assertThat(clock.after(now.plusSeconds(5))).isEqualTo(now.plusSeconds(5).plusNanos(1000));
        assertThat(clock.after(now.minusNanos(1000))).isEqualTo(now);
    }
}
