package org.relatum.projection.commitment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.projection.Story.CUSTOMER;
import static org.relatum.projection.Story.instant;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CommitmentEvent.NeedConfirmed;
import org.relatum.events.CommitmentEvent.NeedIdentified;
import org.relatum.events.CommitmentEvent.NeedMet;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.events.NeedKind;
import org.relatum.events.NeedSource;
import org.relatum.events.Personal;
import org.relatum.events.Recorded;
import org.relatum.projection.Story;
import org.relatum.projection.commitment.Commitments.State;
import org.relatum.projection.commitment.Commitments.Trust;
import org.relatum.projection.commitment.Commitments.Value;
import org.relatum.projection.core.Facts;
import org.relatum.projection.reference.ReferenceTimeline;

class CommitmentsTest {
    private static final Personal TEXT = Personal.clear(CUSTOMER, "call");
    private static final CommitmentProjection PROJECTION = new CommitmentProjection();

    private static Story<CommitmentFeatures, Commitments, Value> promised(String id, String due) {
        return Story.of(PROJECTION).then("2025-03-01", at -> new CommitmentMade(at, id, TEXT, instant(due), "ann"));
    }

    @Test
    void a_promise_is_open_at_its_due_instant_and_overdue_a_microsecond_later() {
        var story = promised("p", "2025-03-10T12:00");
        assertThat(story.values("2025-03-10T12:00").get("p").state()).isEqualTo(State.OPEN);
        assertThat(story.next("2025-03-05")).contains(instant("2025-03-10T12:00:00.000001"));
        assertThat(story.values("2025-03-10T12:00:00.000001").get("p").state()).isEqualTo(State.OVERDUE);
        assertThat(story.next("2025-03-11")).isEmpty();
    }

    @Test
    void trust_counts_what_was_kept_in_time_of_what_was_due() {
        var story = promised("in-time", "2025-03-10")
                .then("2025-03-02", at -> new CommitmentMade(at, "late", TEXT, instant("2025-03-10"), "ann"))
                .then("2025-03-02", at -> new CommitmentMade(at, "broken", TEXT, instant("2025-06-10"), "ann"))
                .then("2025-03-02", at -> new CommitmentMade(at, "overdue", TEXT, instant("2025-03-10"), "ann"))
                .then("2025-03-02", at -> new CommitmentMade(at, "open", TEXT, instant("2025-06-10"), "ann"))
                .then("2025-03-10", at -> new CommitmentKept(at, "in-time", null))
                .then("2025-03-11", at -> new CommitmentKept(at, "late", null))
                .then("2025-03-12", at -> new CommitmentBroken(at, "broken", null));
        assertThat(story.at("2025-03-20").trust()).isEqualTo(new Trust(4, 1));
        assertThat(story.at("2025-03-05").trust()).isEqualTo(new Trust(0, 0));
        assertThat(story.at("2025-03-20").count(State.OVERDUE)).isEqualTo(1);
    }

    @Test
    void a_need_is_identified_confirmed_and_met() {
        var story = Story.of(PROJECTION)
                .then("2025-03-01", at -> new NeedIdentified(at, "n", NeedKind.LATENT, NeedSource.OTHER, TEXT))
                .then("2025-03-02", at -> new NeedConfirmed(at, "n"))
                .then("2025-03-03", at -> new NeedMet(at, "n", null));
        var need = story.at("2025-03-04").needs().getFirst();
        assertThat(need.confirmedAt()).isEqualTo(instant("2025-03-02"));
        assertThat(need.metAt()).isEqualTo(instant("2025-03-03"));
        assertThat(story.at("2025-03-02").needs().getFirst().metAt()).isNull();
    }

    @Test
    void a_merged_customer_has_no_promises_until_that_is_undone() {
        var story = promised("p", "2025-03-10")
                .then("2025-03-04", at -> new CustomerMerged(at, new UUID(2, 2)))
                .then("2025-03-06", at -> new MergeUndone(at, new UUID(2, 2)));
        assertThat(story.values("2025-03-05")).isEmpty();
        assertThat(story.next("2025-03-05")).isEmpty();
        assertThat(story.values("2025-03-07")).containsOnlyKeys("p");
    }

    @Test
    void of_two_promises_with_one_name_from_two_streams_an_end_is_that_of_its_own_stream() {
        UUID other = new UUID(2, 2);
        List<Recorded<CustomerEvent>> facts = List.of(
                fact(CUSTOMER, 0, new CommitmentMade(instant("2025-03-01"), "p", TEXT, instant("2025-03-10"), "ann")),
                fact(other, 0, new CommitmentMade(instant("2025-03-02"), "p", TEXT, instant("2025-03-10"), "bob")),
                fact(CUSTOMER, 1, new CommitmentKept(instant("2025-03-03"), "p", null)));
        var values = PROJECTION.discrete(
                Facts.fold(PROJECTION, facts),
                instant("2025-03-04"),
                ReferenceTimeline.DEFAULTS.at(instant("2025-03-04")));
        assertThat(values.get("p").state()).isEqualTo(State.KEPT);
        assertThat(values.get("p@" + other).state()).isEqualTo(State.OPEN);
    }

    private static Recorded<CustomerEvent> fact(UUID stream, long sequence, CustomerEvent event) {
        return new Recorded<>(1, stream, sequence, event.occurredAt(), event);
    }
}
