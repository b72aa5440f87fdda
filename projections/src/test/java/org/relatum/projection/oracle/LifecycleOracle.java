package org.relatum.projection.oracle;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.EventRef;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.events.Recorded;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.policy.LifecyclePolicy;
import org.relatum.events.policy.LifecyclePolicy.Threshold;
import org.relatum.projection.core.Interval;
import org.relatum.projection.lifecycle.LifecycleStatus.Value;
import org.relatum.projection.lifecycle.Stage;

/**
 * The lifecycle status by brute force, from the plain list of all facts. Written from the definitions of the domain alone
 * and sharing no code with the folds: each answer looks at every fact again, each table is filled in point by point. Slow on
 * purpose; where it and a fold disagree, one of the two has misread the definitions. One policy is in force for all time.
 */
public final class LifecycleOracle {
    private static final Duration DAY = Duration.ofSeconds(86_400);
    /** The figures of the domain's definition, once more. */
    private static final LifecyclePolicy SHIPPED = new LifecyclePolicy(
            0,
            new Threshold(DAY.multipliedBy(60), 2.0),
            new Threshold(DAY.multipliedBy(180), 4.0),
            3,
            DAY.multipliedBy(90),
            DAY.multipliedBy(180));

    private static final Comparator<Recorded<CustomerEvent>> AS_THEY_HAPPENED = Comparator.comparing(
                    (Recorded<CustomerEvent> fact) -> fact.event().occurredAt())
            .thenComparing(fact -> fact.recordedAt())
            .thenComparing(fact -> fact.stream().toString())
            .thenComparing(fact -> fact.sequence());

    /**
     * Where a customer stands at an instant, with the figures behind it.
     *
     * @param evidence the fact without which the stage would be another one
     */
    public record Answer(
            Stage stage,
            boolean recovered,
            int orders,
            @Nullable Instant lastOrderAt,
            @Nullable Duration cadence,
            @Nullable Duration atRiskAfter,
            @Nullable Duration lostAfter,
            @Nullable UUID survivor,
            EventRef evidence) {
        /** The part of it of which the history is kept. */
        public Value value() {
            return new Value(stage, recovered);
        }
    }

    /** A value and since when it holds. */
    public record Step(Instant from, Value value) {}

    private final Map<UUID, List<Recorded<CustomerEvent>>> log;

    private final LifecyclePolicy policy;

    public LifecycleOracle(Collection<Recorded<CustomerEvent>> everyFact) {
        this(everyFact, SHIPPED);
    }

    /** Judges by other figures than those shipped. */
    public LifecycleOracle(Collection<Recorded<CustomerEvent>> everyFact, LifecyclePolicy policy) {
        this.policy = policy;
        log = everyFact.stream().collect(Collectors.groupingBy(Recorded::stream));
    }

    /** Where the customer stood at {@code asOf}, as far as was recorded by {@code knownAt}; empty before its first fact. */
    public Optional<Answer> answer(UUID customer, Instant knownAt, Instant asOf) {
        List<Recorded<CustomerEvent>> facts = relationship(customer, knownAt, asOf);
        return facts.isEmpty() ? Optional.empty() : Optional.of(judge(customer, facts, asOf));
    }

    /**
     * The first instant after {@code asOf} at which the value becomes another one by time alone: with the same facts, those known at
     * {@code knownAt} that had happened by {@code asOf}.
     */
    public Optional<Instant> nextChange(UUID customer, Instant knownAt, Instant asOf) {
        List<Recorded<CustomerEvent>> facts = relationship(customer, knownAt, asOf);
        if (facts.isEmpty()) {
            return Optional.empty();
        }
        Value now = judge(customer, facts, asOf).value();
        return changesByTime(orders(facts)).stream()
                .filter(instant -> instant.isAfter(asOf))
                .filter(instant -> !judge(customer, facts, instant).value().equals(now))
                .findFirst();
    }

    /**
     * Everything that was ever the answer, in time, for somebody who knows what was recorded by {@code knownAt} and to whom no
     * more facts come: the past, and the future as it will be by time alone.
     */
    public List<Step> course(UUID customer, Instant knownAt) {
        SortedSet<Instant> instants = new TreeSet<>();
        for (Recorded<CustomerEvent> fact : everInvolved(customer)) {
            if (!fact.recordedAt().isAfter(knownAt)) {
                instants.add(fact.event().occurredAt());
            }
        }
        for (Instant happened : List.copyOf(instants)) {
            instants.addAll(changesByTime(orders(relationship(customer, knownAt, happened))));
        }
        List<Step> course = new ArrayList<>();
        for (Instant instant : instants) {
            Optional<Value> value = answer(customer, knownAt, instant).map(Answer::value);
            if (value.isPresent()
                    && (course.isEmpty() || !course.getLast().value().equals(value.get()))) {
                course.add(new Step(instant, value.get()));
            }
        }
        return course;
    }

    /**
     * The whole table on both axes, as it stands when the clock shows {@code horizon}. At any instant of recorded time its slice says
     * what an observer of that instant could say of the time until then, and of the few minutes more for which the observer already
     * has facts; the last value has no end yet.
     */
    public List<Interval<Value>> table(UUID customer, Instant horizon) {
        // The slice can become another one when a fact is recorded, and when something known comes to pass.
        SortedSet<Instant> looks = new TreeSet<>();
        for (Recorded<CustomerEvent> fact : everInvolved(customer)) {
            looks.add(fact.recordedAt());
        }
        Map<Instant, List<Step>> courses = new HashMap<>();
        for (Instant recorded : List.copyOf(looks)) {
            courses.put(recorded, course(customer, recorded));
        }
        for (Instant recorded : List.copyOf(looks)) {
            Instant until = laterIn(looks, recorded).orElse(Instant.MAX);
            for (Step step : courses.get(recorded)) {
                if (step.from().isAfter(recorded) && step.from().isBefore(until)) {
                    courses.put(step.from(), courses.get(recorded));
                }
            }
        }
        looks.addAll(courses.keySet());

        List<Interval<Value>> table = new ArrayList<>();
        List<Interval<Value>> current = new ArrayList<>();
        Instant seen = Instant.MIN;
        for (Instant look : looks.headSet(horizon.plus(1, ChronoUnit.MICROS))) {
            seen = later(seen, later(look, latestFact(customer, look)));
            List<Interval<Value>> slice = slice(courses.get(look), look, seen);
            List<Interval<Value>> kept = new ArrayList<>();
            for (Interval<Value> row : current) {
                boolean stillSo = slice.removeIf(fresh -> sameClaim(fresh, row));
                if (stillSo) {
                    kept.add(row);
                } else {
                    table.add(new Interval<>(
                            row.key(), row.validFrom(), row.validTo(), row.value(), row.recordedFrom(), look));
                }
            }
            kept.addAll(slice);
            current = kept;
        }
        table.addAll(current);
        table.sort(IN_ORDER);
        return table;
    }

    /** The order in which tables are compared. */
    public static final Comparator<Interval<Value>> IN_ORDER = Comparator.<Interval<Value>, Instant>comparing(
                    Interval::recordedFrom)
            .thenComparing(Interval::validFrom);

    private static List<Interval<Value>> slice(List<Step> course, Instant look, Instant seen) {
        List<Step> happened =
                course.stream().filter(step -> !step.from().isAfter(seen)).toList();
        List<Interval<Value>> slice = new ArrayList<>();
        for (int i = 0; i < happened.size(); i++) {
            Instant to = i + 1 < happened.size() ? happened.get(i + 1).from() : null;
            slice.add(new Interval<>(
                    "stage", happened.get(i).from(), to, happened.get(i).value(), look, null));
        }
        return slice;
    }

    private static boolean sameClaim(Interval<Value> one, Interval<Value> other) {
        return one.validFrom().equals(other.validFrom())
                && Objects.equals(one.validTo(), other.validTo())
                && one.value().equals(other.value());
    }

    /** When the latest of the facts that are known happens, possibly in a few minutes. */
    private Instant latestFact(UUID customer, Instant knownAt) {
        List<Recorded<CustomerEvent>> facts = relationship(customer, knownAt, Instant.MAX);
        return facts.isEmpty() ? Instant.MIN : facts.getLast().event().occurredAt();
    }

    private static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    private static Optional<Instant> laterIn(SortedSet<Instant> instants, Instant than) {
        return instants.stream().filter(instant -> instant.isAfter(than)).findFirst();
    }

    /** Where facts leave a customer. */
    Answer judge(UUID customer, List<Recorded<CustomerEvent>> facts, Instant asOf) {
        UUID survivor = null;
        Recorded<CustomerEvent> merge = null;
        Recorded<CustomerEvent> closing = null;
        Recorded<CustomerEvent> qualification = null;
        Recorded<CustomerEvent> lastOrder = null;
        for (Recorded<CustomerEvent> fact : facts) {
            boolean own = fact.stream().equals(customer);
            if (own && fact.event() instanceof CustomerMerged merged) {
                survivor = merged.survivor();
                merge = fact;
            } else if (own && fact.event() instanceof MergeUndone) {
                survivor = null;
                merge = null;
            } else if (fact.event() instanceof CustomerClosed) {
                closing = fact;
            } else if (fact.event() instanceof CustomerReopened) {
                closing = null;
            } else if (fact.event() instanceof CustomerQualified && qualification == null) {
                qualification = fact;
            } else if (fact.event() instanceof OrderPlaced) {
                lastOrder = fact;
            }
        }
        List<Instant> orders = orders(facts);
        Duration silence = orders.isEmpty() ? null : Duration.between(orders.getLast(), asOf);
        Stage stage;
        Recorded<CustomerEvent> evidence = lastOrder;
        if (merge != null) {
            stage = Stage.MERGED;
            evidence = merge;
        } else if (closing != null) {
            stage = Stage.CLOSED;
            evidence = closing;
        } else if (silence == null) {
            stage = qualification == null ? Stage.PROSPECT : Stage.TARGET;
            evidence = qualification == null ? facts.getFirst() : qualification;
        } else if (silence.compareTo(lostThreshold(orders)) > 0) {
            stage = Stage.LOST;
        } else if (silence.compareTo(atRiskThreshold(orders)) > 0) {
            stage = Stage.AT_RISK;
        } else {
            stage = Stage.ACTIVE;
        }
        boolean recovered = stage == Stage.ACTIVE
                && recoveredAt(orders)
                        .filter(back -> asOf.isBefore(back.plus(policy.recoveredMark())))
                        .isPresent();
        return new Answer(
                stage,
                recovered,
                orders.size(),
                orders.isEmpty() ? null : orders.getLast(),
                orders.isEmpty() ? null : twiceCadence(orders).dividedBy(2).truncatedTo(ChronoUnit.MICROS),
                orders.isEmpty() ? null : atRiskThreshold(orders),
                orders.isEmpty() ? null : lostThreshold(orders),
                survivor,
                evidence.ref());
    }

    /** The instants at which, the orders being these, silence or the recovered mark may change the answer. In time. */
    /** When time alone changes something after these orders. */
    SortedSet<Instant> changesByTime(List<Instant> orders) {
        SortedSet<Instant> instants = new TreeSet<>();
        if (!orders.isEmpty()) {
            // Silence has to be longer than the threshold: the change is a microsecond after it is as long.
            instants.add(orders.getLast().plus(atRiskThreshold(orders)).plus(1, ChronoUnit.MICROS));
            instants.add(orders.getLast().plus(lostThreshold(orders)).plus(1, ChronoUnit.MICROS));
            recoveredAt(orders).ifPresent(back -> instants.add(back.plus(policy.recoveredMark())));
        }
        return instants;
    }

    /** When the customer came back for the last time after a silence that had made it LOST. */
    private Optional<Instant> recoveredAt(List<Instant> orders) {
        for (int i = orders.size() - 1; i >= 1; i--) {
            List<Instant> before = orders.subList(0, i);
            Duration silence = Duration.between(before.getLast(), orders.get(i));
            if (silence.compareTo(lostThreshold(before)) > 0) {
                return Optional.of(orders.get(i));
            }
        }
        return Optional.empty();
    }

    private Duration atRiskThreshold(List<Instant> orders) {
        return threshold(policy.atRisk(), orders);
    }

    private Duration lostThreshold(List<Instant> orders) {
        return threshold(policy.lost(), orders);
    }

    /** The longest silence that is not too long yet. */
    private Duration threshold(Threshold threshold, List<Instant> orders) {
        BigDecimal twiceInMicros = BigDecimal.valueOf(twiceCadence(orders).toNanos() / 1000);
        long byCadence = twiceInMicros
                .multiply(BigDecimal.valueOf(threshold.cadenceFactor()))
                .divide(BigDecimal.TWO, RoundingMode.FLOOR)
                .setScale(0, RoundingMode.FLOOR)
                .longValueExact();
        return longer(threshold.minimumSilence(), Duration.of(byCadence, ChronoUnit.MICROS));
    }

    /** Twice the usual time between orders; twice, because a mean of two gaps may be half a microsecond. */
    private Duration twiceCadence(List<Instant> orders) {
        if (orders.size() < policy.medianFromOrders()) {
            return policy.defaultCadence().multipliedBy(2);
        }
        List<Duration> gaps = new ArrayList<>();
        for (int i = 1; i < orders.size(); i++) {
            gaps.add(Duration.between(orders.get(i - 1), orders.get(i)));
        }
        gaps.sort(Comparator.naturalOrder());
        Duration upperMiddle = gaps.get(gaps.size() / 2);
        Duration lowerMiddle = gaps.get((gaps.size() - 1) / 2);
        return lowerMiddle.plus(upperMiddle);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) >= 0 ? one : other;
    }

    static List<Instant> orders(List<Recorded<CustomerEvent>> facts) {
        return facts.stream()
                .map(Recorded::event)
                .filter(OrderPlaced.class::isInstance)
                .map(CustomerEvent::occurredAt)
                .sorted()
                .toList();
    }

    /** The facts of a relationship, as they happened. */
    List<Recorded<CustomerEvent>> relationship(UUID customer, Instant knownAt, Instant asOf) {
        return streams(customer, Long.MAX_VALUE, knownAt, asOf).values().stream()
                .sorted(AS_THEY_HAPPENED)
                .toList();
    }

    /** The facts of one stream up to a place in it, and of those it had absorbed at that time and not given back. */
    private Map<EventRef, Recorded<CustomerEvent>> streams(UUID customer, long upTo, Instant knownAt, Instant asOf) {
        List<Recorded<CustomerEvent>> own = log.getOrDefault(customer, List.of()).stream()
                .filter(fact -> fact.sequence() <= upTo)
                .filter(fact -> !fact.recordedAt().isAfter(knownAt))
                .filter(fact -> !fact.event().occurredAt().isAfter(asOf))
                .sorted(AS_THEY_HAPPENED)
                .toList();
        Map<UUID, Long> absorbed = new LinkedHashMap<>();
        for (Recorded<CustomerEvent> fact : own) {
            if (fact.event() instanceof CustomerAbsorbed merge) {
                absorbed.put(merge.absorbed(), merge.finalSequence());
            } else if (fact.event() instanceof AbsorptionUndone undo) {
                absorbed.remove(undo.absorbed());
            }
        }
        Map<EventRef, Recorded<CustomerEvent>> all = new HashMap<>();
        own.forEach(fact -> all.put(fact.ref(), fact));
        absorbed.forEach((duplicate, last) -> all.putAll(streams(duplicate, last, knownAt, asOf)));
        return all;
    }

    /** Every fact of the customer and of everyone it ever absorbed, directly or not. */
    private List<Recorded<CustomerEvent>> everInvolved(UUID customer) {
        List<UUID> streams = new ArrayList<>(List.of(customer));
        List<Recorded<CustomerEvent>> facts = new ArrayList<>();
        for (int i = 0; i < streams.size(); i++) {
            for (Recorded<CustomerEvent> fact : log.getOrDefault(streams.get(i), List.of())) {
                facts.add(fact);
                if (fact.event() instanceof CustomerAbsorbed merge && !streams.contains(merge.absorbed())) {
                    streams.add(merge.absorbed());
                }
            }
        }
        return facts;
    }
}
