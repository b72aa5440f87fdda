package org.relatum.query.request;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepPageTest {

    /** Offers steps as long as they are wanted. Returns the numbers of those that were offered. */
    private static List<Integer> offer(StepPage<String> page, int steps) {
        List<Integer> offered = new ArrayList<>();
        for (int number = 1; number <= steps; number++) {
            offered.add(number);
            if (page.reaches(number) && !page.add(number, "step " + number)) {
                break;
            }
        }
        return offered;
    }

    @Test
    void it_holds_what_comes_after_the_pages_before_and_ends_when_one_is_too_many() {
        StepPage<String> page = new StepPage<>(3, 2);
        assertThat(offer(page, 100)).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(page.steps()).containsExactly("step 4", "step 5");
        assertThat(page.last()).isEqualTo(5);
        assertThat(page.hasMore()).isTrue();
    }

    @Test
    void the_last_one_has_no_more() {
        StepPage<String> full = new StepPage<>(3, 2);
        assertThat(offer(full, 5)).hasSize(5);
        assertThat(full.hasMore()).isFalse();
        StepPage<String> all = StepPage.ofAll();
        offer(all, 1_000);
        assertThat(all.steps()).hasSize(1_000);
        assertThat(all.hasMore()).isFalse();
        assertThat(new StepPage<String>(7, 2).last()).isEqualTo(7);
    }
}
