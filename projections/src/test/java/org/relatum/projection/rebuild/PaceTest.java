package org.relatum.projection.rebuild;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PaceTest {
    private final AtomicLong head = new AtomicLong(7);

    @Test
    void nothing_is_shared_while_nothing_is_recorded() {
        assertThat(new Pace(head::get, 0.25).isShared()).isFalse();
    }

    @Test
    void who_works_while_facts_are_recorded_rests_in_proportion() {
        Pace pace = new Pace(head::get, 0.25);
        Pace.Turn turn = pace.turn();
        long begun = System.nanoTime();
        long worked = work();
        head.incrementAndGet();
        assertThat(pace.isShared()).isTrue();
        turn.step();
        assertThat(System.nanoTime() - begun).isGreaterThan(4 * worked);
    }

    @Test
    void who_works_all_the_time_shares_nothing() {
        Pace pace = new Pace(head::get, 1);
        head.incrementAndGet();
        assertThat(pace.isShared()).isFalse();
    }

    /** Works longer than a turn is at least, and returns how long at least. */
    private static long work() {
        long begun = System.nanoTime();
        long worked;
        do {
            worked = System.nanoTime() - begun;
        } while (worked < 5_000_000);
        return worked;
    }
}
