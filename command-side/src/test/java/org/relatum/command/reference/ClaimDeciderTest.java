package org.relatum.command.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.command.reference.ReferenceCommand.ClaimReference;
import org.relatum.command.reference.ReferenceCommand.ConfirmReference;
import org.relatum.command.reference.ReferenceCommand.ForgetReference;
import org.relatum.command.reference.ReferenceCommand.ReleaseReference;
import org.relatum.events.ReferenceEvent;
import org.relatum.events.ReferenceEvent.ReferenceClaimed;
import org.relatum.events.ReferenceEvent.ReferenceConfirmed;
import org.relatum.events.ReferenceEvent.ReferenceReleased;

class ClaimDeciderTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final UUID ADA = new UUID(0, 1);
    private static final UUID BOB = new UUID(0, 2);

    @Test
    void a_free_reference_is_claimed_and_confirmed() {
        assertThat(decide(new ClaimReference(ADA))).containsExactly(new ReferenceClaimed(NOW, ADA));
        assertThat(decide(new ConfirmReference(ADA), claimed(ADA, 1)))
                .containsExactly(new ReferenceConfirmed(NOW, ADA));
    }

    @Test
    void claiming_and_confirming_again_changes_nothing() {
        assertThat(decide(new ClaimReference(ADA), claimed(ADA, 1))).isEmpty();
        assertThat(decide(new ClaimReference(ADA), claimed(ADA, 1), confirmed(ADA)))
                .isEmpty();
        assertThat(decide(new ConfirmReference(ADA), claimed(ADA, 1), confirmed(ADA)))
                .isEmpty();
    }

    @Test
    void a_reservation_keeps_others_away_for_ten_minutes() {
        assertThatThrownBy(() -> decide(new ClaimReference(BOB), claimed(ADA, 599)))
                .hasMessageStartingWith("external-reference-taken");
        assertThat(decide(new ClaimReference(BOB), claimed(ADA, 600)))
                .containsExactly(new ReferenceReleased(NOW, ADA), new ReferenceClaimed(NOW, BOB));
    }

    @Test
    void a_confirmed_reference_is_taken_for_good() {
        assertThatThrownBy(() -> decide(new ClaimReference(BOB), claimed(ADA, 99_999), confirmed(ADA)))
                .hasMessageStartingWith("external-reference-taken");
        assertThat(decide(new ReleaseReference(ADA), claimed(ADA, 1), confirmed(ADA)))
                .isEmpty();
    }

    @Test
    void the_reference_of_an_erased_customer_is_free_again() {
        assertThat(decide(new ForgetReference(ADA), claimed(ADA, 1), confirmed(ADA)))
                .containsExactly(new ReferenceReleased(NOW, ADA));
        assertThat(decide(new ForgetReference(BOB), claimed(ADA, 1), confirmed(ADA)))
                .isEmpty();
        assertThat(decide(new ForgetReference(ADA))).isEmpty();
    }

    @Test
    void who_lost_the_reservation_cannot_confirm_it() {
        assertThatThrownBy(() -> decide(new ConfirmReference(ADA))).hasMessageStartingWith("external-reference-taken");
        ReferenceEvent released = new ReferenceReleased(NOW.minusSeconds(5), ADA);
        assertThatThrownBy(() -> decide(new ConfirmReference(ADA), claimed(ADA, 900), released, claimed(BOB, 5)))
                .hasMessageStartingWith("external-reference-taken");
        assertThatThrownBy(() -> decide(new ConfirmReference(ADA), claimed(BOB, 9), confirmed(BOB)))
                .hasMessageStartingWith("external-reference-taken");
    }

    @Test
    void only_the_own_reservation_is_released() {
        assertThat(decide(new ReleaseReference(ADA), claimed(ADA, 1))).containsExactly(new ReferenceReleased(NOW, ADA));
        assertThat(decide(new ReleaseReference(BOB), claimed(ADA, 1))).isEmpty();
        assertThat(decide(new ReleaseReference(ADA))).isEmpty();
    }

    private static ReferenceClaimed claimed(UUID customer, long secondsAgo) {
        return new ReferenceClaimed(NOW.minusSeconds(secondsAgo), customer);
    }

    private static ReferenceConfirmed confirmed(UUID customer) {
        return new ReferenceConfirmed(NOW.minusSeconds(1), customer);
    }

    private static List<ReferenceEvent> decide(ReferenceCommand command, ReferenceEvent... history) {
        Claim state = Claim.FREE;
        for (ReferenceEvent event : history) {
            state = Claim.evolve(event);
        }
        return ClaimDecider.decide(state, command, NOW);
    }
}
