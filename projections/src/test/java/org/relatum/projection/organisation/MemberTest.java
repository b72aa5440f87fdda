package org.relatum.projection.organisation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.events.ErasureGround;
import org.relatum.events.OrganisationEvent.StaffErased;
import org.relatum.events.OrganisationEvent.StaffLeft;
import org.relatum.events.OrganisationEvent.StaffRegistered;
import org.relatum.events.Personal;

class MemberTest {
    private static final Instant LEFT = Instant.parse("2026-03-01T00:00:00Z");
    private static final Member KIM = Member.NONE.fold(new StaffRegistered(
            Instant.parse("2026-01-01T00:00:00Z"),
            "kim",
            Personal.clear(new UUID(0, 7), "Kim"),
            "agent",
            "sales",
            null));
    private static final StaffErased ERASED =
            new StaffErased(Instant.parse("2026-04-01T00:00:00Z"), ErasureGround.REQUEST);

    @Test
    void who_was_erased_had_left_by_then() {
        assertThat(KIM.leftAt()).isNull();
        Member erased = KIM.fold(ERASED);
        assertThat(erased.leftAt()).isEqualTo(ERASED.occurredAt());
        assertThat(erased.staff()).isEqualTo("kim");
    }

    @Test
    void an_erasure_does_not_change_when_somebody_left() {
        assertThat(KIM.fold(new StaffLeft(LEFT, null)).fold(ERASED).leftAt()).isEqualTo(LEFT);
    }
}
