package org.relatum.projection.risk;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.relatum.events.CaseKind;
import org.relatum.events.EventRef;
import org.relatum.events.policy.RiskPolicy;
import org.relatum.events.policy.RiskPolicy.AliveBelow;
import org.relatum.events.policy.RiskRule;
import org.relatum.projection.commitment.CommitmentFeatures.Commitment;
import org.relatum.projection.commitment.CommitmentFeatures.End;
import org.relatum.projection.commitment.CommitmentProjection;
import org.relatum.projection.lifecycle.LifecycleProjection;
import org.relatum.projection.loyalty.LoyaltyFeatures.Answer;
import org.relatum.projection.loyalty.LoyaltyFeatures.Mark;
import org.relatum.projection.loyalty.LoyaltyFeatures.Turnover;
import org.relatum.projection.reference.Reference;
import org.relatum.projection.service.ServiceFeatures.ServiceCase;
import org.relatum.projection.service.SlaClock;

/**
 * The rules that raise flags. A rule says for a customer to whom nothing more happens what its flags' probabilities are from which
 * instant on, past and future. Rules whose facts are not recorded yet (contracts, the company's revenue) have no line.
 */
final class Rules {
    /** A rule. */
    @FunctionalInterface
    interface Rule {
        List<Course> courses(RiskFeatures state, Instant asOf, Reference reference);
    }

    /**
     * What becomes of a flag in the course of time.
     *
     * @param flag its name
     * @param from probability figures by the instant from which they hold; 0 is none, and none holds before the first
     * @param evidence the events it rests on
     */
    record Course(String flag, RiskRule rule, TreeMap<Instant, Integer> from, List<EventRef> evidence) {
        /** The probability figure at an instant; 0 while the flag is not raised. */
        int at(Instant instant) {
            Map.Entry<Instant, Integer> entry = from.floorEntry(instant);
            return entry == null ? 0 : entry.getValue();
        }

        /** When a flag that is raised at an instant was raised. */
        Instant raisedAt(Instant instant) {
            Instant raised = from.floorKey(instant);
            for (Instant before = from.lowerKey(raised);
                    before != null && at(before) > 0;
                    before = from.lowerKey(before)) {
                raised = before;
            }
            return raised;
        }

        /** When the probability figure changes next. */
        Optional<Instant> nextChange(Instant after) {
            int now = at(after);
            Map.Entry<Instant, Integer> next = from.higherEntry(after);
            while (next != null && next.getValue() == now) {
                next = from.higherEntry(next.getKey());
            }
            return Optional.ofNullable(next).map(Map.Entry::getKey);
        }
    }

    static final Map<RiskRule, Rule> ALL = new EnumMap<>(Map.of(
            RiskRule.CHURN, Rules::churn,
            RiskRule.SATISFACTION, Rules::satisfaction,
            RiskRule.COMPLAINT, Rules::complaint,
            RiskRule.COMMITMENT, Rules::commitment,
            RiskRule.INACTIVITY, Rules::inactivity,
            RiskRule.CONSENT_WITHDRAWN, Rules::consentWithdrawn));

    private Rules() {}

    /** What all rules say; nothing of a relationship that was ended. */
    static List<Course> courses(RiskFeatures state, Instant asOf, Reference reference) {
        if (state.lifecycle().closed() != null || state.survivor() != null) {
            return List.of();
        }
        List<Course> all = new ArrayList<>();
        ALL.values().forEach(rule -> all.addAll(rule.courses(state, asOf, reference)));
        return all;
    }

    /** A customer overdue against its own cadence, or probably gone by the value model. */
    private static List<Course> churn(RiskFeatures state, Instant asOf, Reference reference) {
        if (state.purchases().isEmpty()) {
            return List.of();
        }
        RiskPolicy.Churn policy = reference.policies().risk().churn();
        TreeMap<Instant, Integer> from = new TreeMap<>();
        LifecycleProjection.overdueFrom(state.lifecycle(), reference).ifPresent(at -> from.put(at, policy.atRisk()));
        alive(state, reference).ifPresent(alive -> {
            for (AliveBelow limit : policy.aliveBelow()) {
                alive.below(limit.pAlive())
                        .map(at -> later(at, effectiveFrom(reference)))
                        .ifPresent(at -> from.merge(at, limit.probability(), Math::max));
            }
        });
        // Of several that hold, the gravest counts.
        int gravest = 0;
        for (Map.Entry<Instant, Integer> entry : from.entrySet()) {
            gravest = Math.max(gravest, entry.getValue());
            entry.setValue(gravest);
        }
        return List.of(new Course(
                RiskRule.CHURN.key(),
                RiskRule.CHURN,
                from,
                List.of(last(state.purchases()).event())));
    }

    /** The value model's word on a customer; none before the first fit. */
    static Optional<Alive> alive(RiskFeatures state, Reference reference) {
        return Optional.ofNullable(reference.fit())
                .filter(fit -> !state.purchases().isEmpty())
                .map(fit -> new Alive(fit, reference.policies().sla().calendar().zone(), state.purchases()));
    }

    private static Instant effectiveFrom(Reference reference) {
        return Optional.ofNullable(reference.fit())
                .map(fit -> fit.effectiveFrom())
                .orElse(Instant.MIN);
    }

    /** A customer who answered badly, until a good answer, or until that is long ago. */
    private static List<Course> satisfaction(RiskFeatures state, Instant asOf, Reference reference) {
        RiskPolicy.Satisfaction policy = reference.policies().risk().satisfaction();
        TreeMap<Instant, Integer> from = new TreeMap<>();
        List<EventRef> evidence = new ArrayList<>();
        Integer npsBefore = null;
        for (Answer answer : state.answers()) {
            Double csat = answer.csat();
            Integer nps = answer.nps();
            boolean falls =
                    nps != null && npsBefore != null && npsBefore > policy.npsAtMost() && nps <= policy.npsAtMost();
            if ((csat != null && csat <= policy.csatAtMost()) || falls) {
                if (from.isEmpty() || at(from, answer.at()) == 0) {
                    from.clear();
                    evidence.clear();
                    from.put(answer.at(), policy.probability());
                } else {
                    from.remove(from.lastKey());
                }
                from.put(answer.at().plus(policy.clearsAfter()), 0);
                evidence.add(answer.event());
            } else if ((csat != null && csat >= policy.clearsAtCsat())
                    || (nps != null && nps >= policy.clearsAtNps())) {
                from.clear();
                evidence.clear();
            }
            npsBefore = nps == null ? npsBefore : nps;
        }
        return from.isEmpty()
                ? List.of()
                : List.of(new Course(RiskRule.SATISFACTION.key(), RiskRule.SATISFACTION, from, List.copyOf(evidence)));
    }

    private static int at(TreeMap<Instant, Integer> from, Instant instant) {
        Map.Entry<Instant, Integer> entry = from.floorEntry(instant);
        return entry == null ? 0 : entry.getValue();
    }

    /** A complaint that nobody resolved in time. */
    private static List<Course> complaint(RiskFeatures state, Instant asOf, Reference reference) {
        List<ServiceCase> complaints = state.cases().cases().stream()
                .filter(c -> c.subject().kind() == CaseKind.COMPLAINT && c.unresolved())
                .toList();
        if (complaints.isEmpty()) {
            return List.of();
        }
        SlaClock clock = new SlaClock(reference);
        List<Course> courses = new ArrayList<>();
        for (ServiceCase c : complaints) {
            TreeMap<Instant, Integer> from = new TreeMap<>();
            clock.resolutionBreach(c, asOf)
                    .ifPresent(at ->
                            from.put(at, reference.policies().risk().complaint().probability()));
            courses.add(new Course(
                    RiskRule.COMPLAINT.flag(c.key()),
                    RiskRule.COMPLAINT,
                    from,
                    List.of(c.opened().event())));
        }
        return courses;
    }

    /** A promise that is overdue, or was broken not long ago. */
    private static List<Course> commitment(RiskFeatures state, Instant asOf, Reference reference) {
        RiskPolicy.Commitment policy = reference.policies().risk().commitment();
        List<Course> courses = new ArrayList<>();
        for (Commitment c : state.promises().commitments()) {
            End end = c.end();
            if (end != null && end.kept()) {
                continue;
            }
            TreeMap<Instant, Integer> from = new TreeMap<>();
            from.put(CommitmentProjection.overdueFrom(c), policy.overdue());
            List<EventRef> evidence = new ArrayList<>(List.of(c.made()));
            if (end != null) {
                from.tailMap(end.at(), true).clear();
                from.put(end.at(), policy.broken());
                from.put(end.at().plus(policy.brokenClears()), 0);
                evidence.add(end.event());
            }
            courses.add(new Course(RiskRule.COMMITMENT.flag(c.key()), RiskRule.COMMITMENT, from, evidence));
        }
        return courses;
    }

    /** Neither contact nor purchase for long. */
    private static List<Course> inactivity(RiskFeatures state, Instant asOf, Reference reference) {
        RiskPolicy.Inactivity policy = reference.policies().risk().inactivity();
        return lastSign(state)
                .map(sign -> {
                    TreeMap<Instant, Integer> from = new TreeMap<>();
                    from.put(
                            sign.at().plus(policy.noContactOrPurchase()).plus(1, ChronoUnit.MICROS),
                            policy.probability());
                    return List.of(
                            new Course(RiskRule.INACTIVITY.key(), RiskRule.INACTIVITY, from, List.of(sign.event())));
                })
                .orElse(List.of());
    }

    /** A customer who does not want to be contacted any more, for a purpose or by a channel at least. */
    private static List<Course> consentWithdrawn(RiskFeatures state, Instant asOf, Reference reference) {
        RiskFeatures.Objections objections = state.objections();
        Instant since = objections.since();
        if (objections.inForce().isEmpty() || since == null) {
            return List.of();
        }
        int probability = reference.policies().risk().consentWithdrawn().probability();
        return List.of(new Course(
                RiskRule.CONSENT_WITHDRAWN.key(),
                RiskRule.CONSENT_WITHDRAWN,
                new TreeMap<>(Map.of(since, probability)),
                objections.inForce().stream().map(RiskFeatures.Objection::event).toList()));
    }

    /** The last contact or purchase or, without any, the first that was heard of the customer. */
    private static Optional<Mark> lastSign(RiskFeatures state) {
        Mark contact = state.contacts().isEmpty() ? null : state.contacts().getLast();
        Mark order = state.purchases().isEmpty()
                ? null
                : new Mark(last(state.purchases()).at(), last(state.purchases()).event());
        if (contact == null && order == null) {
            return Optional.ofNullable(state.lifecycle().known()).map(known -> new Mark(known.at(), known.event()));
        }
        return Optional.ofNullable(
                contact == null || (order != null && order.at().isAfter(contact.at())) ? order : contact);
    }

    private static Turnover last(List<Turnover> purchases) {
        return purchases.getLast();
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}
