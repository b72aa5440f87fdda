package org.relatum.events.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.PolicyTimeline.Publication;

class PolicyTimelineTest {
    private static final Instant MARCH = Instant.parse("2026-03-01T00:00:00Z");
    private static final Instant APRIL = Instant.parse("2026-04-01T00:00:00Z");
    private static final Instant MAY = Instant.parse("2026-05-01T00:00:00Z");
    private static final Instant JUNE = Instant.parse("2026-06-01T00:00:00Z");
    private static final PolicyTimeline SHIPPED = PolicyTimeline.of(Policies.DEFAULT);

    @Test
    void the_defaults_hold_from_the_beginning_of_time() {
        assertThat(SHIPPED.at(Instant.MIN)).isEqualTo(Policies.DEFAULT);
        assertThat(SHIPPED.at(JUNE)).isEqualTo(Policies.DEFAULT);
    }

    @Test
    void a_version_is_in_force_from_its_instant_on() {
        PolicyTimeline timeline = SHIPPED.with(published(1, MARCH, MAY));
        assertThat(timeline.at(MAY.minusNanos(1000)).tiers().version()).isZero();
        assertThat(timeline.at(MAY).tiers().version()).isEqualTo(1);
        assertThat(timeline.at(MAY).points()).isEqualTo(Policies.DEFAULT.points());
        assertThat(timeline.inForceFrom().keySet()).containsExactly(Instant.MIN, MAY);
    }

    @Test
    void a_later_publication_overtakes_one_that_was_planned() {
        PolicyTimeline timeline = SHIPPED.with(published(1, MARCH, JUNE)).with(published(2, APRIL, MAY));
        assertThat(timeline.at(APRIL).tiers().version()).isZero();
        assertThat(timeline.at(MAY).tiers().version()).isEqualTo(2);
        assertThat(timeline.at(JUNE).tiers().version()).isEqualTo(2);
        assertThat(timeline.inForceFrom().keySet()).containsExactly(Instant.MIN, MAY);
    }

    @Test
    void at_one_instant_the_higher_version_counts() {
        PolicyTimeline timeline = SHIPPED.with(published(2, APRIL, MAY)).with(published(1, MARCH, MAY));
        assertThat(timeline.at(MAY).tiers().version()).isEqualTo(2);
    }

    @Test
    void what_was_planned_is_known_from_when_it_was_recorded() {
        PolicyTimeline timeline = SHIPPED.with(published(1, MARCH, JUNE)).with(published(2, APRIL, MAY));
        assertThat(timeline.knownAt(MARCH.minusNanos(1000)).at(JUNE).tiers().version())
                .isZero();
        assertThat(timeline.knownAt(MARCH).at(JUNE).tiers().version()).isEqualTo(1);
        assertThat(timeline.knownAt(APRIL).at(JUNE).tiers().version()).isEqualTo(2);
        assertThat(timeline.knownAt(APRIL)).isSameAs(timeline);
    }

    @Test
    void every_version_is_found_even_one_that_never_was_in_force() {
        PolicyTimeline timeline = SHIPPED.with(published(1, MARCH, JUNE)).with(published(2, APRIL, MAY));
        assertThat(timeline.version(PolicyKind.TIERS, 0)).contains(Policies.DEFAULT.tiers());
        assertThat(timeline.version(PolicyKind.TIERS, 1)).contains(tiers(1));
        assertThat(timeline.version(PolicyKind.TIERS, 3)).isEmpty();
    }

    private static Publication published(int version, Instant recordedAt, Instant effectiveFrom) {
        return new Publication(recordedAt, effectiveFrom, tiers(version));
    }

    private static TiersPolicy tiers(int version) {
        return new TiersPolicy(
                version,
                Duration.ofDays(100 + version),
                Policies.DEFAULT.tiers().tiers());
    }
}
