package org.relatum.projection.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;

/**
 * A relationship as it became known, about the time up to an instant. Features are folded on by what is learned; from the first fact
 * they are folded only when it has its place before others, or says that other streams belong.
 */
public final class Learning<S> {
    private final Facts facts;
    private final Instant asOf;
    private final S initial;
    private final BiFunction<S, Recorded<CustomerEvent>, S> fold;
    /** The streams that belong, each with the last sequence that counts. */
    private Map<UUID, Long> members;
    /** In the order of folding. */
    private List<Recorded<CustomerEvent>> counted;

    private S state;

    /**
     * Begins with what was known at an instant.
     *
     * @param facts all that will ever be known
     * @param asOf only what had happened by then counts
     */
    public Learning(
            Facts facts, Instant asOf, Instant knownAt, S initial, BiFunction<S, Recorded<CustomerEvent>, S> fold) {
        this.facts = facts;
        this.asOf = asOf;
        this.initial = initial;
        this.fold = fold;
        Facts known = facts.knownAt(knownAt);
        this.members = known.membersAt(asOf);
        this.counted = new ArrayList<>(known.upTo(asOf));
        this.state = Facts.fold(initial, fold, counted);
    }

    /** The features by what is known. */
    public S state() {
        return state;
    }

    /** Whether nothing is known to have happened. */
    public boolean isEmpty() {
        return counted.isEmpty();
    }

    /**
     * More was recorded: everything of one instant, of which nothing was known before.
     *
     * @return the first fact of it that counts; empty when nothing is seen otherwise
     */
    public Optional<Recorded<CustomerEvent>> learn(List<Recorded<CustomerEvent>> together) {
        boolean regrouped = together.stream().anyMatch(fact -> Facts.changesMembers(fact) && counts(fact));
        if (regrouped) {
            Facts known = facts.knownAt(together.getLast().recordedAt());
            members = known.membersAt(asOf);
            counted = new ArrayList<>(known.upTo(asOf));
            state = Facts.fold(initial, fold, counted);
        }
        List<Recorded<CustomerEvent>> learned =
                together.stream().filter(this::counts).toList();
        if (!regrouped) {
            insert(learned);
        }
        return learned.stream().findFirst();
    }

    private boolean counts(Recorded<CustomerEvent> fact) {
        Long last = members.get(fact.stream());
        return last != null && fact.sequence() <= last && !fact.occurredAt().isAfter(asOf);
    }

    private void insert(List<Recorded<CustomerEvent>> learned) {
        int before = counted.size();
        int kept = before;
        for (Recorded<CustomerEvent> fact : learned) {
            int place = -1 - Collections.binarySearch(counted, fact, Recorded.BY_OCCURRENCE);
            counted.add(place, fact);
            kept = Math.min(kept, place);
        }
        state = kept < before
                ? Facts.fold(initial, fold, counted)
                : Facts.fold(state, fold, counted.subList(before, counted.size()));
    }
}
