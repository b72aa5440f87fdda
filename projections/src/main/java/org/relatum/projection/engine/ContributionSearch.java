package org.relatum.projection.engine;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.policy.KpiFormula;
import org.relatum.events.policy.KpiFormula.At;
import org.relatum.events.policy.KpiFormula.Sum;
import org.relatum.events.policy.KpiFormula.Term;
import org.relatum.events.policy.KpiPeriod.Level;
import org.relatum.events.policy.Measure;
import org.relatum.projection.core.Facts;
import org.relatum.projection.kpi.Contribution;
import org.relatum.projection.kpi.KpiFold;
import org.relatum.projection.kpi.PeriodSums;
import org.relatum.projection.performance.ScorecardName;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.reference.ReferenceTimeline;

/** What a key figure is made of: what each customer adds to it, found by the fold that fills the cells. */
public final class ContributionSearch {
    private static final int CUSTOMERS_AT_ONCE = 200;
    /** Customers that are looked at for one page. */
    private static final int CUSTOMERS_AT_MOST = 2_000;

    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final EventDecoder decoder;
    private final RowStore rows;
    private final ReferenceSource references;
    private final ZoneId zone;
    private final Clock clock;

    /** @param zone of the company */
    public ContributionSearch(
            EventDecoder decoder, RowStore rows, ReferenceSource references, ZoneId zone, Clock clock) {
        this.decoder = decoder;
        this.rows = rows;
        this.references = references;
        this.zone = zone;
        this.clock = clock;
    }

    /**
     * What one customer adds.
     *
     * @param divides whether it is part of what is divided by
     * @param amount added to the numerator or denominator. What happened is listed one by one; of what was there, what there was of the
     *     customer, with the last change of it
     */
    public record Found(
            UUID customer, boolean divides, Measure measure, At counted, BigDecimal amount, Contribution from) {}

    /**
     * Where a page ended.
     *
     * @param listed how much of the customer was listed
     */
    public record After(UUID customer, int listed) {}

    /** @param next null: there is no more */
    public record Page(List<Found> found, @Nullable After next, long position) {
        public Page {
            found = List.copyOf(found);
        }
    }

    /**
     * A page of what a key figure is made of, by ascending customer. It may be shorter than asked for, or empty, though more pages follow:
     * a page looks at so many customers at most.
     *
     * @param knownAt only what was recorded by then; null: all that is
     * @param after null: from the first
     */
    public Page find(
            ScorecardName scorecard,
            KpiFormula formula,
            Instant asOf,
            @Nullable Instant knownAt,
            @Nullable After after,
            int limit) {
        Page[] page = new Page[1];
        rows.inSnapshot(
                snapshot -> page[0] = new Search(snapshot, scorecard, formula, asOf, knownAt, limit).from(after));
        return page[0];
    }

    private final class Search {
        private final RowStore.Snapshot snapshot;
        private final ScorecardName scorecard;
        private final KpiFormula formula;
        private final Instant asOf;
        private final @Nullable Instant knownAt;
        private final int limit;
        private final long position;
        private final KpiFold fold;
        private final boolean byDay;
        private final List<Found> found = new ArrayList<>();

        Search(
                RowStore.Snapshot snapshot,
                ScorecardName scorecard,
                KpiFormula formula,
                Instant asOf,
                @Nullable Instant knownAt,
                int limit) {
            this.snapshot = snapshot;
            this.scorecard = scorecard;
            this.formula = formula;
            this.asOf = asOf;
            this.knownAt = knownAt;
            this.limit = limit;
            this.position = snapshot.position(KpiRow.TABLE);
            ReferenceTimeline timeline = references.including(position);
            this.fold = new KpiFold(knownAt == null ? timeline : timeline.knownAt(knownAt), zone);
            // It is remembered who contributed on a day, not what was there on it.
            this.byDay = knownAt == null
                    && !asOf.isAfter(clock.instant())
                    && scorecard.period().level().compareTo(Level.MONTH) <= 0
                    && formula.measures().stream().allMatch(measure -> measure.kind() != Measure.Kind.STOCK);
        }

        Page from(@Nullable After after) {
            UUID last = BEFORE_ALL;
            if (after != null) {
                last = after.customer();
                After next = list(List.of(last), after.listed());
                if (next != null) {
                    return new Page(found, next, position);
                }
            }
            for (int looked = 0; looked < CUSTOMERS_AT_MOST; looked += CUSTOMERS_AT_ONCE) {
                List<UUID> customers = byDay
                        ? snapshot.kpiCustomers(
                                scorecard.period().firstDay(),
                                scorecard.period().endDay(),
                                last,
                                CUSTOMERS_AT_ONCE)
                        : snapshot.customersAfter(last, CUSTOMERS_AT_ONCE);
                After next = list(customers, 0);
                if (next != null || customers.size() < CUSTOMERS_AT_ONCE) {
                    return new Page(found, next, position);
                }
                last = customers.getLast();
            }
            return new Page(found, new After(last, Integer.MAX_VALUE), position);
        }

        /** Lists what customers add. Returns where the page is full; null when there is room for more. */
        private @Nullable After list(List<UUID> customers, int from) {
            Map<UUID, KpiRow> stored = knownAt == null ? snapshot.kpis(customers) : Map.of();
            Map<UUID, Facts> histories = decoder.facts(customers, position, (customer, error) -> {});
            for (UUID customer : customers) {
                Facts facts = histories.get(customer);
                KpiRow row = stored.get(customer);
                if (facts != null && knownAt != null) {
                    facts = facts.knownAt(knownAt);
                } else if (facts != null && row != null) {
                    facts = facts.upToPosition(row.position());
                }
                if (facts != null && !facts.own().isEmpty()) {
                    List<Found> of = of(customer, facts);
                    for (int i = from; i < of.size(); i++) {
                        if (found.size() == limit) {
                            return new After(customer, i);
                        }
                        found.add(of.get(i));
                    }
                }
            }
            return null;
        }

        private List<Found> of(UUID customer, Facts facts) {
            PeriodSums sums = new PeriodSums(scorecard, asOf.plus(1, ChronoUnit.MICROS), zone);
            List<Contribution> contributions = new ArrayList<>();
            fold.replay(facts, asOf, c -> {
                if (sums.counts(c)) {
                    contributions.add(c);
                    sums.accept(c);
                }
            });
            List<Found> all = new ArrayList<>();
            add(all, customer, formula.numerator(), false, contributions, sums);
            formula.denominator().ifPresent(sum -> add(all, customer, sum, true, contributions, sums));
            return all;
        }

        private void add(
                List<Found> all,
                UUID customer,
                Sum sum,
                boolean divides,
                List<Contribution> contributions,
                PeriodSums sums) {
            if (!sums.hasBegun()) {
                return;
            }
            Instant begin = scorecard.period().from(zone);
            for (Term term : sum.terms()) {
                Contribution last = null;
                for (Contribution c : contributions) {
                    boolean before = c.at().isBefore(begin);
                    if (c.measure() == term.measure()) {
                        if (term.at() == At.IN_PERIOD && !before) {
                            all.add(new Found(customer, divides, c.measure(), term.at(), signed(term, c.amount()), c));
                        }
                        last = term.at() == At.START && !before ? last : c;
                    }
                }
                BigDecimal value = sums.of(term.measure(), term.at());
                if (term.at() != At.IN_PERIOD && last != null && value.signum() != 0) {
                    all.add(new Found(customer, divides, term.measure(), term.at(), signed(term, value), last));
                }
            }
        }

        private static BigDecimal signed(Term term, BigDecimal amount) {
            return term.positive() ? amount : amount.negate();
        }
    }
}
