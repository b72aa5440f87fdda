package org.relatum.projection.loyalty;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;
import org.relatum.events.policy.LoyaltyScorePolicy;
import org.relatum.events.policy.LoyaltyScorePolicy.Band;
import org.relatum.projection.core.Micros;
import org.relatum.projection.loyalty.LoyaltyFeatures.Answer;
import org.relatum.projection.loyalty.LoyaltyFeatures.Mark;
import org.relatum.projection.loyalty.LoyaltyFeatures.Referral;
import org.relatum.projection.loyalty.LoyaltyFeatures.ServiceCase;
import org.relatum.projection.loyalty.LoyaltyFeatures.Turnover;
import org.relatum.projection.loyalty.LoyaltyStatus.Part;
import org.relatum.projection.loyalty.LoyaltyStatus.PartScore;
import org.relatum.projection.loyalty.LoyaltyStatus.Penalty;
import org.relatum.projection.loyalty.LoyaltyStatus.Score;

/**
 * The loyalty score of a customer to whom nothing more happens, as a function of time. Between two steps (an order, a contact or a
 * complaint leaves its window, tenure is complete) it is the sum of a falling exponential, a rising line and a constant: it falls, then
 * rises, so that it enters another band at most once on either side of its lowest point.
 */
final class ScoreCurve {
    /** After so many half-lives recency is less than the resolution of the score. */
    private static final int HALF_LIVES = 64;

    private final LoyaltyFeatures state;
    private final LoyaltyScorePolicy policy;
    private final List<ServiceCase> complaints;
    private final double satisfaction;
    private final double advocacy;
    private final double openPenalty;

    ScoreCurve(LoyaltyFeatures state, LoyaltyScorePolicy policy) {
        this.state = state;
        this.policy = policy;
        this.satisfaction = satisfaction(state.answers(), policy.satisfaction());
        this.advocacy = advocacy();
        this.complaints = state.complaints();
        this.openPenalty = policy.penalty().openComplaint()
                * complaints.stream().filter(ServiceCase::open).count();
    }

    /** The score at an instant not before the last fact. */
    double at(Instant instant) {
        return at(Micros.of(instant));
    }

    private double at(long now) {
        return at(now, level(now));
    }

    private double at(long now, Level level) {
        double score = policy.recency().weight() * recency(now)
                + policy.frequency().weight() * level.frequency
                + policy.monetary().weight() * level.monetary
                + policy.tenure().weight() * tenure(now)
                + policy.satisfaction().weight() * satisfaction
                + policy.engagement().weight() * level.engagement
                + policy.advocacy().weight() * advocacy
                - level.penalty;
        return Math.clamp(score, 0.0, 100.0);
    }

    /** The parts that stay the same between two steps. */
    private record Level(double frequency, double monetary, double engagement, double penalty) {}

    private Level level(long now) {
        return new Level(frequency(now), monetary(now), engagement(now), penalty(now));
    }

    private Band band(long now, Level level) {
        return policy.bandOf(at(now, level));
    }

    /** The score with its parts. */
    Score score(Instant asOf) {
        long now = Micros.of(asOf);
        List<PartScore> parts = List.of(
                part(Part.RECENCY, policy.recency().weight(), days(now, last()), recency(now), ref(last())),
                part(
                        Part.FREQUENCY,
                        policy.frequency().weight(),
                        (double)
                                count(state.purchases(), now, policy.frequency().window()),
                        frequency(now),
                        refs(state.purchases(), now, policy.frequency().window())),
                part(Part.MONETARY, policy.monetary().weight(), revenue(now), monetary(now), revenueRefs(now)),
                part(Part.TENURE, policy.tenure().weight(), days(now, first()), tenure(now), ref(first())),
                part(
                        Part.SATISFACTION,
                        policy.satisfaction().weight(),
                        state.answers().isEmpty() ? null : satisfaction,
                        satisfaction,
                        state.answers().stream().map(Answer::event).toList()),
                part(
                        Part.ENGAGEMENT,
                        policy.engagement().weight(),
                        (double) contacts(now).size(),
                        engagement(now),
                        contacts(now).stream().map(Mark::event).toList()),
                part(Part.ADVOCACY, policy.advocacy().weight(), (double) conversions(), advocacy, advocates()));
        List<ServiceCase> counted = complaints.stream()
                .filter(c -> c.open()
                        || isWithin(c.opened().at(), now, policy.penalty().window()))
                .toList();
        Penalty penalty = new Penalty(
                (int) counted.stream().filter(ServiceCase::open).count(),
                (int) counted.stream().filter(c -> !c.open()).count(),
                penalty(now),
                counted.stream().map(c -> c.opened().event()).toList());
        return new Score(at(now), parts, penalty);
    }

    private static PartScore part(
            Part part, double weight, @Nullable Double raw, double points, List<EventRef> evidence) {
        return new PartScore(part, weight, raw, points, weight * points, evidence);
    }

    private @Nullable Turnover last() {
        return state.purchases().isEmpty() ? null : state.purchases().getLast();
    }

    private @Nullable Turnover first() {
        return state.purchases().isEmpty() ? null : state.purchases().getFirst();
    }

    private static @Nullable Double days(long now, @Nullable Turnover since) {
        return since == null ? null : (now - Micros.of(since.at())) / 86_400e6;
    }

    private static List<EventRef> ref(@Nullable Turnover turnover) {
        return turnover == null ? List.of() : List.of(turnover.event());
    }

    /** Whether something that happened is in a window that ends now; it leaves when it is exactly as old as the window is long. */
    static boolean isWithin(Instant at, long now, Duration window) {
        return now - Micros.of(at) < Micros.of(window);
    }

    private static int count(List<Turnover> turnovers, long now, Duration window) {
        return turnovers.size() - firstWithin(turnovers, Turnover::at, now, window);
    }

    /** Index of the first of several, in the order in which they happened, that is in a window that ends now. */
    static <T> int firstWithin(List<T> all, Function<T, Instant> at, long now, Duration window) {
        int low = 0;
        int high = all.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isWithin(at.apply(all.get(middle)), now, window)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private static List<EventRef> refs(List<Turnover> turnovers, long now, Duration window) {
        return turnovers.subList(turnovers.size() - count(turnovers, now, window), turnovers.size()).stream()
                .map(Turnover::event)
                .toList();
    }

    private List<EventRef> revenueRefs(long now) {
        List<EventRef> refs =
                new ArrayList<>(refs(state.purchases(), now, policy.monetary().window()));
        refs.addAll(refs(state.returns(), now, policy.monetary().window()));
        return refs;
    }

    private double recency(long now) {
        Turnover last = last();
        if (last == null) {
            return 0;
        }
        double age = now - Micros.of(last.at());
        return 100 * StrictMath.pow(2, -age / Micros.of(policy.recency().halfLife()));
    }

    private double frequency(long now) {
        int orders = count(state.purchases(), now, policy.frequency().window());
        return 100 * Math.min(1, (double) orders / policy.frequency().full());
    }

    private double revenue(long now) {
        return NetRevenue.within(
                        state.purchases(),
                        state.returns(),
                        now,
                        policy.monetary().window())
                .doubleValue();
    }

    private double monetary(long now) {
        double revenue = Math.max(0, revenue(now));
        return 100
                * Math.min(
                        1,
                        StrictMath.log(1 + revenue)
                                / StrictMath.log(1 + policy.monetary().full()));
    }

    private double tenure(long now) {
        Turnover first = first();
        if (first == null) {
            return 0;
        }
        double age = now - Micros.of(first.at());
        return 100 * Math.min(1, age / Micros.of(policy.tenure().full()));
    }

    /** All answers grow old at the same pace, so that their mean stays the same while there is no new one. */
    private static double satisfaction(List<Answer> answers, LoyaltyScorePolicy.Satisfaction policy) {
        if (answers.isEmpty()) {
            return policy.otherwise();
        }
        long latest = Micros.of(answers.getLast().at());
        double sum = 0;
        double weights = 0;
        for (Answer answer : answers) {
            double age = latest - Micros.of(answer.at());
            double weight = StrictMath.pow(2, -age / Micros.of(policy.halfLife()));
            Double csat = answer.csat();
            Integer nps = answer.nps();
            if (csat != null) {
                sum += weight * (csat - 1) * 25;
                weights += weight;
            }
            if (nps != null) {
                sum += weight * nps * 10;
                weights += weight;
            }
        }
        return weights == 0 ? policy.otherwise() : sum / weights;
    }

    private List<Mark> contacts(long now) {
        return state.contacts().stream()
                .filter(c -> isWithin(c.at(), now, policy.engagement().window()))
                .toList();
    }

    private double engagement(long now) {
        List<Mark> contacts = state.contacts();
        int count = contacts.size()
                - firstWithin(contacts, Mark::at, now, policy.engagement().window());
        return 100 * Math.min(1, (double) count / policy.engagement().full());
    }

    private long conversions() {
        return state.referrals().stream().filter(r -> r.converted() != null).count();
    }

    private @Nullable Answer latestNps() {
        Answer latest = null;
        for (Answer answer : state.answers()) {
            latest = answer.nps() != null ? answer : latest;
        }
        return latest;
    }

    private double advocacy() {
        Answer latest = latestNps();
        Integer nps = latest == null ? null : latest.nps();
        double promoter = nps != null && nps >= policy.advocacy().promoterFrom()
                ? policy.advocacy().promoter()
                : 0;
        return Math.min(100, policy.advocacy().perReferral() * conversions() + promoter);
    }

    private List<EventRef> advocates() {
        List<EventRef> events = new ArrayList<>();
        for (Referral referral : state.referrals()) {
            Mark converted = referral.converted();
            if (converted != null) {
                events.add(converted.event());
            }
        }
        Answer nps = latestNps();
        if (nps != null) {
            events.add(nps.event());
        }
        return events;
    }

    private double penalty(long now) {
        LoyaltyScorePolicy.Penalty p = policy.penalty();
        long recent = complaints.stream()
                .filter(c -> !c.open() && isWithin(c.opened().at(), now, p.window()))
                .count();
        return Math.min(p.atMost(), openPenalty + p.recentComplaint() * recent);
    }

    /**
     * The first instant after the given one at which the score is in another band; empty when it never will be.
     *
     * @param limit changes after it need not be found
     */
    Optional<Instant> nextBand(Instant after, Instant limit) {
        long start = Micros.of(after);
        long until = limit.equals(Instant.MAX) ? Long.MAX_VALUE : Micros.of(limit);
        Level level = level(start);
        Band band = band(start, level);
        while (true) {
            long step = nextStep(start);
            boolean steps = step <= until && step < Long.MAX_VALUE;
            if (!steps && state.purchases().isEmpty()) {
                return Optional.empty();
            }
            long last = steps
                    ? step - 1
                    : until < Long.MAX_VALUE
                            ? until
                            : start + HALF_LIVES * Micros.of(policy.recency().halfLife());
            long lowest = lowest(start, last);
            if (!band(lowest, level).equals(band)) {
                return Optional.of(firstOther(band, level, start, lowest));
            }
            if (lowest < last && !band(last, level).equals(band)) {
                return Optional.of(firstOther(band, level, lowest, last));
            }
            if (!steps) {
                return Optional.empty();
            }
            level = level(step);
            if (!band(step, level).equals(band)) {
                return Optional.of(Micros.toInstant(step));
            }
            start = step;
        }
    }

    /** The next instant at which something leaves a window or tenure is complete; the end of time when there is none. */
    private long nextStep(long after) {
        long next = leaves(state.purchases(), Turnover::at, policy.frequency().window(), after);
        next = Math.min(
                next, leaves(state.purchases(), Turnover::at, policy.monetary().window(), after));
        next = Math.min(
                next, leaves(state.returns(), Turnover::at, policy.monetary().window(), after));
        next = Math.min(
                next, leaves(state.contacts(), Mark::at, policy.engagement().window(), after));
        long penalty = Micros.of(policy.penalty().window());
        for (ServiceCase complaint : complaints) {
            next = earlier(next, Micros.of(complaint.opened().at()) + penalty, after);
        }
        Turnover first = first();
        return first == null
                ? next
                : earlier(
                        next, Micros.of(first.at()) + Micros.of(policy.tenure().full()), after);
    }

    private static long earlier(long next, long other, long after) {
        return other > after && other < next ? other : next;
    }

    /** When the first of those that are in a window leaves it. */
    private static <T> long leaves(List<T> all, Function<T, Instant> at, Duration window, long now) {
        int first = firstWithin(all, at, now, window);
        return first == all.size() ? Long.MAX_VALUE : Micros.of(at.apply(all.get(first))) + Micros.of(window);
    }

    /** Where the score is lowest in a stretch without steps. */
    private long lowest(long start, long last) {
        if (!rises(last)) {
            return last;
        }
        long falling = start;
        long rising = last;
        if (rises(start)) {
            return start;
        }
        while (rising - falling > 1) {
            long middle = falling + (rising - falling) / 2;
            if (rises(middle)) {
                rising = middle;
            } else {
                falling = middle;
            }
        }
        return rising;
    }

    /** Whether tenure gives more than recency takes at an instant. */
    private boolean rises(long now) {
        Turnover first = first();
        if (first == null) {
            return false;
        }
        long full = Micros.of(policy.tenure().full());
        double gain = now - Micros.of(first.at()) < full ? policy.tenure().weight() * 100 / full : 0;
        double loss = policy.recency().weight()
                * recency(now)
                * StrictMath.log(2)
                / Micros.of(policy.recency().halfLife());
        return gain > loss;
    }

    /** The first instant with another band, where all before it have the given one and the last has another. */
    private Instant firstOther(Band band, Level level, long same, long other) {
        long before = same;
        long after = other;
        while (after - before > 1) {
            long middle = before + (after - before) / 2;
            if (band(middle, level).equals(band)) {
                before = middle;
            } else {
                after = middle;
            }
        }
        return Micros.toInstant(after);
    }
}
