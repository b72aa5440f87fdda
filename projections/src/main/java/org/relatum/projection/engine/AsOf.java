package org.relatum.projection.engine;

import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folded;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.reference.ReferenceTimeline;

/**
 * Answers for one customer at any two instants: what was so at {@code asOf}, going by what was recorded at {@code knownAt}. The
 * present is answered from the stored row, everything else by folding the log; both are the same fold and the same view.
 */
public final class AsOf {
    private final EventLog log;
    private final EventDecoder decoder;
    private final RowStore rows;
    private final ReferenceSource references;
    private final Clock clock;

    public AsOf(EventLog log, EventDecoder decoder, RowStore rows, ReferenceSource references, Clock clock) {
        this.log = log;
        this.decoder = decoder;
        this.rows = rows;
        this.references = references;
        this.clock = clock;
    }

    /**
     * What a read model says of a customer; empty when nothing of it was known or had happened.
     *
     * @param asOf null: now
     * @param knownAt null: all that is recorded
     */
    public <S, V, D> Optional<Standing<V, D>> standing(
            ReadModel<S, V, D> model, UUID customer, @Nullable Instant asOf, @Nullable Instant knownAt) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant at = asOf == null ? now : asOf;
        if (knownAt == null) {
            Optional<CustomerHistory<S, D>> stored = rows.history(model, customer);
            if (stored.isPresent() && !at.isBefore(stored.get().row().folded().horizon())) {
                return Optional.of(present(model, stored.get(), at, now));
            }
        }
        Instant known = knownAt == null ? now : knownAt;
        return kept(model, customer, at, known).or(() -> past(model, customer, at, known));
    }

    private <S, V, D> Standing<V, D> present(
            ReadModel<S, V, D> model, CustomerHistory<S, D> stored, Instant at, Instant now) {
        CustomerRow<S, D> row = stored.row();
        ReferenceTimeline timeline = references.current();
        Folder<S, V, D> folder = new Folder<>(model.projection(), timeline);
        return standing(
                folder,
                timeline,
                row.customer(),
                at,
                now,
                row.version(),
                row.position(),
                row.folded().state(),
                settled(stored.intervals(), folder, row.folded(), at));
    }

    /** A slice of intervals with what comes by time alone up to an instant. */
    private static <S, D> List<Interval<D>> settled(
            List<Interval<D>> slice, Folder<S, ?, D> folder, Folded<S, D> folded, Instant until) {
        Map<Place, Interval<D>> settled = new TreeMap<>(Place.ASCENDING);
        slice.forEach(i -> settled.put(Place.of(i), i));
        folder.settle(folded, until).intervals().stream()
                .filter(i -> i.recordedTo() == null)
                .forEach(i -> settled.put(Place.of(i), i));
        return List.copyOf(settled.values());
    }

    /** Where an interval stands in one recorded slice. */
    private record Place(String key, Instant validFrom) {
        static final Comparator<Place> ASCENDING =
                Comparator.comparing(Place::key).thenComparing(Place::validFrom);

        static Place of(Interval<?> interval) {
            return new Place(interval.key(), interval.validFrom());
        }
    }

    /**
     * The past as far as it is kept: the features are folded on from a checkpoint or from the first fact, the history is the slice of
     * intervals that was known. It comes to what {@link #past} comes to, because rows contain everything recorded by {@code knownAt}
     * when the last of it is in them, and nothing takes effect before it was recorded. Empty where that can't be told, and where other
     * streams came to belong to the customer.
     */
    private <S, V, D> Optional<Standing<V, D>> kept(
            ReadModel<S, V, D> model, UUID customer, Instant asOf, Instant knownAt) {
        ReferenceTimeline current = references.current();
        ReferenceTimeline timeline = current.knownAt(knownAt);
        boolean judgedAlike = current.firstDifference(timeline)
                .filter(at -> !at.isAfter(knownAt))
                .isEmpty();
        CustomerPast<S, D> kept = asOf.isAfter(knownAt) || !judgedAlike
                ? null
                : rows.past(model, customer, asOf, knownAt).orElse(null);
        if (kept == null) {
            return Optional.empty();
        }
        Checkpoint<S> base = kept.base();
        long floor = base == null ? 0 : base.floor();
        // The one before the floor is in the checkpoint; it says how far that is when nothing came after it. Rows may
        // contain more than
        // this node has heard of, so all that has a position is read.
        List<Recorded<CustomerEvent>> known = decoder.known(customer, Math.max(0, floor - 1), knownAt, Long.MAX_VALUE);
        List<Recorded<CustomerEvent>> counted =
                known.stream().filter(f -> !f.occurredAt().isAfter(asOf)).toList();
        if (counted.isEmpty()
                || known.getLast().sequence() >= kept.version()
                || known.stream().anyMatch(Facts::changesMembers)) {
            return Optional.empty();
        }
        S state = Facts.fold(
                base == null ? model.projection().initial() : base.state(),
                model.projection()::fold,
                counted.stream()
                        .filter(f -> f.sequence() >= floor && (base == null || base.isBefore(f)))
                        .sorted(Recorded.BY_OCCURRENCE)
                        .toList());
        Folder<S, V, D> folder = new Folder<>(model.projection(), timeline);
        List<Interval<D>> slice = kept.intervals();
        Folded<S, D> behind = kept.behind();
        if (behind != null) {
            slice = settled(slice, folder, behind, knownAt);
        }
        List<Interval<D>> history = slice.stream()
                .filter(i -> !i.validFrom().isAfter(asOf))
                .map(Interval::asKnown)
                .sorted(Comparator.comparing(Place::of, Place.ASCENDING))
                .toList();
        long version =
                floor + counted.stream().filter(f -> f.sequence() >= floor).count();
        return Optional.of(standing(
                folder,
                timeline,
                customer,
                asOf,
                knownAt,
                version,
                counted.getLast().position(),
                state,
                history));
    }

    private <S, V, D> Optional<Standing<V, D>> past(
            ReadModel<S, V, D> model, UUID customer, Instant asOf, Instant knownAt) {
        Facts facts = known(customer, knownAt);
        List<Recorded<CustomerEvent>> counted = facts == null ? List.of() : facts.upTo(asOf);
        if (facts == null || counted.isEmpty()) {
            return Optional.empty();
        }
        ReferenceTimeline timeline = references.current().knownAt(knownAt);
        Folder<S, V, D> folder = new Folder<>(model.projection(), timeline);
        S state = Facts.fold(model.projection(), counted);
        // What time alone had brought by knownAt was recorded by then, too.
        Instant until = asOf.isAfter(knownAt) ? asOf : knownAt;
        List<Interval<D>> history = folder.replay(facts, until).intervals().stream()
                .filter(i -> i.recordedTo() == null && !i.validFrom().isAfter(asOf))
                .toList();
        long version = counted.stream().filter(f -> f.stream().equals(customer)).count();
        long position = counted.stream().mapToLong(Recorded::position).max().orElse(0);
        return Optional.of(standing(folder, timeline, customer, asOf, knownAt, version, position, state, history));
    }

    private <S, V, D> Standing<V, D> standing(
            Folder<S, V, D> folder,
            ReferenceTimeline timeline,
            UUID customer,
            Instant asOf,
            Instant knownAt,
            long version,
            long position,
            S state,
            List<Interval<D>> history) {
        List<Interval<D>> known = history.stream().map(i -> untilNow(i, asOf)).toList();
        Standing.Next<D> next = folder.projection()
                .nextChange(state, asOf, timeline)
                .map(at -> new Standing.Next<>(at, folder.values(state, at)))
                .orElse(null);
        return new Standing<>(customer, asOf, knownAt, version, position, folder.view(state, asOf), known, next);
    }

    /** What ends after the instant that is asked for has not ended. */
    private static <D> Interval<D> untilNow(Interval<D> interval, Instant asOf) {
        Instant to = interval.validTo();
        return to == null || !to.isAfter(asOf)
                ? interval
                : new Interval<>(
                        interval.key(), interval.validFrom(), null, interval.value(), interval.recordedFrom(), null);
    }

    private @Nullable Facts known(UUID customer, Instant knownAt) {
        Map<UUID, Facts> facts = decoder.facts(List.of(customer), Long.MAX_VALUE);
        Facts all = facts.get(customer);
        return all == null ? null : all.knownAt(knownAt);
    }

    /**
     * Step by step how the view came to be: every fact in the order of folding and, between them, every change by time alone.
     *
     * @param asOf null: now
     * @param knownAt null: all that is recorded
     * @param steps gets one after the other, of which none is kept; says whether it wants another
     */
    public <S, V, D> void explain(
            ReadModel<S, V, D> model,
            UUID customer,
            @Nullable Instant asOf,
            @Nullable Instant knownAt,
            Predicate<Explanation<V, D>> steps) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant end = asOf == null ? now : asOf;
        Instant known = knownAt == null ? now : knownAt;
        Facts facts = known(customer, known);
        ReferenceTimeline timeline = references.current().knownAt(known);
        Explainer<S, V, D> explainer = new Explainer<>(new Folder<>(model.projection(), timeline), timeline, steps);
        if (facts != null) {
            facts.walk(model.projection(), (fact, before, after) -> {
                if (!fact.occurredAt().isAfter(end)) {
                    explainer.timeUntil(before, fact.occurredAt());
                    explainer.fact(fact, after);
                }
            });
        }
        explainer.finish(end);
    }

    /** Shows the steps of a walk as long as they are wanted. */
    private static final class Explainer<S, V, D> {
        private final Folder<S, V, D> folder;
        private final ReferenceTimeline timeline;
        private final Predicate<Explanation<V, D>> steps;
        private boolean wanted = true;
        private @Nullable Instant last;
        private @Nullable S state;
        private @Nullable Map<String, D> values;

        Explainer(Folder<S, V, D> folder, ReferenceTimeline timeline, Predicate<Explanation<V, D>> steps) {
            this.folder = folder;
            this.timeline = timeline;
            this.steps = steps;
        }

        void timeUntil(S current, Instant until) {
            Instant from = last;
            Optional<Instant> change = from == null || !wanted
                    ? Optional.empty()
                    : folder.projection().nextChange(current, from, timeline);
            while (wanted && change.isPresent() && change.get().isBefore(until)) {
                step(change.get(), null, current);
                change = folder.projection().nextChange(current, change.get(), timeline);
            }
        }

        void fact(Recorded<CustomerEvent> fact, S after) {
            if (wanted) {
                step(fact.occurredAt(), fact, after);
            }
        }

        private void step(Instant at, @Nullable Recorded<CustomerEvent> fact, S current) {
            Map<String, D> next = folder.values(current, at);
            if (fact != null || !next.equals(values)) {
                wanted = steps.test(new Explanation<>(at, fact, values, next, () -> folder.view(current, at)));
            }
            values = next;
            last = at;
            state = current;
        }

        void finish(Instant end) {
            S current = state;
            if (current != null) {
                timeUntil(current, end.plus(1, ChronoUnit.MICROS));
            }
        }
    }
}
