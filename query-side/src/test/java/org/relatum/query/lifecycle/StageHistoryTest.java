package org.relatum.query.lifecycle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relatum.projection.core.Interval;
import org.relatum.projection.lifecycle.LifecycleStatus.Value;
import org.relatum.projection.lifecycle.Stage;

class StageHistoryTest {
    private static final List<Interval<Value>> HISTORY = List.of(
            interval(0, 5, Stage.ACTIVE, false),
            interval(5, 8, Stage.LOST, false),
            interval(8, 20, Stage.ACTIVE, true),
            interval(20, null, Stage.ACTIVE, false));

    @Test
    void the_current_run_of_a_stage_began_with_the_mark_that_has_ended_since() {
        assertThat(StageHistory.since(HISTORY)).isEqualTo(day(8));
        assertThat(StageHistory.since(HISTORY.subList(0, 1))).isEqualTo(day(0));
        assertThat(StageHistory.since(HISTORY.subList(0, 2))).isEqualTo(day(5));
    }

    @Test
    void dwell_times_add_up_to_the_time_since_the_first_fact() {
        assertThat(StageHistory.dwellTimes(HISTORY, day(30)))
                .isEqualTo(Map.of(Stage.ACTIVE, Duration.ofDays(27), Stage.LOST, Duration.ofDays(3)));
    }

    private static Interval<Value> interval(int from, @Nullable Integer to, Stage stage, boolean recovered) {
        return new Interval<>(
                "stage", day(from), to == null ? null : day(to), new Value(stage, recovered), day(from), null);
    }

    private static Instant day(int day) {
        return Instant.parse("2026-01-01T00:00:00Z").plus(Duration.ofDays(day));
    }
}
