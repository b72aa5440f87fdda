package org.relatum.projection.engine;

import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.PolicyKind;
import org.relatum.events.Recorded;
import org.relatum.events.policy.Policy;
import org.relatum.events.policy.PolicyTimeline.Publication;
import org.relatum.projection.core.Facts;
import org.relatum.projection.kpi.Contribution;
import org.relatum.projection.kpi.KpiFold;
import org.relatum.projection.kpi.PeriodSums;
import org.relatum.projection.performance.ScorecardName;
import org.relatum.projection.performance.Scores;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.reference.ReferenceTimeline;

/**
 * Says what another policy would change: the same facts, folded once, seen by the policies that are in force and by the ones that would
 * be. Nothing is recorded.
 */
public final class WhatIf {
    /** The version of a policy that is asked about: above any that was or will be published. */
    public static final int VERSION = Integer.MAX_VALUE;

    private static final String NONE = "none";
    private static final List<Watched<?, ?, ?>> WATCHED = List.of(
            new Watched<>(
                    ReadModels.LIFECYCLE,
                    (key, value) -> "stage",
                    value -> value.stage() + (value.recovered() ? " recovered" : "")),
            new Watched<>(ReadModels.LOYALTY, (key, value) -> key, value -> value.value()),
            new Watched<>(
                    ReadModels.RISK,
                    (key, value) -> value.rule() == null ? "flag" : "flag " + value.rule(),
                    value -> value.severity().name()),
            new Watched<>(
                    ReadModels.CASES,
                    (key, value) -> "service level",
                    value -> value.sla().name()));

    private final EveryCustomer everyCustomer;
    private final EventLog log;
    private final ReferenceSource references;
    private final ZoneId company;

    /** @param company the company's time zone */
    public WhatIf(EveryCustomer everyCustomer, EventLog log, ReferenceSource references, ZoneId company) {
        this.everyCustomer = everyCustomer;
        this.log = log;
        this.references = references;
        this.company = company;
    }

    /** What is compared of a read model: under which name, and the text it is compared by. */
    private record Watched<S, V, D>(
            ReadModel<S, V, D> model, BiFunction<String, D, String> outcome, Function<D, String> text) {
        void compare(
                List<Recorded<CustomerEvent>> facts,
                Instant at,
                ReferenceTimeline is,
                ReferenceTimeline would,
                Consumer<Outcome> out) {
            S state = Facts.fold(model.projection(), facts);
            Map<String, D> before = model.projection().discrete(state, at, is.at(at));
            Map<String, D> after = model.projection().discrete(state, at, would.at(at));
            TreeSet<String> keys = new TreeSet<>(before.keySet());
            keys.addAll(after.keySet());
            for (String key : keys) {
                D was = before.get(key);
                D then = after.get(key);
                D named = was == null ? then : was;
                out.accept(new Outcome(
                        outcome.apply(key, Objects.requireNonNull(named)),
                        key,
                        was == null ? NONE : text.apply(was),
                        then == null ? NONE : text.apply(then)));
            }
        }
    }

    /**
     * What is asked.
     *
     * @param policy that would be in force from {@code asOf} on, of {@link #VERSION}
     * @param customer only this one, null: all
     * @param segment only customers that are in it at {@code asOf}, null: all
     * @param scorecard whose measures are compared as if the policy had been in force from the beginning of its period, null: none.
     *     All customers contribute to it, in whatever segment they are at {@code asOf}
     */
    public record Question(
            Policy policy,
            Instant asOf,
            Instant knownAt,
            @Nullable UUID customer,
            @Nullable String segment,
            @Nullable ScorecardName scorecard) {}

    /**
     * One value as it is and as it would be.
     *
     * @param name what kind of value: stage, band, tier, flag by rule, service level
     * @param key of what it is the value within the customer
     */
    public record Outcome(String name, String key, String before, String after) {
        /** Whether it would be another. */
        public boolean differs() {
            return !before.equals(after);
        }
    }

    /** A customer of which something would be different. */
    public record Changed(UUID customer, List<Outcome> outcomes) {}

    /** How many values are one thing and would be another, or the same. */
    public record Cell(String name, String before, String after, long count) {}

    /**
     * What came out.
     *
     * @param customers who were looked at
     * @param changed of how many of them something would be different
     * @param unreadable who could not be read or folded, and are left out of everything
     * @param matrix ascending by name, before and after
     * @param before measures of the scorecard as they are, null unless asked for
     * @param after as they would be
     */
    public record Result(
            long position,
            long customers,
            long changed,
            long unreadable,
            List<Cell> matrix,
            Scores.@Nullable Sums before,
            Scores.@Nullable Sums after) {}

    /**
     * Answers it.
     *
     * @param changes gets every customer of which something would be different
     * @param progress gets how many customers were gone through
     */
    public Result run(Question question, Consumer<Changed> changes, LongConsumer progress) {
        long position = log.head();
        ReferenceTimeline is = references.including(position).knownAt(question.knownAt());
        Run run = new Run(question, is, changes);
        EveryCustomer.Tour<Seen> tour = new EveryCustomer.Tour<>(position, run::look, run::add, progress);
        UUID customer = question.customer();
        long unreadable = customer == null ? everyCustomer.each(tour) : everyCustomer.one(customer, tour);
        return run.result(position, unreadable);
    }

    /** A timeline in which a policy comes into force at an instant, and no other of its kind after it. */
    static ReferenceTimeline with(Policy policy, Instant from, ReferenceTimeline timeline) {
        return timeline.with(new Publication(from, from, policy));
    }

    /** What customers contribute to a scorecard by one timeline. */
    private record Measured(KpiFold fold, PeriodSums sums) {
        List<Contribution> of(Facts facts, Instant asOf) {
            List<Contribution> counted = new ArrayList<>();
            fold.replay(facts, asOf, c -> {
                if (sums.counts(c)) {
                    counted.add(c);
                }
            });
            return counted;
        }

        void add(List<Contribution> contributions) {
            contributions.forEach(sums);
        }
    }

    /** A scorecard by the policies in force and by those that would be. */
    private record Figures(Measured is, Measured would) {}

    /**
     * What was seen of a customer.
     *
     * @param outcomes null when it is not among those who are asked about
     * @param is what it contributes to the scorecard
     * @param would what it would
     */
    private record Seen(
            UUID customer, @Nullable List<Outcome> outcomes, List<Contribution> is, List<Contribution> would) {}

    private final class Run {
        private final Question question;
        private final Consumer<Changed> changes;
        private final ReferenceTimeline is;
        private final ReferenceTimeline would;
        private final List<Watched<?, ?, ?>> watched;
        private final @Nullable Figures figures;
        private final Map<Cell, Long> matrix = new TreeMap<>(
                Comparator.comparing(Cell::name).thenComparing(Cell::before).thenComparing(Cell::after));
        private long customers;
        private long changed;

        Run(Question question, ReferenceTimeline is, Consumer<Changed> changes) {
            this.question = question;
            this.changes = changes;
            this.is = is;
            this.would = with(question.policy(), question.asOf(), is);
            PolicyKind kind = question.policy().kind();
            this.watched = WATCHED.stream()
                    .filter(w -> w.model().projection().policies().contains(kind))
                    .toList();
            ScorecardName scorecard = question.scorecard();
            this.figures = scorecard == null
                    ? null
                    : new Figures(
                            measured(scorecard, is),
                            measured(
                                    scorecard,
                                    with(question.policy(), scorecard.period().from(company), is)));
        }

        private Measured measured(ScorecardName scorecard, ReferenceTimeline timeline) {
            Instant after = question.asOf().plus(1, ChronoUnit.MICROS);
            return new Measured(new KpiFold(timeline, company), new PeriodSums(scorecard, after, company));
        }

        Seen look(Facts facts) {
            Facts known = facts.knownAt(question.knownAt());
            List<Recorded<CustomerEvent>> counted = known.upTo(question.asOf());
            List<Outcome> outcomes = counted.isEmpty() || !isInSegment(counted) ? null : outcomes(counted);
            return figures == null || counted.isEmpty()
                    ? new Seen(facts.root(), outcomes, List.of(), List.of())
                    : new Seen(
                            facts.root(),
                            outcomes,
                            figures.is().of(known, question.asOf()),
                            figures.would().of(known, question.asOf()));
        }

        private List<Outcome> outcomes(List<Recorded<CustomerEvent>> counted) {
            List<Outcome> outcomes = new ArrayList<>();
            for (Watched<?, ?, ?> w : watched) {
                w.compare(counted, question.asOf(), is, would, outcomes::add);
            }
            return outcomes;
        }

        void add(Seen seen) {
            List<Outcome> outcomes = seen.outcomes();
            if (outcomes != null) {
                customers++;
                outcomes.forEach(o -> matrix.merge(new Cell(o.name(), o.before(), o.after(), 0), 1L, Long::sum));
                List<Outcome> different =
                        outcomes.stream().filter(Outcome::differs).toList();
                if (!different.isEmpty()) {
                    changed++;
                    changes.accept(new Changed(seen.customer(), different));
                }
            }
            if (figures != null) {
                figures.is().add(seen.is());
                figures.would().add(seen.would());
            }
        }

        private boolean isInSegment(List<Recorded<CustomerEvent>> counted) {
            return question.segment() == null
                    || question.segment()
                            .equals(Facts.fold(ReadModels.PROFILE.projection(), counted)
                                    .assignment()
                                    .segment());
        }

        Result result(long position, long unreadable) {
            return new Result(
                    position,
                    customers,
                    changed,
                    unreadable,
                    matrix.entrySet().stream()
                            .map(c -> new Cell(
                                    c.getKey().name(),
                                    c.getKey().before(),
                                    c.getKey().after(),
                                    c.getValue()))
                            .toList(),
                    figures == null ? null : figures.is().sums(),
                    figures == null ? null : figures.would().sums());
        }
    }
}
