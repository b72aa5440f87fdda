package org.relatum.query.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.events.Personal;
import org.relatum.events.PrivacyEvent.LegalHoldLifted;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.query.personal.Revealed;

class PrivacyAnswerTest {
    private static final UUID CUSTOMER = new UUID(0, 1);
    private static final Instant PLACED = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LIFTED = Instant.parse("2026-02-01T00:00:00Z");
    private static final Instant UNDONE = Instant.parse("2026-03-01T00:00:00Z");

    /** It was merged, lifted through the survivor, let go of, which records the lifting again, and merged again. */
    @Test
    void a_hold_was_lifted_when_it_was_lifted_first() {
        PrivacyAnswer answer = PrivacyAnswer.of(
                CUSTOMER,
                3,
                UNDONE,
                UNDONE,
                null,
                List.of(
                        new LegalHoldPlaced(PLACED, "h1", Personal.clear(CUSTOMER, "lawsuit")),
                        new LegalHoldLifted(LIFTED, "h1", null),
                        new LegalHoldLifted(UNDONE, "h1", null)),
                Revealed.by(text -> Optional.of("lawsuit")));
        assertThat(answer.legalHolds()).containsExactly(new PrivacyAnswer.LegalHold("h1", PLACED, "lawsuit", LIFTED));
    }
}
