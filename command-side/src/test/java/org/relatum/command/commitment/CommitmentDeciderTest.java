package org.relatum.command.commitment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.customer.CustomerScenario.CUSTOMER;
import static org.relatum.command.customer.CustomerScenario.NOW;
import static org.relatum.command.customer.CustomerScenario.REGISTERED;
import static org.relatum.command.customer.CustomerScenario.given;
import static org.relatum.command.customer.CustomerScenario.personal;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.command.customer.CustomerScenario;
import org.relatum.command.language.Bound;
import org.relatum.command.language.CommitmentCommand.BreakCommitment;
import org.relatum.command.language.CommitmentCommand.ConfirmNeed;
import org.relatum.command.language.CommitmentCommand.IdentifyNeed;
import org.relatum.command.language.CommitmentCommand.KeepCommitment;
import org.relatum.command.language.CommitmentCommand.MakeCommitment;
import org.relatum.command.language.CommitmentCommand.MeetNeed;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.RefusalCode;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CommitmentEvent.NeedConfirmed;
import org.relatum.events.CommitmentEvent.NeedIdentified;
import org.relatum.events.CommitmentEvent.NeedMet;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.NeedKind;
import org.relatum.events.NeedSource;

class CommitmentDeciderTest {
    private static final Instant EARLIER = NOW.minusSeconds(100);
    private static final Instant DUE = NOW.plusSeconds(3600);
    private static final NeedIdentified IDENTIFIED =
            new NeedIdentified(EARLIER, "advice", NeedKind.DEEP, NeedSource.STATED, personal("somebody to ask"));
    private static final NeedConfirmed CONFIRMED = new NeedConfirmed(EARLIER.plusSeconds(10), "advice");
    private static final NeedMet MET = new NeedMet(EARLIER.plusSeconds(20), "advice", null);
    private static final CommitmentMade MADE =
            new CommitmentMade(EARLIER, "call", personal("call back"), DUE, "m.meier");
    private static final CustomerAbsorbed ABSORBED = new CustomerAbsorbed(NOW, new UUID(0, 2), 2, null);

    @Test
    void a_need_is_identified_under_a_name_of_its_own_and_its_text_is_personal() {
        given().when(new IdentifyNeed(EARLIER, "advice", NeedKind.DEEP, NeedSource.STATED, "somebody to ask"))
                .then(IDENTIFIED);
        given().when(new IdentifyNeed(null, null, NeedKind.BASIC, NeedSource.SURVEY, "x"))
                .then(new NeedIdentified(
                        NOW, DerivedId.within(CUSTOMER, "need", 1), NeedKind.BASIC, NeedSource.SURVEY, personal("x")));
        given(IDENTIFIED)
                .when(new IdentifyNeed(null, "advice", NeedKind.BASIC, NeedSource.STATED, "x"))
                .thenRefused(RefusalCode.NEED_ALREADY_IDENTIFIED);
    }

    @Test
    void a_need_is_confirmed_once_and_met_once() {
        given(IDENTIFIED).when(new ConfirmNeed(null, "advice")).then(new NeedConfirmed(NOW, "advice"));
        given(IDENTIFIED, CONFIRMED)
                .when(new ConfirmNeed(null, "advice"))
                .thenRefused(RefusalCode.NEED_ALREADY_CONFIRMED);
        given(IDENTIFIED, CONFIRMED)
                .when(new MeetNeed(null, "advice", "an hour"))
                .then(new NeedMet(NOW, "advice", personal("an hour")));
        given(IDENTIFIED, MET).when(new MeetNeed(null, "advice", null)).thenRefused(RefusalCode.NEED_ALREADY_MET);
        given(IDENTIFIED, MET).when(new ConfirmNeed(null, "advice")).thenRefused(RefusalCode.NEED_ALREADY_MET);
    }

    @Test
    void a_need_may_be_met_without_being_confirmed() {
        given(IDENTIFIED).when(new MeetNeed(null, "advice", null)).then(new NeedMet(NOW, "advice", null));
    }

    @Test
    void what_nobody_identified_is_neither_confirmed_nor_met() {
        given().when(new ConfirmNeed(null, "advice")).thenRefused(RefusalCode.NEED_NOT_FOUND);
        given(IDENTIFIED).when(new MeetNeed(null, "other", null)).thenRefused(RefusalCode.NEED_NOT_FOUND);
    }

    @Test
    void the_facts_of_a_need_follow_each_other_in_time() {
        given(IDENTIFIED).when(new ConfirmNeed(EARLIER, "advice")).then(new NeedConfirmed(EARLIER, "advice"));
        given(IDENTIFIED)
                .when(new ConfirmNeed(EARLIER.minusNanos(1000), "advice"))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
        assertThat(given(IDENTIFIED, CONFIRMED)
                        .when(new MeetNeed(EARLIER.plusSeconds(9), "advice", null))
                        .thenRefused(RefusalCode.OUT_OF_ORDER)
                        .facts())
                .containsEntry("predecessorOccurredAt", CONFIRMED.occurredAt());
    }

    @Test
    void a_commitment_is_made_under_a_name_of_its_own() {
        given().when(new MakeCommitment(EARLIER, "call", "call back", DUE, "m.meier"))
                .then(MADE);
        given().when(new MakeCommitment(null, null, "call back", DUE, "m.meier"))
                .then(new CommitmentMade(
                        NOW, DerivedId.within(CUSTOMER, "commitment", 1), personal("call back"), DUE, "m.meier"));
        given(MADE)
                .when(new MakeCommitment(null, "call", "x", DUE, "m.meier"))
                .thenRefused(RefusalCode.COMMITMENT_ALREADY_MADE);
    }

    @Test
    void a_commitment_is_not_due_before_it_is_made() {
        given().when(new MakeCommitment(EARLIER, "call", "x", EARLIER.minusNanos(1000), "m.meier"))
                .thenInvalid("dueAt", "too-early");
        given().when(new MakeCommitment(EARLIER, "call", "x", EARLIER, "m.meier"))
                .then(new CommitmentMade(EARLIER, "call", personal("x"), EARLIER, "m.meier"));
    }

    @Test
    void a_commitment_ends_once() {
        CommitmentKept kept = new CommitmentKept(EARLIER, "call", null);
        CommitmentBroken broken = new CommitmentBroken(EARLIER, "call", null);
        given(MADE).when(new KeepCommitment(EARLIER, "call", null)).then(kept);
        given(MADE)
                .when(new BreakCommitment(null, "call", "forgotten"))
                .then(new CommitmentBroken(NOW, "call", personal("forgotten")));
        given(MADE)
                .when(new KeepCommitment(null, "call", "late"))
                .then(new CommitmentKept(NOW, "call", personal("late")));
        for (CustomerEvent end : List.of(kept, broken)) {
            given(MADE, end)
                    .when(new KeepCommitment(null, "call", null))
                    .thenRefused(RefusalCode.COMMITMENT_ALREADY_ENDED);
            given(MADE, end)
                    .when(new BreakCommitment(null, "call", null))
                    .thenRefused(RefusalCode.COMMITMENT_ALREADY_ENDED);
            given(MADE, end)
                    .when(new MakeCommitment(null, "call", "x", DUE, "m.meier"))
                    .thenRefused(RefusalCode.COMMITMENT_ALREADY_MADE);
        }
    }

    @Test
    void a_commitment_does_not_end_before_it_was_made() {
        given(MADE)
                .when(new KeepCommitment(EARLIER.minusNanos(1000), "call", null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
        given(MADE)
                .when(new BreakCommitment(EARLIER.minusNanos(1000), "call", null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
        given().when(new KeepCommitment(null, "call", null)).thenRefused(RefusalCode.COMMITMENT_NOT_FOUND);
    }

    @Test
    void a_promise_to_a_closed_customer_can_be_broken_but_not_kept() {
        CustomerClosed closed = new CustomerClosed(NOW, null);
        given(MADE, closed).when(new BreakCommitment(null, "call", null)).then(new CommitmentBroken(NOW, "call", null));
        given(MADE, closed).when(new KeepCommitment(null, "call", null)).thenRefused(RefusalCode.CUSTOMER_CLOSED);
    }

    @Test
    void what_was_promised_to_a_merged_duplicate_ends_once_with_the_survivor() {
        CommitmentKept kept = new CommitmentKept(NOW, "call", null);
        given(ABSORBED)
                .andPredecessor(REGISTERED, MADE)
                .when(new KeepCommitment(null, "call", null))
                .then(kept);
        given(ABSORBED, kept)
                .andPredecessor(REGISTERED, MADE)
                .when(new BreakCommitment(null, "call", null))
                .thenRefused(RefusalCode.COMMITMENT_ALREADY_ENDED);
        given(ABSORBED)
                .andPredecessor(REGISTERED, MADE)
                .when(new MakeCommitment(null, "call", "x", DUE, "m.meier"))
                .thenRefused(RefusalCode.COMMITMENT_ALREADY_MADE);
        given(ABSORBED)
                .andPredecessor(REGISTERED, MADE)
                .when(new KeepCommitment(EARLIER.minusNanos(1000), "call", null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
    }

    @Test
    void a_need_of_a_merged_duplicate_goes_on_with_the_survivor() {
        given(ABSORBED, new NeedConfirmed(NOW, "advice"))
                .andPredecessor(REGISTERED, IDENTIFIED)
                .when(new ConfirmNeed(null, "advice"))
                .thenRefused(RefusalCode.NEED_ALREADY_CONFIRMED);
        given(ABSORBED)
                .andPredecessor(REGISTERED, IDENTIFIED, CONFIRMED)
                .when(new MeetNeed(EARLIER, "advice", null))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
    }

    @Test
    void after_a_merge_was_undone_the_survivor_knows_nothing_of_what_it_did_for_the_other() {
        AbsorptionUndone undone = new AbsorptionUndone(NOW, new UUID(0, 2), null);
        given(ABSORBED, new CommitmentKept(NOW, "call", null), new NeedConfirmed(NOW, "advice"), undone)
                .when(new KeepCommitment(null, "call", null))
                .thenRefused(RefusalCode.COMMITMENT_NOT_FOUND);
        given(ABSORBED, new NeedConfirmed(NOW, "advice"), undone)
                .when(new MeetNeed(null, "advice", null))
                .thenRefused(RefusalCode.NEED_NOT_FOUND);
        given(ABSORBED, new NeedMet(NOW, "advice", null), undone)
                .when(new ConfirmNeed(null, "advice"))
                .thenRefused(RefusalCode.NEED_NOT_FOUND);
    }

    @Test
    void there_is_room_for_so_many_and_no_more() {
        CustomerEvent[] needs = new CustomerEvent[Bound.PER_CUSTOMER];
        CustomerEvent[] promises = new CustomerEvent[Bound.PER_CUSTOMER];
        for (int i = 0; i < Bound.PER_CUSTOMER; i++) {
            needs[i] = new NeedIdentified(EARLIER, "n" + i, NeedKind.DEEP, NeedSource.STATED, personal("x"));
            promises[i] = new CommitmentMade(EARLIER, "c" + i, personal("x"), DUE, "m.meier");
        }
        IdentifyNeed identify = new IdentifyNeed(null, "one more", NeedKind.DEEP, NeedSource.STATED, "x");
        MakeCommitment make = new MakeCommitment(null, "one more", "x", DUE, "m.meier");
        CustomerScenario full = given(needs);
        assertThat(full.when(identify).thenRefused(RefusalCode.LIMIT_REACHED).facts())
                .containsEntry("limit", Bound.PER_CUSTOMER);
        assertThat(full.when(make).decide()).hasSize(1);
        given(promises).when(make).thenRefused(RefusalCode.LIMIT_REACHED);
    }
}
