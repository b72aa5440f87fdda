package org.relatum.benchmarks.peers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class PeersTest {
    /** A difference between the rows of any two fails the comparison. Twice, because what one leaves behind hinders the next. */
    @Test
    @Timeout(value = 10, unit = TimeUnit.MINUTES)
    void everybodyComesToTheSameRows() throws Exception {
        Map<String, double[]> seconds = Peers.compare(2, 25, 200, true);

        assertThat(seconds)
                .containsOnlyKeys(
                        "floor",
                        "Relatum",
                        "Axon, tuned",
                        "Pekko, grouped",
                        "Axon, tuned, only [profile_v1]",
                        "Pekko, grouped, only [profile_v1]",
                        "Axon, JPA");
    }
}
