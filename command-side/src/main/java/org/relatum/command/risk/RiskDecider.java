package org.relatum.command.risk;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Bound;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RiskCommand;
import org.relatum.command.language.RiskCommand.AssessRisk;
import org.relatum.command.language.RiskCommand.ChooseRiskResponse;
import org.relatum.command.language.RiskCommand.ClearRisk;
import org.relatum.command.language.RiskCommand.LossInput;
import org.relatum.command.language.RiskCommand.RaiseRisk;
import org.relatum.command.language.RiskCommand.RecordPreventiveMeasure;
import org.relatum.command.language.RiskCommand.RecordRecoveryStep;
import org.relatum.command.risk.Risks.Flag;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Money;
import org.relatum.events.Personal;
import org.relatum.events.RiskEvent.PreventiveMeasureRecorded;
import org.relatum.events.RiskEvent.RecoveryStepRecorded;
import org.relatum.events.RiskEvent.RiskAssessed;
import org.relatum.events.RiskEvent.RiskCleared;
import org.relatum.events.RiskEvent.RiskRaised;
import org.relatum.events.RiskEvent.RiskResponseChosen;
import org.relatum.events.policy.RiskRule;

/**
 * The rules of risk. What a rule raises is a view and no state of this side: a rule's flag is accepted by its name, whether it is up or
 * not, and it can't be cleared by hand.
 */
public final class RiskDecider {
    private RiskDecider() {}

    /**
     * What happens when this is asked.
     *
     * @param histories the customer's own flags first, then those of the customers merged into it
     * @param at when it happened
     * @param nextSequence the sequence that the first of the facts will have
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<CustomerEvent> decide(
            List<Risks> histories, RiskCommand command, UUID customer, Instant at, long nextSequence) {
        Risks own = histories.getFirst();
        return switch (command) {
            case RaiseRisk c -> {
                String flag = c.flag() != null ? c.flag() : DerivedId.within(customer, "risk", nextSequence);
                if (RiskRule.ofFlag(flag).isPresent()) {
                    throw Refusal.invalid("flag", "name-of-a-rule", "belongs to a rule")
                            .asException();
                }
                if (Risks.flag(histories, flag).isPresent()) {
                    throw refusal(RefusalCode.RISK_ALREADY_RAISED, "A flag with this identifier was raised already");
                }
                Bound.requireRoom(own.flags().size(), Bound.PER_CUSTOMER);
                yield List.of(new RiskRaised(
                        at,
                        flag,
                        c.cause(),
                        c.probability(),
                        c.impact(),
                        money(c.potentialLoss()),
                        personal(customer, c.note())));
            }
            case AssessRisk c -> {
                requireUp(histories, c.flag(), at);
                yield List.of(new RiskAssessed(
                        at,
                        c.flag(),
                        c.probability(),
                        c.impact(),
                        money(c.potentialLoss()),
                        personal(customer, c.note())));
            }
            case ChooseRiskResponse c -> {
                requireUp(histories, c.flag(), at);
                yield List.of(new RiskResponseChosen(at, c.flag(), c.response(), personal(customer, c.note())));
            }
            case RecordPreventiveMeasure c -> {
                requireKnown(histories, c.flag(), at);
                String measure =
                        c.measure() != null ? c.measure() : DerivedId.within(customer, "measure", nextSequence);
                if (histories.stream().anyMatch(history -> history.measures().contains(measure))) {
                    throw refusal(
                            RefusalCode.MEASURE_ALREADY_RECORDED, "A measure with this identifier is recorded already");
                }
                Bound.requireRoom(own.measures().size(), Bound.PER_CUSTOMER);
                yield List.of(new PreventiveMeasureRecorded(
                        at, c.flag(), measure, c.kind(), c.reviewAt(), Personal.clear(customer, c.text())));
            }
            case RecordRecoveryStep c -> {
                requireKnown(histories, c.flag(), at);
                yield List.of(new RecoveryStepRecorded(at, c.flag(), c.outcome(), Personal.clear(customer, c.text())));
            }
            case ClearRisk c -> {
                if (RiskRule.ofFlag(c.flag()).isPresent()) {
                    throw refusal(RefusalCode.RISK_OF_A_RULE, "A rule's flag goes when its reason does");
                }
                requireUp(histories, c.flag(), at);
                yield List.of(new RiskCleared(at, c.flag(), personal(customer, c.reason())));
            }
        };
    }

    /** A rule's flag, or one raised by hand and not cleared. */
    private static void requireUp(List<Risks> histories, String id, Instant at) {
        Flag flag = requireKnown(histories, id, at);
        if (flag != null && flag.cleared()) {
            throw refusal(RefusalCode.RISK_ALREADY_CLEARED, "The flag was cleared already");
        }
    }

    /** The flag raised by hand; null for a rule's. */
    private static @Nullable Flag requireKnown(List<Risks> histories, String id, Instant at) {
        if (RiskRule.ofFlag(id).isPresent()) {
            return null;
        }
        Flag flag = Risks.flag(histories, id)
                .orElseThrow(() -> refusal(RefusalCode.RISK_NOT_FOUND, "No flag with this identifier was raised"));
        Instant raisedAt = flag.raisedAt();
        if (raisedAt != null) {
            OccurredAt.requireOrder(at, raisedAt, "It occurred before the flag was raised");
        }
        return flag;
    }

    private static @Nullable Money money(@Nullable LossInput loss) {
        return loss == null ? null : new Money(loss.amount(), loss.currency());
    }

    private static @Nullable Personal personal(UUID customer, @Nullable String text) {
        return text == null ? null : Personal.clear(customer, text);
    }

    private static RuntimeException refusal(RefusalCode code, String detail) {
        return Refusal.of(code, detail).asException();
    }
}
