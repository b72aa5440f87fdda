package org.relatum.command.risk;

import static org.relatum.command.customer.CustomerScenario.CUSTOMER;
import static org.relatum.command.customer.CustomerScenario.NOW;
import static org.relatum.command.customer.CustomerScenario.given;
import static org.relatum.command.customer.CustomerScenario.personal;

import java.math.BigDecimal;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.relatum.command.language.Bound;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RiskCommand.AssessRisk;
import org.relatum.command.language.RiskCommand.ChooseRiskResponse;
import org.relatum.command.language.RiskCommand.ClearRisk;
import org.relatum.command.language.RiskCommand.LossInput;
import org.relatum.command.language.RiskCommand.RaiseRisk;
import org.relatum.command.language.RiskCommand.RecordPreventiveMeasure;
import org.relatum.command.language.RiskCommand.RecordRecoveryStep;
import org.relatum.events.CustomerEvent;
import org.relatum.events.MeasureKind;
import org.relatum.events.Money;
import org.relatum.events.RecoveryOutcome;
import org.relatum.events.RiskCause;
import org.relatum.events.RiskEvent.PreventiveMeasureRecorded;
import org.relatum.events.RiskEvent.RecoveryStepRecorded;
import org.relatum.events.RiskEvent.RiskAssessed;
import org.relatum.events.RiskEvent.RiskCleared;
import org.relatum.events.RiskEvent.RiskRaised;
import org.relatum.events.RiskEvent.RiskResponseChosen;
import org.relatum.events.RiskResponse;

class RiskDeciderTest {
    private static final RiskRaised RAISED =
            new RiskRaised(NOW.minusSeconds(60), "f1", RiskCause.COMPETITOR, 3, 4, null, null);
    private static final RiskCleared CLEARED = new RiskCleared(NOW.minusSeconds(30), "f1", null);

    @Test
    void a_flag_is_raised_by_hand_once() {
        given().when(new RaiseRisk(
                        null, "f1", RiskCause.LAW, 2, 5, new LossInput(new BigDecimal("12.50"), "EUR"), "seen"))
                .then(new RiskRaised(
                        NOW, "f1", RiskCause.LAW, 2, 5, new Money(new BigDecimal("12.50"), "EUR"), personal("seen")));
        given().when(raise(null))
                .then(new RiskRaised(NOW, DerivedId.within(CUSTOMER, "risk", 1), RiskCause.OTHER, 1, 1, null, null));
        given(RAISED).when(raise("f1")).thenRefused(RefusalCode.RISK_ALREADY_RAISED);
        given(RAISED, CLEARED).when(raise("f1")).thenRefused(RefusalCode.RISK_ALREADY_RAISED);
        given().andPredecessor(RAISED).when(raise("f1")).thenRefused(RefusalCode.RISK_ALREADY_RAISED);
    }

    @ParameterizedTest
    @ValueSource(strings = {"churn", "complaint:S-1", "consent-withdrawn"})
    void the_name_of_a_rule_belongs_to_the_rule(String flag) {
        given().when(raise(flag)).thenInvalid("flag", "name-of-a-rule");
        given().when(new ClearRisk(null, flag, null)).thenRefused(RefusalCode.RISK_OF_A_RULE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"f1", "churn", "commitment:call-back"})
    void a_flag_is_assessed_answered_and_followed_up_whoever_raised_it(String flag) {
        given(RAISED)
                .when(new AssessRisk(null, flag, 4, 4, null, "worse"))
                .then(new RiskAssessed(NOW, flag, 4, 4, null, personal("worse")));
        given(RAISED)
                .when(new ChooseRiskResponse(null, flag, RiskResponse.MITIGATE, null))
                .then(new RiskResponseChosen(NOW, flag, RiskResponse.MITIGATE, null));
        given(RAISED)
                .when(new RecordPreventiveMeasure(null, flag, "m1", MeasureKind.RULE, NOW.plusSeconds(9), "a rule"))
                .then(new PreventiveMeasureRecorded(
                        NOW, flag, "m1", MeasureKind.RULE, NOW.plusSeconds(9), personal("a rule")));
        given(RAISED)
                .when(new RecordRecoveryStep(null, flag, RecoveryOutcome.IMPROVED, "visited"))
                .then(new RecoveryStepRecorded(NOW, flag, RecoveryOutcome.IMPROVED, personal("visited")));
    }

    @Test
    void a_flag_raised_by_hand_is_cleared_once_and_recovery_may_go_on() {
        given(RAISED).when(new ClearRisk(null, "f1", "stays")).then(new RiskCleared(NOW, "f1", personal("stays")));
        given(RAISED, CLEARED).when(new ClearRisk(null, "f1", null)).thenRefused(RefusalCode.RISK_ALREADY_CLEARED);
        given(RAISED, CLEARED)
                .when(new AssessRisk(null, "f1", 1, 1, null, null))
                .thenRefused(RefusalCode.RISK_ALREADY_CLEARED);
        given(RAISED, CLEARED)
                .when(new RecordRecoveryStep(null, "f1", null, "wrote"))
                .then(new RecoveryStepRecorded(NOW, "f1", null, personal("wrote")));
    }

    @Test
    void nothing_is_done_about_a_flag_that_is_not_there_or_before_it_was() {
        given().when(new AssessRisk(null, "f1", 1, 1, null, null)).thenRefused(RefusalCode.RISK_NOT_FOUND);
        given().when(new ClearRisk(null, "f1", null)).thenRefused(RefusalCode.RISK_NOT_FOUND);
        given(RAISED).when(new ClearRisk(NOW.minusSeconds(61), "f1", null)).thenRefused(RefusalCode.OUT_OF_ORDER);
    }

    @Test
    void a_measure_has_its_name_once() {
        given(RAISED, new PreventiveMeasureRecorded(NOW, "f1", "m1", MeasureKind.RULE, NOW, personal("a rule")))
                .when(new RecordPreventiveMeasure(null, "churn", "m1", MeasureKind.RULE, NOW, "another"))
                .thenRefused(RefusalCode.MEASURE_ALREADY_RECORDED);
    }

    private static RaiseRisk raise(String flag) {
        return new RaiseRisk(null, flag, RiskCause.OTHER, 1, 1, null, null);
    }

    @Test
    void what_was_raised_of_a_duplicate_and_cleared_since_is_over() {
        given(CLEARED)
                .andPredecessor(RAISED)
                .when(new ChooseRiskResponse(null, "f1", RiskResponse.ACCEPT, null))
                .thenRefused(RefusalCode.RISK_ALREADY_CLEARED);
        given(CLEARED)
                .andPredecessor(RAISED)
                .when(new RecordRecoveryStep(NOW.minusSeconds(61), "f1", null, "wrote"))
                .thenRefused(RefusalCode.OUT_OF_ORDER);
        given(RAISED)
                .andPredecessor(CLEARED)
                .when(new ClearRisk(null, "f1", null))
                .thenRefused(RefusalCode.RISK_ALREADY_CLEARED);
    }

    /** After a merge that was undone its raising stands in a stream that counts no more. */
    @Test
    void a_flag_of_which_only_the_clearing_is_left_is_none() {
        given(CLEARED).when(new RecordRecoveryStep(null, "f1", null, "wrote")).thenRefused(RefusalCode.RISK_NOT_FOUND);
    }

    @Test
    void flags_and_measures_of_a_customer_are_bounded() {
        CustomerEvent[] flags = new CustomerEvent[Bound.PER_CUSTOMER];
        CustomerEvent[] measures = new CustomerEvent[Bound.PER_CUSTOMER];
        for (int i = 0; i < Bound.PER_CUSTOMER; i++) {
            flags[i] = new RiskRaised(NOW, "f" + i, RiskCause.LAW, 1, 1, null, null);
            measures[i] = new PreventiveMeasureRecorded(NOW, "churn", "m" + i, MeasureKind.RULE, NOW, personal("x"));
        }
        given(flags).when(raise("one-more")).thenRefused(RefusalCode.LIMIT_REACHED);
        given(measures)
                .when(new RecordPreventiveMeasure(null, "churn", "one-more", MeasureKind.RULE, NOW, "x"))
                .thenRefused(RefusalCode.LIMIT_REACHED);
    }
}
