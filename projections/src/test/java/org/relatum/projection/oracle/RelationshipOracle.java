package org.relatum.projection.oracle;

import java.math.BigDecimal;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Direction;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.FeedbackReceived;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.LotShare;
import org.relatum.events.LoyaltyEvent.LoyaltyEnrolled;
import org.relatum.events.LoyaltyEvent.PointsAccrued;
import org.relatum.events.LoyaltyEvent.PointsDeducted;
import org.relatum.events.LoyaltyEvent.PointsRedeemed;
import org.relatum.events.LoyaltyEvent.PointsReversed;
import org.relatum.events.LoyaltyEvent.PointsSettled;
import org.relatum.events.LoyaltyEvent.ReferralConverted;
import org.relatum.events.LoyaltyEvent.TierReviewed;
import org.relatum.events.Money;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.Recorded;
import org.relatum.events.RiskEvent.RiskAssessed;
import org.relatum.events.RiskEvent.RiskCleared;
import org.relatum.events.RiskEvent.RiskRaised;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.SatisfactionEvent.SurveyResponded;
import org.relatum.events.ServiceEvent.CaseAssigned;
import org.relatum.events.ServiceEvent.CaseClosed;
import org.relatum.events.ServiceEvent.CaseEscalated;
import org.relatum.events.ServiceEvent.CaseOpened;
import org.relatum.events.ServiceEvent.CasePaused;
import org.relatum.events.ServiceEvent.CaseReopened;
import org.relatum.events.ServiceEvent.CaseResolved;
import org.relatum.events.ServiceEvent.CaseResponded;
import org.relatum.events.ServiceEvent.CaseResumed;
import org.relatum.events.policy.Measure;
import org.relatum.projection.lifecycle.Stage;

/**
 * Cases, promises, loyalty and risks by brute force, from the plain list of all facts. As {@link LifecycleOracle}: written from
 * the definitions of the domain, with the figures of the shipped policies once more and no code of the folds; every answer looks at every
 * fact again. A company in UTC.
 */
final class RelationshipOracle {
    private static final Duration DAY = Duration.ofSeconds(86_400);
    private static final Duration YEAR = DAY.multipliedBy(365);

    /** The parameters of a fit of the MBG/NBD model, in force from an instant on. */
    record Fit(Instant from, double r, double alpha, double a, double b) {}

    private final LifecycleOracle lifecycle;
    private final @Nullable Fit fit;

    RelationshipOracle(Collection<Recorded<CustomerEvent>> everyFact, @Nullable Fit fit) {
        this.lifecycle = new LifecycleOracle(everyFact);
        this.fit = fit;
    }

    /** What is known of a customer at a point of both axes; empty before its first fact, and once it was merged into another. */
    @Nullable
    Answer answer(UUID customer, Instant knownAt, Instant asOf) {
        List<Recorded<CustomerEvent>> facts = lifecycle.relationship(customer, knownAt, asOf);
        if (facts.isEmpty()) {
            return null;
        }
        Stage stage = lifecycle.answer(customer, knownAt, asOf).orElseThrow().stage();
        return stage == Stage.MERGED ? null : new Answer(customer, facts, knownAt, asOf, stage);
    }

    /** Something that facts tell the story of: a case, a promise, a flag, a lot. */
    private static final class Thing {
        final UUID stream;
        final String id;
        final String key;
        final Recorded<CustomerEvent> first;
        final List<Recorded<CustomerEvent>> story = new ArrayList<>();

        Thing(String key, String id, Recorded<CustomerEvent> first) {
            this.stream = first.stream();
            this.id = id;
            this.key = key;
            this.first = first;
            story.add(first);
        }

        @Nullable
        Instant last(Class<?>... kinds) {
            Instant found = null;
            for (Recorded<CustomerEvent> fact : story) {
                for (Class<?> kind : kinds) {
                    if (kind.isInstance(fact.event())) {
                        found = fact.occurredAt();
                    }
                }
            }
            return found;
        }
    }

    private static List<Thing> things(List<Recorded<CustomerEvent>> facts, IdOf beginning, IdOf continuation) {
        return things(facts, beginning, continuation, thing -> true);
    }

    /** @param holding whether a thing still keeps others from its name */
    private static List<Thing> things(
            List<Recorded<CustomerEvent>> facts, IdOf beginning, IdOf continuation, Predicate<Thing> holding) {
        List<Thing> things = new ArrayList<>();
        for (Recorded<CustomerEvent> fact : facts) {
            String begun = beginning.of(fact.event());
            String continued = continuation.of(fact.event());
            if (begun != null) {
                boolean taken = things.stream().filter(holding).anyMatch(thing -> thing.key.equals(begun));
                things.add(new Thing(taken ? begun + "@" + fact.stream() : begun, begun, fact));
            } else if (continued != null) {
                Thing own = null;
                Thing other = null;
                for (Thing thing : things) {
                    if (thing.id.equals(continued)) {
                        other = thing;
                        own = thing.stream.equals(fact.stream()) ? thing : own;
                    }
                }
                Thing meant = own != null ? own : other;
                if (meant != null) {
                    meant.story.add(fact);
                }
            }
        }
        return things;
    }

    /** The identifier that an event begins or continues the story of; null when it is about something else. */
    private interface IdOf {
        @Nullable
        String of(CustomerEvent event);
    }

    /** What a case looks like. */
    record CaseAnswer(
            String state,
            String sla,
            CaseKind kind,
            CaseSeverity severity,
            @Nullable String assignee) {}

    /** What a case adds to measures at an instant. */
    record CaseDone(Instant at, @Nullable String channel, Map<Measure, BigDecimal> measures) {}

    /** What a promise looks like. */
    record PromiseAnswer(String state, String promisedBy, Instant dueAt) {}

    /** What a flag looks like; the rule is null when a person raised it. */
    record FlagAnswer(@Nullable String rule, int probability, int impact, String severity) {}

    /** A part of the score. */
    record PartAnswer(String part, double points, double weight) {}

    /** The points account. */
    record AccountAnswer(
            long balance,
            long pending,
            long active,
            long debt,
            long expired,
            long redeemed,
            Map<Instant, Long> forecast) {}

    /** A tier. */
    record TierAnswer(String name, long points, Instant since) {}

    /** Everything at one point of both axes. */
    final class Answer {
        private final UUID customer;
        private final List<Recorded<CustomerEvent>> facts;
        private final Instant knownAt;
        private final Instant asOf;
        private final Stage stage;

        private Answer(UUID customer, List<Recorded<CustomerEvent>> facts, Instant knownAt, Instant asOf, Stage stage) {
            this.customer = customer;
            this.facts = facts;
            this.knownAt = knownAt;
            this.asOf = asOf;
            this.stage = stage;
        }

        private List<Recorded<CustomerEvent>> all(Class<?>... kinds) {
            return facts.stream()
                    .filter(fact -> Set.of(kinds).contains(fact.event().getClass()))
                    .toList();
        }

        /** Facts no longer ago than the window; what happened a whole window ago has left it. */
        private List<Recorded<CustomerEvent>> within(Duration window, List<Recorded<CustomerEvent>> some) {
            return some.stream()
                    .filter(fact -> fact.occurredAt().plus(window).isAfter(asOf))
                    .toList();
        }

        // Cases

        private List<Thing> caseStories() {
            return things(facts, event -> event instanceof CaseOpened e ? e.caseId() : null, event -> switch (event) {
                case CaseAssigned e -> e.caseId();
                case CaseResponded e -> e.caseId();
                case CasePaused e -> e.caseId();
                case CaseResumed e -> e.caseId();
                case CaseEscalated e -> e.caseId();
                case CaseResolved e -> e.caseId();
                case CaseReopened e -> e.caseId();
                case CaseClosed e -> e.caseId();
                default -> null;
            });
        }

        Map<String, CaseAnswer> cases() {
            Map<String, CaseAnswer> cases = new HashMap<>();
            for (Thing thing : caseStories()) {
                cases.put(thing.key, judge(thing));
            }
            return cases;
        }

        /** Every instant at which a case is answered or resolved, or misses a target, and what that adds to measures. */
        List<CaseDone> casesDone() {
            List<CaseDone> done = new ArrayList<>();
            for (Thing thing : caseStories()) {
                CaseOpened opened = (CaseOpened) thing.first.event();
                Instant answered = answeredAt(thing);
                Instant resolved = null;
                for (Recorded<CustomerEvent> fact : thing.story) {
                    if (fact.event() instanceof CaseResolved) {
                        Instant at = fact.occurredAt();
                        resolved = resolved == null ? at : resolved;
                        done.add(new CaseDone(
                                at,
                                opened.channel(),
                                Map.of(
                                        Measure.RESOLUTIONS,
                                        BigDecimal.ONE,
                                        Measure.RESOLUTION_SLA,
                                        seconds(clock(thing, at)),
                                        Measure.RESOLUTION_WALL,
                                        seconds(Duration.between(opened.occurredAt(), at)))));
                    }
                }
                if (answered != null) {
                    done.add(new CaseDone(
                            answered,
                            opened.channel(),
                            Map.of(
                                    Measure.FIRST_RESPONSES,
                                    BigDecimal.ONE,
                                    Measure.FIRST_RESPONSE_SLA,
                                    seconds(clock(thing, answered)),
                                    Measure.FIRST_RESPONSE_WALL,
                                    seconds(Duration.between(opened.occurredAt(), answered)))));
                }
                target(thing, answered, true).ifPresent(done::add);
                target(thing, resolved, false).ifPresent(done::add);
            }
            return done;
        }

        private static BigDecimal seconds(Duration time) {
            return BigDecimal.valueOf(time.toNanos(), 9);
        }

        /** A target is due when it is first met or missed. */
        private Optional<CaseDone> target(Thing thing, @Nullable Instant doneAt, boolean response) {
            Instant missed = firstLate(thing, doneAt == null ? asOf : doneAt, response);
            String channel = ((CaseOpened) thing.first.event()).channel();
            if (missed != null) {
                return Optional.of(new CaseDone(missed, channel, Map.of(Measure.SLA_DUE, BigDecimal.ONE)));
            }
            return Optional.ofNullable(doneAt)
                    .map(at -> new CaseDone(
                            at, channel, Map.of(Measure.SLA_DUE, BigDecimal.ONE, Measure.SLA_MET, BigDecimal.ONE)));
        }

        /** The first instant up to another at which a target is missed: looked for between any two facts. */
        private static @Nullable Instant firstLate(Thing thing, Instant until, boolean response) {
            List<Instant> ends = new ArrayList<>();
            thing.story.forEach(fact -> ends.add(fact.occurredAt()));
            ends.add(until);
            for (int i = 0; i + 1 < ends.size(); i++) {
                Instant low = ends.get(i);
                Instant last = ends.get(i + 1).isAfter(until) ? until : ends.get(i + 1);
                Instant high = last.equals(until) ? until : last.minus(1, ChronoUnit.MICROS);
                if (low.isAfter(until)) {
                    return null;
                }
                if (lateAt(thing, low, response)) {
                    return low;
                }
                if (high.isAfter(low) && lateAt(thing, high, response)) {
                    while (ChronoUnit.MICROS.between(low, high) > 1) {
                        Instant middle = low.plus(ChronoUnit.MICROS.between(low, high) / 2, ChronoUnit.MICROS);
                        if (lateAt(thing, middle, response)) {
                            high = middle;
                        } else {
                            low = middle;
                        }
                    }
                    return high;
                }
            }
            return null;
        }

        private static boolean lateAt(Thing thing, Instant at, boolean response) {
            return clock(thing, at).compareTo(limit(severityAt(thing, at), response)) > 0;
        }

        private CaseAnswer judge(Thing thing) {
            CaseOpened opened = (CaseOpened) thing.first.event();
            String assignee = null;
            for (Recorded<CustomerEvent> fact : thing.story) {
                if (fact.event() instanceof CaseAssigned e) {
                    assignee = e.assignee();
                }
            }
            String sla;
            if (isLate(thing, resolvedAt(thing), false)) {
                sla = "RESOLUTION_BREACHED";
            } else if (isLate(thing, answeredAt(thing), true)) {
                sla = "RESPONSE_BREACHED";
            } else {
                sla = resolvedAt(thing) == null ? "ON_TIME" : "MET";
            }
            return new CaseAnswer(stateOf(thing), sla, opened.kind(), severityAt(thing, asOf), assignee);
        }

        private String stateOf(Thing thing) {
            String state = "OPEN";
            for (Recorded<CustomerEvent> fact : thing.story) {
                state = switch (fact.event()) {
                    case CaseOpened e -> "OPEN";
                    case CaseResumed e -> "OPEN";
                    case CaseReopened e -> "OPEN";
                    case CasePaused e -> "WAITING";
                    case CaseResolved e -> "RESOLVED";
                    case CaseClosed e -> "CLOSED";
                    default -> state;
                };
            }
            return state;
        }

        private static CaseSeverity severityAt(Thing thing, Instant at) {
            CaseSeverity severity = ((CaseOpened) thing.first.event()).severity();
            for (Recorded<CustomerEvent> fact : thing.story) {
                if (fact.event() instanceof CaseEscalated e
                        && e.severity() != null
                        && !fact.occurredAt().isAfter(at)) {
                    severity = e.severity();
                }
            }
            return severity;
        }

        private static @Nullable Instant answeredAt(Thing thing) {
            for (Recorded<CustomerEvent> fact : thing.story) {
                if (fact.event() instanceof CaseResponded || fact.event() instanceof CaseResolved) {
                    return fact.occurredAt();
                }
            }
            return null;
        }

        private @Nullable Instant resolvedAt(Thing thing) {
            boolean resolved = Set.of("RESOLVED", "CLOSED").contains(stateOf(thing));
            return resolved ? thing.last(CaseResolved.class) : null;
        }

        private boolean isLate(Thing thing, @Nullable Instant doneAt, boolean response) {
            Instant at = doneAt == null ? asOf : doneAt;
            Duration limit = limit(severityAt(thing, at), response);
            return clock(thing, at).compareTo(limit) > 0;
        }

        private static Duration limit(CaseSeverity severity, boolean response) {
            return switch (severity) {
                case LOW -> Duration.ofHours(response ? 8 : 40);
                case NORMAL -> Duration.ofHours(response ? 4 : 16);
                case HIGH -> Duration.ofHours(response ? 1 : 8);
                case CRITICAL -> response ? Duration.ofMinutes(30) : Duration.ofHours(4);
            };
        }

        /** Business hours in which the case was open. */
        Duration clock(String key, Instant at) {
            return clock(
                    caseStories().stream()
                            .filter(thing -> thing.key.equals(key))
                            .findFirst()
                            .orElseThrow(),
                    at);
        }

        private static Duration clock(Thing thing, Instant at) {
            Duration clock = Duration.ZERO;
            Instant runsSince = null;
            for (Recorded<CustomerEvent> fact : thing.story) {
                if (fact.occurredAt().isAfter(at)) {
                    break;
                }
                switch (fact.event()) {
                    case CaseOpened e -> runsSince = fact.occurredAt();
                    case CaseResumed e -> runsSince = fact.occurredAt();
                    case CaseReopened e -> runsSince = fact.occurredAt();
                    case CasePaused e -> {
                        clock = clock.plus(businessHours(runsSince, fact.occurredAt()));
                        runsSince = null;
                    }
                    case CaseResolved e -> {
                        clock = clock.plus(businessHours(runsSince, fact.occurredAt()));
                        runsSince = null;
                    }
                    default -> {}
                }
            }
            return clock.plus(businessHours(runsSince, at));
        }

        private static Duration businessHours(@Nullable Instant from, Instant to) {
            Duration sum = Duration.ZERO;
            if (from == null) {
                return sum;
            }
            LocalDate day = LocalDate.ofInstant(from, ZoneOffset.UTC);
            for (; !day.isAfter(LocalDate.ofInstant(to, ZoneOffset.UTC)); day = day.plusDays(1)) {
                if (day.getDayOfWeek() != DayOfWeek.SATURDAY && day.getDayOfWeek() != DayOfWeek.SUNDAY) {
                    Instant opens = day.atTime(LocalTime.of(9, 0)).toInstant(ZoneOffset.UTC);
                    Instant closes = day.atTime(LocalTime.of(18, 0)).toInstant(ZoneOffset.UTC);
                    Instant begin = opens.isAfter(from) ? opens : from;
                    Instant end = closes.isBefore(to) ? closes : to;
                    if (end.isAfter(begin)) {
                        sum = sum.plus(Duration.between(begin, end));
                    }
                }
            }
            return sum;
        }

        // Promises

        private List<Thing> promiseStories() {
            return things(
                    facts, event -> event instanceof CommitmentMade e ? e.commitment() : null, event -> switch (event) {
                        case CommitmentKept e -> e.commitment();
                        case CommitmentBroken e -> e.commitment();
                        default -> null;
                    });
        }

        Map<String, PromiseAnswer> promises() {
            Map<String, PromiseAnswer> promises = new HashMap<>();
            for (Thing thing : promiseStories()) {
                CommitmentMade made = (CommitmentMade) thing.first.event();
                promises.put(thing.key, new PromiseAnswer(stateOf(thing, made), made.promisedBy(), made.dueAt()));
            }
            return promises;
        }

        private String stateOf(Thing thing, CommitmentMade made) {
            if (thing.last(CommitmentKept.class) != null) {
                return "KEPT";
            }
            if (thing.last(CommitmentBroken.class) != null) {
                return "BROKEN";
            }
            return asOf.isAfter(made.dueAt()) ? "OVERDUE" : "OPEN";
        }

        /** Promises that had to be kept by now, and those of them that were, in time. */
        Map.Entry<Integer, Integer> trust() {
            int due = 0;
            int inTime = 0;
            for (Thing thing : promiseStories()) {
                CommitmentMade made = (CommitmentMade) thing.first.event();
                Instant kept = thing.last(CommitmentKept.class);
                due += stateOf(thing, made).equals("OPEN") ? 0 : 1;
                inTime += kept != null && !kept.isAfter(made.dueAt()) ? 1 : 0;
            }
            return Map.entry(due, inTime);
        }

        // Loyalty

        private double daysSince(Instant at) {
            return ChronoUnit.MICROS.between(at, asOf) / 86_400e6;
        }

        List<PartAnswer> parts() {
            List<Recorded<CustomerEvent>> orders = all(OrderPlaced.class);
            double recency = orders.isEmpty()
                    ? 0
                    : 100 * Math.pow(2, -daysSince(orders.getLast().occurredAt()) / 90);
            double frequency = 100 * Math.min(1, within(YEAR, orders).size() / 12.0);
            double revenue = Math.max(0, revenue(YEAR).doubleValue());
            double monetary = 100 * Math.min(1, Math.log(1 + revenue) / Math.log(1 + 5000));
            double tenure = orders.isEmpty()
                    ? 0
                    : 100 * Math.min(1, daysSince(orders.getFirst().occurredAt()) / 1095);
            return List.of(
                    new PartAnswer("RECENCY", recency, .20),
                    new PartAnswer("FREQUENCY", frequency, .15),
                    new PartAnswer("MONETARY", monetary, .15),
                    new PartAnswer("TENURE", tenure, .10),
                    new PartAnswer("SATISFACTION", satisfaction(), .20),
                    new PartAnswer("ENGAGEMENT", engagement(), .10),
                    new PartAnswer("ADVOCACY", advocacy(), .10));
        }

        BigDecimal revenue(Duration window) {
            BigDecimal sum = BigDecimal.ZERO;
            for (Recorded<CustomerEvent> fact : within(window, facts)) {
                sum = switch (fact.event()) {
                    case OrderPlaced e -> sum.add(reporting(e.total(), e.conversionRate()));
                    case OrderReturned e -> sum.subtract(reporting(e.amount(), e.conversionRate()));
                    default -> sum;
                };
            }
            return sum;
        }

        private static BigDecimal reporting(Money money, BigDecimal rate) {
            return money.amount().multiply(rate);
        }

        private static @Nullable Double csat(SurveyResponded answer) {
            if (answer.overall() != null) {
                return (double) answer.overall();
            }
            return answer.csat().isEmpty()
                    ? null
                    : answer.csat().values().stream().mapToInt(i -> i).average().orElseThrow();
        }

        private double satisfaction() {
            double weights = 0;
            double sum = 0;
            for (Recorded<CustomerEvent> fact : all(SurveyResponded.class)) {
                SurveyResponded answer = (SurveyResponded) fact.event();
                double weight = Math.pow(2, -daysSince(fact.occurredAt()) / 180);
                Double csat = csat(answer);
                if (csat != null) {
                    weights += weight;
                    sum += weight * (csat - 1) * 25;
                }
                if (answer.nps() != null) {
                    weights += weight;
                    sum += weight * answer.nps() * 10;
                }
            }
            return weights == 0 ? 50 : sum / weights;
        }

        private double engagement() {
            long contacts = within(DAY.multipliedBy(180), facts).stream()
                    .filter(fact -> fact.event() instanceof InteractionLogged e && e.direction() == Direction.INBOUND
                            || fact.event() instanceof CareDelivered care && care.answered())
                    .count();
            return 100 * Math.min(1, contacts / 10.0);
        }

        private double advocacy() {
            Set<String> converted = new HashSet<>();
            Integer nps = null;
            for (Recorded<CustomerEvent> fact : facts) {
                if (fact.event() instanceof ReferralConverted e) {
                    converted.add(fact.stream() + e.referral());
                }
                if (fact.event() instanceof SurveyResponded e && e.nps() != null) {
                    nps = e.nps();
                }
            }
            return Math.min(100, 50 * converted.size() + (nps != null && nps >= 9 ? 50 : 0));
        }

        double penalty() {
            int open = 0;
            int recent = 0;
            for (Thing thing : caseStories()) {
                CaseOpened opened = (CaseOpened) thing.first.event();
                if (opened.kind() == CaseKind.COMPLAINT) {
                    boolean isOpen = Set.of("OPEN", "WAITING").contains(stateOf(thing));
                    boolean isRecent =
                            opened.occurredAt().plus(DAY.multipliedBy(180)).isAfter(asOf);
                    open += isOpen ? 1 : 0;
                    recent += !isOpen && isRecent ? 1 : 0;
                }
            }
            return Math.min(20, 5 * open + 3 * recent);
        }

        double score() {
            double sum = -penalty();
            for (PartAnswer part : parts()) {
                sum += part.weight() * part.points();
            }
            return Math.max(0, Math.min(100, sum));
        }

        static String band(double score) {
            return score < 25 ? "low" : score < 50 ? "fair" : score < 75 ? "good" : "loyal";
        }

        private @Nullable Instant enrolledAt() {
            List<Recorded<CustomerEvent>> enrolments = all(LoyaltyEnrolled.class);
            return enrolments.isEmpty() ? null : enrolments.getFirst().occurredAt();
        }

        @Nullable
        AccountAnswer account() {
            if (enrolledAt() == null) {
                return null;
            }
            Map<String, PointsAccrued> lots = new LinkedHashMap<>();
            Map<String, Long> rest = new LinkedHashMap<>();
            long debt = 0;
            long redeemed = 0;
            for (Recorded<CustomerEvent> fact : facts) {
                String stream = fact.stream() + " ";
                switch (fact.event()) {
                    case PointsAccrued e -> {
                        lots.put(stream + e.lot(), e);
                        rest.put(stream + e.lot(), e.points());
                    }
                    case PointsRedeemed e -> {
                        debt += e.points() - take(rest, stream, e.from());
                        redeemed += e.points();
                    }
                    case PointsReversed e -> debt += e.points() - take(rest, stream, e.from());
                    case PointsDeducted e -> debt += e.points() - take(rest, stream, e.from());
                    case PointsSettled e -> debt -= take(rest, stream, e.from());
                    default -> {}
                }
            }
            long pending = 0;
            long active = 0;
            long expired = 0;
            Map<Instant, Long> forecast = new TreeMap<>();
            for (Map.Entry<String, PointsAccrued> entry : lots.entrySet()) {
                PointsAccrued lot = entry.getValue();
                long left = rest.getOrDefault(entry.getKey(), 0L);
                if (!asOf.isBefore(lot.expiresAt())) {
                    expired += left;
                } else {
                    pending += asOf.isBefore(lot.activeFrom()) ? left : 0;
                    active += asOf.isBefore(lot.activeFrom()) ? 0 : left;
                    if (left > 0) {
                        forecast.merge(lot.expiresAt(), left, Long::sum);
                    }
                }
            }
            return new AccountAnswer(pending + active - debt, pending, active, debt, expired, redeemed, forecast);
        }

        private static long take(Map<String, Long> rest, String stream, List<LotShare> shares) {
            long taken = 0;
            for (LotShare share : shares) {
                String lot = stream + share.lot();
                if (!rest.containsKey(lot)) {
                    lot = rest.keySet().stream()
                            .filter(name -> name.endsWith(" " + share.lot()))
                            .reduce((a, b) -> b)
                            .orElse(lot);
                }
                long part = Math.min(share.points(), rest.getOrDefault(lot, 0L));
                rest.computeIfPresent(lot, (name, left) -> left - part);
                taken += part;
            }
            return taken;
        }

        private static final List<Map.Entry<String, Long>> TIERS = List.of(
                Map.entry("bronze", 0L),
                Map.entry("silver", 500L),
                Map.entry("gold", 2000L),
                Map.entry("platinum", 5000L));

        /** Lives through everything that can move the tier, one instant after another. */
        @Nullable
        TierAnswer tier() {
            Instant enrolled = enrolledAt();
            if (enrolled == null) {
                return null;
            }
            SortedSet<Instant> instants = new TreeSet<>(List.of(enrolled, asOf));
            for (Recorded<CustomerEvent> fact : all(PointsAccrued.class, PointsReversed.class, TierReviewed.class)) {
                instants.add(fact.occurredAt());
                instants.add(fact.occurredAt().plus(YEAR));
            }
            int tier = 0;
            Instant since = enrolled;
            Instant year = enrolled;
            Instant at = enrolled;
            while (!at.isAfter(asOf)) {
                long points = qualifying(at);
                for (Recorded<CustomerEvent> fact : all(TierReviewed.class)) {
                    if (fact.occurredAt().equals(at)) {
                        tier = indexOf(((TierReviewed) fact.event()).tier());
                        since = at;
                        year = at;
                    }
                }
                while (tier + 1 < TIERS.size() && points >= TIERS.get(tier + 1).getValue()) {
                    tier++;
                    since = at;
                    year = at;
                }
                if (at.equals(year.plus(YEAR))) {
                    year = at;
                    if (points < TIERS.get(tier).getValue()) {
                        tier--;
                        since = at;
                    }
                }
                instants.add(year.plus(YEAR));
                Instant now = at;
                at = instants.stream().filter(i -> i.isAfter(now)).findFirst().orElseThrow();
            }
            return new TierAnswer(TIERS.get(tier).getKey(), qualifying(asOf), since);
        }

        private static int indexOf(String name) {
            for (int i = 0; i < TIERS.size(); i++) {
                if (TIERS.get(i).getKey().equals(name)) {
                    return i;
                }
            }
            throw new IllegalArgumentException(name);
        }

        private long qualifying(Instant at) {
            long points = 0;
            for (Recorded<CustomerEvent> fact : all(PointsAccrued.class)) {
                PointsAccrued lot = (PointsAccrued) fact.event();
                boolean counts = !fact.occurredAt().isAfter(at)
                        && fact.occurredAt().plus(YEAR).isAfter(at);
                if (counts) {
                    long back = 0;
                    for (Recorded<CustomerEvent> other : all(PointsReversed.class)) {
                        PointsReversed reversed = (PointsReversed) other.event();
                        boolean same = other.stream().equals(fact.stream());
                        boolean hasOwn = all(PointsAccrued.class).stream()
                                .anyMatch(f -> f.stream().equals(other.stream())
                                        && reversed.order().equals(((PointsAccrued) f.event()).order()));
                        if (reversed.order().equals(lot.order())
                                && (same || !hasOwn)
                                && !other.occurredAt().isAfter(at)) {
                            back += reversed.points();
                        }
                    }
                    points += Math.max(0, lot.points() - back);
                }
            }
            return points;
        }

        // Risks

        @Nullable
        Double pAlive() {
            List<Recorded<CustomerEvent>> orders = all(OrderPlaced.class);
            if (fit == null || fit.from().isAfter(asOf) || orders.isEmpty()) {
                return null;
            }
            SortedSet<LocalDate> days = new TreeSet<>();
            orders.forEach(order -> days.add(LocalDate.ofInstant(order.occurredAt(), ZoneOffset.UTC)));
            double x = days.size() - 1;
            double last = ChronoUnit.DAYS.between(days.first(), days.last()) / 7.0;
            double age = ChronoUnit.DAYS.between(days.first(), LocalDate.ofInstant(asOf, ZoneOffset.UTC)) / 7.0;
            double gone = fit.a() / (fit.b() + x) * Math.pow((fit.alpha() + age) / (fit.alpha() + last), fit.r() + x);
            return 1 / (1 + gone);
        }

        Map<String, FlagAnswer> flags() {
            Map<String, FlagAnswer> flags = new HashMap<>();
            List<Thing> manual = things(
                    facts,
                    event -> event instanceof RiskRaised e ? e.flag() : null,
                    event -> switch (event) {
                        case RiskAssessed e -> e.flag();
                        case RiskCleared e -> e.flag();
                        default -> null;
                    },
                    thing -> thing.last(RiskCleared.class) == null);
            for (Thing thing : manual) {
                if (thing.last(RiskCleared.class) == null) {
                    RiskRaised raised = (RiskRaised) thing.first.event();
                    int probability = raised.probability();
                    int impact = raised.impact();
                    for (Recorded<CustomerEvent> fact : thing.story) {
                        if (fact.event() instanceof RiskAssessed e) {
                            probability = e.probability();
                            impact = e.impact();
                        }
                    }
                    flags.put(thing.key, flag(null, probability, impact));
                }
            }
            if (!isClosed()) {
                byRule(flags);
            }
            return flags;
        }

        private boolean isClosed() {
            boolean closed = false;
            for (Recorded<CustomerEvent> fact : all(CustomerClosed.class, CustomerReopened.class)) {
                closed = fact.event() instanceof CustomerClosed;
            }
            return closed;
        }

        private void byRule(Map<String, FlagAnswer> flags) {
            raise(flags, "CHURN", "churn", churn());
            assessment()
                    .ifPresent(assessed -> flags.computeIfPresent(
                            "churn", (name, flag) -> flag("CHURN", assessed.probability(), assessed.impact())));
            raise(flags, "SATISFACTION", "satisfaction", discontent());
            raise(flags, "INACTIVITY", "inactivity", inactive());
            raise(flags, "CONSENT_WITHDRAWN", "consent-withdrawn", objecting());
            for (Thing thing : caseStories()) {
                boolean isComplaint = ((CaseOpened) thing.first.event()).kind() == CaseKind.COMPLAINT;
                boolean isOpen = Set.of("OPEN", "WAITING").contains(stateOf(thing));
                if (isComplaint && isOpen && isLate(thing, null, false)) {
                    raise(flags, "COMPLAINT", "complaint:" + thing.key, 4);
                }
            }
            for (Thing thing : promiseStories()) {
                String state = stateOf(thing, (CommitmentMade) thing.first.event());
                Instant broken = thing.last(CommitmentBroken.class);
                if (state.equals("OVERDUE")) {
                    raise(flags, "COMMITMENT", "commitment:" + thing.key, 3);
                } else if (state.equals("BROKEN")
                        && broken != null
                        && broken.plus(DAY.multipliedBy(90)).isAfter(asOf)) {
                    raise(flags, "COMMITMENT", "commitment:" + thing.key, 4);
                }
            }
        }

        private int churn() {
            int probability = stage == Stage.AT_RISK || stage == Stage.LOST ? 3 : 0;
            if (stage == Stage.MERGED) {
                return 0;
            }
            Double alive = pAlive();
            if (alive != null && alive < .35) {
                probability = 4;
            }
            return alive != null && alive < .15 ? 5 : probability;
        }

        /** The latest judgement of the flag churn since it is raised without a break. */
        private Optional<RiskAssessed> assessment() {
            List<RiskAssessed> assessments = all(RiskAssessed.class).stream()
                    .map(fact -> (RiskAssessed) fact.event())
                    .filter(e -> e.flag().equals("churn"))
                    .toList();
            if (assessments.isEmpty() || churn() == 0) {
                return Optional.empty();
            }
            TreeSet<Instant> looks = new TreeSet<>();
            facts.forEach(fact -> looks.add(fact.occurredAt()));
            for (Instant happened : List.copyOf(looks)) {
                looks.addAll(lifecycle.changesByTime(LifecycleOracle.orders(before(happened).facts)));
            }
            if (fit != null) {
                looks.add(fit.from());
            }
            LocalDate day = LocalDate.ofInstant(looks.first(), ZoneOffset.UTC);
            for (; day.isBefore(LocalDate.ofInstant(asOf, ZoneOffset.UTC).plusDays(1)); day = day.plusDays(1)) {
                looks.add(day.atStartOfDay(ZoneOffset.UTC).toInstant());
            }
            Instant raisedAt = asOf;
            for (Instant look : looks.headSet(asOf, true).descendingSet()) {
                if (before(look).churn() == 0 || before(look).isClosed()) {
                    break;
                }
                raisedAt = look;
            }
            Instant since = raisedAt;
            return assessments.stream()
                    .filter(e -> !e.occurredAt().isBefore(since))
                    .reduce((a, b) -> b);
        }

        /** The same facts as far as they had happened at an earlier instant: a merged history is one from its beginning. */
        private Answer before(Instant at) {
            List<Recorded<CustomerEvent>> happened = facts.stream()
                    .filter(fact -> !fact.occurredAt().isAfter(at))
                    .toList();
            Stage then = happened.isEmpty()
                    ? Stage.PROSPECT
                    : lifecycle.judge(customer, happened, at).stage();
            return new Answer(customer, happened, knownAt, at, then);
        }

        private int discontent() {
            Instant until = Instant.MIN;
            Integer before = null;
            for (Recorded<CustomerEvent> fact : all(SurveyResponded.class)) {
                SurveyResponded answer = (SurveyResponded) fact.event();
                Double csat = csat(answer);
                Integer nps = answer.nps();
                boolean isBad = csat != null && csat <= 2 || nps != null && nps <= 6 && before != null && before > 6;
                boolean isGood = csat != null && csat >= 4 || nps != null && nps >= 7;
                if (isBad) {
                    until = fact.occurredAt().plus(DAY.multipliedBy(180));
                } else if (isGood) {
                    until = Instant.MIN;
                }
                before = nps != null ? nps : before;
            }
            return until.isAfter(asOf) ? 3 : 0;
        }

        private int inactive() {
            Instant last = facts.getFirst().occurredAt();
            for (Recorded<CustomerEvent> fact :
                    all(OrderPlaced.class, InteractionLogged.class, FeedbackReceived.class, CareDelivered.class)) {
                last = fact.occurredAt().isAfter(last) ? fact.occurredAt() : last;
            }
            return asOf.isAfter(last.plus(DAY.multipliedBy(120))) ? 2 : 0;
        }

        private int objecting() {
            List<Recorded<CustomerEvent>> consents = all(ConsentGranted.class);
            return all(ConsentWithdrawn.class).stream()
                            .anyMatch(said -> consents.stream().noneMatch(later -> takenBack(said, later)))
                    ? 2
                    : 0;
        }

        /** By a consent of afterwards that is about some of the same. */
        private static boolean takenBack(Recorded<CustomerEvent> said, Recorded<CustomerEvent> later) {
            ConsentWithdrawn objection = (ConsentWithdrawn) said.event();
            ConsentGranted consent = (ConsentGranted) later.event();
            boolean samePurpose =
                    objection.purpose() == null || objection.purpose().equals(consent.purpose());
            boolean sameChannel = objection.channel() == null
                    || consent.channel() == null
                    || objection.channel().equals(consent.channel());
            return samePurpose && sameChannel && later.occurredAt().isAfter(said.occurredAt());
        }

        private void raise(Map<String, FlagAnswer> flags, String rule, String name, int probability) {
            if (probability > 0) {
                BigDecimal revenue = revenue(YEAR);
                int impact = 1;
                for (int limit : new int[] {100, 500, 2000, 10000}) {
                    impact += revenue.compareTo(BigDecimal.valueOf(limit)) >= 0 ? 1 : 0;
                }
                flags.put(name, flag(rule, probability, impact));
            }
        }

        private static FlagAnswer flag(@Nullable String rule, int probability, int impact) {
            int severity = probability * impact;
            return new FlagAnswer(
                    rule,
                    probability,
                    impact,
                    severity <= 4 ? "LOW" : severity <= 9 ? "MEDIUM" : severity <= 14 ? "HIGH" : "CRITICAL");
        }
    }
}
