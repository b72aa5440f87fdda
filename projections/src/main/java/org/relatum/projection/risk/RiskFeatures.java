package org.relatum.projection.risk;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;
import org.relatum.events.MeasureKind;
import org.relatum.events.Money;
import org.relatum.events.Personal;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.Recorded;
import org.relatum.events.RecoveryOutcome;
import org.relatum.events.RiskCause;
import org.relatum.events.RiskResponse;
import org.relatum.projection.commitment.CommitmentFeatures;
import org.relatum.projection.core.GrowingList;
import org.relatum.projection.lifecycle.LifecycleFeatures;
import org.relatum.projection.loyalty.LoyaltyFeatures.Answer;
import org.relatum.projection.loyalty.LoyaltyFeatures.Mark;
import org.relatum.projection.loyalty.LoyaltyFeatures.Turnover;
import org.relatum.projection.service.ServiceFeatures;

/**
 * What the risks of a relationship are judged by, whatever the policy.
 *
 * @param lifecycle first fact, orders, closing, merging
 * @param purchases orders, ascending
 * @param returns returns, ascending
 * @param answers of surveys, ascending
 * @param contacts in either direction, ascending; only those that a trend at or after the last one can still see
 * @param cases of service
 * @param promises needs and commitments
 * @param manual flags raised by hand that were not cleared
 * @param handling what people did about flags, in order
 * @param objections to being contacted
 * @param standingSince when an ended relationship was last taken up again, or a merged one separated; rules raise their flags anew
 *     then
 */
public record RiskFeatures(
        LifecycleFeatures lifecycle,
        List<Turnover> purchases,
        List<Turnover> returns,
        List<Answer> answers,
        List<Mark> contacts,
        ServiceFeatures cases,
        CommitmentFeatures promises,
        List<ManualFlag> manual,
        Handling handling,
        Objections objections,
        @Nullable Instant standingSince) {

    /** Nothing is known. */
    public static final RiskFeatures NONE = new RiskFeatures(
            LifecycleFeatures.NONE,
            List.of(),
            List.of(),
            List.of(),
            List.of(),
            ServiceFeatures.NONE,
            CommitmentFeatures.NONE,
            List.of(),
            new Handling(List.of(), List.of(), List.of(), List.of()),
            Objections.NONE,
            null);

    public RiskFeatures {
        purchases = GrowingList.copyOf(purchases);
        returns = GrowingList.copyOf(returns);
        answers = GrowingList.copyOf(answers);
        contacts = GrowingList.copyOf(contacts);
        manual = GrowingList.copyOf(manual);
    }

    /** A flag raised by hand. */
    public record ManualFlag(
            String key,
            String flag,
            RiskCause cause,
            Instant raisedAt,
            EventRef event,
            int probability,
            int impact,
            @Nullable Money potentialLoss,
            @Nullable Personal note) {}

    /** What people did about flags. A flag raised by hand is named by its key, a rule's as they named it. */
    public record Handling(
            List<Assessment> assessments, List<Response> responses, List<Measure> measures, List<RecoveryStep> steps) {
        public Handling {
            assessments = GrowingList.copyOf(assessments);
            responses = GrowingList.copyOf(responses);
            measures = GrowingList.copyOf(measures);
            steps = GrowingList.copyOf(steps);
        }

        Handling withAssessments(List<Assessment> now) {
            return new Handling(now, responses, measures, steps);
        }

        Handling withResponses(List<Response> now) {
            return new Handling(assessments, now, measures, steps);
        }

        Handling withMeasures(List<Measure> now) {
            return new Handling(assessments, responses, now, steps);
        }

        Handling withSteps(List<RecoveryStep> now) {
            return new Handling(assessments, responses, measures, now);
        }
    }

    /** Figures that replace those of a flag. */
    public record Assessment(
            String flag,
            Instant at,
            EventRef event,
            int probability,
            int impact,
            @Nullable Money potentialLoss) {}

    /** How a danger is met. */
    public record Response(String flag, Instant at, RiskResponse response) {}

    /** What was arranged so that it doesn't happen again. */
    public record Measure(String flag, String measure, Instant at, MeasureKind kind, Instant reviewAt, Personal text) {}

    /** A step taken to win the relationship back. */
    public record RecoveryStep(
            String flag, Instant at, @Nullable RecoveryOutcome outcome, Personal text) {}

    /**
     * What the customer objected to, as far as it was not taken back.
     *
     * @param inForce one for each purpose and channel that was named
     * @param since when there began to be any without a break; null: there never was
     * @param endedAt when the last one was taken back; null while there are any
     */
    public record Objections(
            List<Objection> inForce,
            @Nullable Instant since,
            @Nullable Instant endedAt) {
        static final Objections NONE = new Objections(List.of(), null, null);

        public Objections {
            inForce = List.copyOf(inForce);
        }

        Objections withdrawn(Recorded<?> fact, ConsentWithdrawn e) {
            List<Objection> now = new ArrayList<>(inForce);
            now.removeIf(o -> Objects.equals(o.purpose(), e.purpose()) && Objects.equals(o.channel(), e.channel()));
            now.add(new Objection(e.purpose(), e.channel(), e.occurredAt(), fact.ref()));
            boolean goesOn = since != null && (endedAt == null || endedAt.equals(e.occurredAt()));
            return new Objections(now, goesOn ? since : e.occurredAt(), null);
        }

        /** A consent takes back what was said before it and has something in common with it. */
        Objections granted(ConsentGranted e) {
            List<Objection> left =
                    inForce.stream().filter(o -> !o.isTakenBackBy(e)).toList();
            return left.isEmpty() && !inForce.isEmpty()
                    ? new Objections(left, since, e.occurredAt())
                    : new Objections(left, since, endedAt);
        }
    }

    /**
     * An objection to being contacted.
     *
     * @param purpose null: any
     * @param channel null: any
     * @param at when it was said last
     */
    public record Objection(
            @Nullable String purpose, @Nullable String channel, Instant at, EventRef event) {
        private boolean isTakenBackBy(ConsentGranted e) {
            return at.isBefore(e.occurredAt())
                    && (purpose == null || purpose.equals(e.purpose()))
                    && (channel == null || e.channel() == null || channel.equals(e.channel()));
        }
    }

    /** The customer this one was merged into, null unless it is. */
    public @Nullable UUID survivor() {
        return lifecycle.survivor();
    }

    RiskFeatures withLifecycle(LifecycleFeatures now) {
        return now == lifecycle
                ? this
                : new RiskFeatures(
                        now,
                        purchases,
                        returns,
                        answers,
                        contacts,
                        cases,
                        promises,
                        manual,
                        handling,
                        objections,
                        standingSince);
    }

    RiskFeatures withPurchases(List<Turnover> now) {
        return new RiskFeatures(
                lifecycle,
                now,
                returns,
                answers,
                contacts,
                cases,
                promises,
                manual,
                handling,
                objections,
                standingSince);
    }

    RiskFeatures withReturns(List<Turnover> now) {
        return new RiskFeatures(
                lifecycle,
                purchases,
                now,
                answers,
                contacts,
                cases,
                promises,
                manual,
                handling,
                objections,
                standingSince);
    }

    RiskFeatures withAnswers(List<Answer> now) {
        return new RiskFeatures(
                lifecycle,
                purchases,
                returns,
                now,
                contacts,
                cases,
                promises,
                manual,
                handling,
                objections,
                standingSince);
    }

    RiskFeatures withContacts(List<Mark> now) {
        return new RiskFeatures(
                lifecycle,
                purchases,
                returns,
                answers,
                now,
                cases,
                promises,
                manual,
                handling,
                objections,
                standingSince);
    }

    RiskFeatures withCases(ServiceFeatures now) {
        return new RiskFeatures(
                lifecycle,
                purchases,
                returns,
                answers,
                contacts,
                now,
                promises,
                manual,
                handling,
                objections,
                standingSince);
    }

    RiskFeatures withPromises(CommitmentFeatures now) {
        return new RiskFeatures(
                lifecycle,
                purchases,
                returns,
                answers,
                contacts,
                cases,
                now,
                manual,
                handling,
                objections,
                standingSince);
    }

    RiskFeatures withManual(List<ManualFlag> now) {
        return new RiskFeatures(
                lifecycle,
                purchases,
                returns,
                answers,
                contacts,
                cases,
                promises,
                now,
                handling,
                objections,
                standingSince);
    }

    RiskFeatures withHandling(Handling now) {
        return new RiskFeatures(
                lifecycle,
                purchases,
                returns,
                answers,
                contacts,
                cases,
                promises,
                manual,
                now,
                objections,
                standingSince);
    }

    RiskFeatures withObjections(Objections now) {
        return new RiskFeatures(
                lifecycle,
                purchases,
                returns,
                answers,
                contacts,
                cases,
                promises,
                manual,
                handling,
                now,
                standingSince);
    }

    RiskFeatures withStandingSince(Instant now) {
        return new RiskFeatures(
                lifecycle, purchases, returns, answers, contacts, cases, promises, manual, handling, objections, now);
    }
}
