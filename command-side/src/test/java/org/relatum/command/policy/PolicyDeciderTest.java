package org.relatum.command.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.PolicyCommand.PublishPolicy;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.events.PolicyEvent.PolicyPublished;
import org.relatum.events.PolicyKind;

class PolicyDeciderTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");

    /** Of "abc", as FIPS 180 gives it. */
    private static final String DIGEST = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    private static PublishPolicy publish(@Nullable Instant effectiveFrom) {
        return new PublishPolicy(PolicyKind.POINTS, "abc", effectiveFrom);
    }

    @Test
    void a_policy_is_published_as_the_next_version_of_its_kind_with_the_digest_of_its_document() {
        assertThat(PolicyDecider.decide(0, publish(null), NOW))
                .containsExactly(new PolicyPublished(NOW, PolicyKind.POINTS, 1, NOW, "abc", DIGEST));
        Instant later = NOW.plusSeconds(60);
        assertThat(PolicyDecider.decide(4, publish(later), NOW))
                .containsExactly(new PolicyPublished(NOW, PolicyKind.POINTS, 5, later, "abc", DIGEST));
    }

    @Test
    void it_takes_effect_when_it_is_recorded_at_the_earliest() {
        assertThat(PolicyDecider.decide(0, publish(NOW), NOW)).hasSize(1);
        assertThatThrownBy(() -> PolicyDecider.decide(0, publish(NOW.minus(1, ChronoUnit.MICROS)), NOW))
                .isInstanceOfSatisfying(
                        RefusedException.class,
                        e -> assertThat(e.refusal().code()).isEqualTo(RefusalCode.EFFECTIVE_IN_PAST));
    }
}
