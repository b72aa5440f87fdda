package org.relatum.query.operation;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ShortenedTest {

    @Test
    void what_is_short_stays_as_it_is() {
        assertThat(Shortened.of("expected 1, found 2")).isEqualTo("expected 1, found 2");
    }

    @Test
    void what_is_long_is_shown_where_it_differs() {
        String same = "x".repeat(1_000);
        assertThat(Shortened.of("expected " + same + "A" + same + ", found " + same + "B" + same))
                .isEqualTo("expected …" + "x".repeat(40) + "A" + "x".repeat(159) + "…, found …" + "x".repeat(40) + "B"
                        + "x".repeat(159) + "…");
        assertThat(Shortened.of("y".repeat(1_000))).hasSize(401).endsWith("…");
    }
}
