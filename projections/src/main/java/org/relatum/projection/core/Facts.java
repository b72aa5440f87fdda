package org.relatum.projection.core;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.Recorded;

/**
 * The facts of one relationship as they are known: the customer's own stream and, from a merge until it is undone, the streams of the
 * duplicates it absorbed, each up to the last event that came along. Which streams belong depends on the instant asked for: before
 * the merge the two are two.
 */
public final class Facts {
    private final UUID root;
    private final Map<UUID, List<Recorded<CustomerEvent>>> streams;

    private Facts(UUID root, Map<UUID, List<Recorded<CustomerEvent>>> streams) {
        this.root = root;
        this.streams = streams;
    }

    /**
     * @param root the customer
     * @param streams the facts of the customer and of everyone it ever absorbed, directly or not
     */
    public static Facts of(UUID root, Map<UUID, List<Recorded<CustomerEvent>>> streams) {
        return new Facts(root, streams);
    }

    /** The customer. */
    public UUID root() {
        return root;
    }

    /** What was known at an instant. */
    public Facts knownAt(Instant knownAt) {
        Map<UUID, List<Recorded<CustomerEvent>>> known = new LinkedHashMap<>();
        streams.forEach((stream, facts) -> known.put(
                stream,
                facts.stream().filter(f -> !f.recordedAt().isAfter(knownAt)).toList()));
        return new Facts(root, known);
    }

    /** What has a position up to a given one. */
    public Facts upToPosition(long position) {
        Map<UUID, List<Recorded<CustomerEvent>>> known = new LinkedHashMap<>();
        streams.forEach((stream, facts) -> known.put(
                stream, facts.stream().filter(f -> f.position() <= position).toList()));
        return new Facts(root, known);
    }

    /** The customer's own facts, in the order they became known. */
    public List<Recorded<CustomerEvent>> own() {
        return streams.getOrDefault(root, List.of());
    }

    /**
     * The facts of all streams that ever belonged to the relationship which were recorded after an instant and up to and including
     * another, those of one moment together, in the order they became known.
     */
    public Collection<List<Recorded<CustomerEvent>>> recorded(Instant after, Instant until) {
        return streams.values().stream()
                .flatMap(List::stream)
                .filter(f -> f.recordedAt().isAfter(after) && !f.recordedAt().isAfter(until))
                .sorted(Recorded.BY_RECORDING)
                .collect(Collectors.groupingBy(Recorded::recordedAt, LinkedHashMap::new, Collectors.toList()))
                .values();
    }

    /**
     * The moments at which more became known, in their order: the customer's own facts and those facts of an absorbed stream that
     * were recorded after the absorption was. Streams have clocks of their own (several servers, a clock set back), so the end of a
     * duplicate's history may bear a later recordedAt than the merge. All its other facts come with the merge.
     */
    List<Recorded<CustomerEvent>> arrivals() {
        if (streams.size() == 1) {
            return own();
        }
        List<Recorded<CustomerEvent>> arrivals = new ArrayList<>(own());
        List<Recorded<CustomerEvent>> merges = new ArrayList<>(merges(root, Long.MAX_VALUE));
        for (int i = 0; i < merges.size(); i++) {
            Recorded<CustomerEvent> merge = merges.get(i);
            if (merge.event() instanceof CustomerAbsorbed a && !a.absorbed().equals(root)) {
                streams.getOrDefault(a.absorbed(), List.of()).stream()
                        .filter(f -> f.sequence() <= a.finalSequence())
                        .filter(f -> f.recordedAt().isAfter(merge.recordedAt()))
                        .forEach(arrivals::add);
                merges(a.absorbed(), a.finalSequence()).stream()
                        .filter(m -> !merges.contains(m))
                        .forEach(merges::add);
            }
        }
        arrivals.sort(Recorded.BY_RECORDING);
        return arrivals;
    }

    /** The merges that a stream tells of up to a place in it. What its customer absorbed later is not part of this history. */
    private List<Recorded<CustomerEvent>> merges(UUID stream, long upTo) {
        return streams.getOrDefault(stream, List.of()).stream()
                .filter(f -> f.sequence() <= upTo && f.event() instanceof CustomerAbsorbed)
                .toList();
    }

    /** The streams that make up the relationship at an instant, each with the last sequence that counts. */
    public Map<UUID, Long> membersAt(Instant asOf) {
        return members(f -> !f.occurredAt().isAfter(asOf));
    }

    /**
     * The streams that ever belonged to the relationship, whether the merge was undone or not, each with the last sequence that came
     * along: what of them an answer about the customer can depend on.
     */
    public Map<UUID, Long> everMembers() {
        Map<UUID, Long> ever = new LinkedHashMap<>();
        Map<UUID, Long> next = Map.of(root, Long.MAX_VALUE);
        while (!next.isEmpty()) {
            Map<UUID, Long> later = new LinkedHashMap<>();
            next.forEach((stream, last) -> {
                if (ever.getOrDefault(stream, -1L) < last) {
                    ever.put(stream, last);
                    merges(stream, last).forEach(merge -> {
                        if (merge.event() instanceof CustomerAbsorbed a) {
                            later.merge(a.absorbed(), a.finalSequence(), Math::max);
                        }
                    });
                }
            });
            next = later;
        }
        return ever;
    }

    /** The facts that make up the relationship at an instant, in the order of folding. */
    public List<Recorded<CustomerEvent>> upTo(Instant asOf) {
        return membersAt(asOf).entrySet().stream()
                .flatMap(m ->
                        streams.getOrDefault(m.getKey(), List.of()).stream().filter(f -> f.sequence() <= m.getValue()))
                .filter(f -> !f.occurredAt().isAfter(asOf))
                .sorted(Recorded.BY_OCCURRENCE)
                .toList();
    }

    /** All facts of the streams that belong together once {@code last} has happened, in the order of folding. */
    public List<Recorded<CustomerEvent>> together(Recorded<CustomerEvent> last) {
        return members(f -> Recorded.BY_OCCURRENCE.compare(f, last) <= 0).entrySet().stream()
                .flatMap(m ->
                        streams.getOrDefault(m.getKey(), List.of()).stream().filter(f -> f.sequence() <= m.getValue()))
                .sorted(Recorded.BY_OCCURRENCE)
                .toList();
    }

    /** The streams that belong together, each with its last sequence that counts. */
    private Map<UUID, Long> members(Predicate<Recorded<CustomerEvent>> happened) {
        Map<UUID, Long> members = new LinkedHashMap<>();
        collect(root, Long.MAX_VALUE, happened, members, new HashSet<>());
        return members;
    }

    private void collect(
            UUID stream,
            long lastSequence,
            Predicate<Recorded<CustomerEvent>> happened,
            Map<UUID, Long> members,
            Set<UUID> visited) {
        if (!visited.add(stream)) {
            return;
        }
        members.put(stream, lastSequence);
        Map<UUID, Long> absorbed = new LinkedHashMap<>();
        streams.getOrDefault(stream, List.of()).stream()
                .filter(f -> f.sequence() <= lastSequence && changesMembers(f) && happened.test(f))
                .sorted(Recorded.BY_OCCURRENCE)
                .forEach(f -> {
                    switch (f.event()) {
                        case CustomerAbsorbed a -> absorbed.put(a.absorbed(), a.finalSequence());
                        case AbsorptionUndone u -> absorbed.remove(u.absorbed());
                        default -> {}
                    }
                });
        absorbed.forEach((other, last) -> collect(other, last, happened, members, visited));
    }

    /** Whether a fact changes which streams make up a relationship. */
    public static boolean changesMembers(Recorded<? extends CustomerEvent> fact) {
        return fact.event() instanceof CustomerAbsorbed || fact.event() instanceof AbsorptionUndone;
    }

    /** Receives each fact of a walk. */
    @FunctionalInterface
    public interface Visitor<S> {
        /**
         * @param before the features before the fact
         * @param after the features after it, including those of streams that joined or without those that left
         */
        void visit(Recorded<CustomerEvent> fact, S before, S after);
    }

    /** Folds all facts in order of occurrence, from the first to the last, and shows every step. Returns the last features. */
    public <S> S walk(Projection<S, ?, ?> projection, Visitor<S> visitor) {
        return walk(projection.initial(), projection::fold, visitor);
    }

    /** As {@link #walk(Projection, Visitor)}, of anything that is folded. */
    public <S> S walk(S initial, BiFunction<S, Recorded<CustomerEvent>, S> fold, Visitor<S> visitor) {
        List<Recorded<CustomerEvent>> facts =
                own().stream().sorted(Recorded.BY_OCCURRENCE).toList();
        S state = initial;
        int next = 0;
        while (next < facts.size()) {
            Recorded<CustomerEvent> fact = facts.get(next);
            S before = state;
            if (changesMembers(fact)) {
                facts = together(fact);
                next = facts.indexOf(fact);
                state = fold(initial, fold, facts.subList(0, next + 1));
            } else {
                state = fold.apply(state, fact);
            }
            visitor.visit(fact, before, state);
            next++;
        }
        return state;
    }

    /** Folds facts that are already in order. */
    public static <S> S fold(Projection<S, ?, ?> projection, List<Recorded<CustomerEvent>> facts) {
        return fold(projection.initial(), projection::fold, facts);
    }

    /** As {@link #fold(Projection, List)}, of anything that is folded. */
    public static <S> S fold(
            S initial, BiFunction<S, Recorded<CustomerEvent>, S> fold, List<Recorded<CustomerEvent>> facts) {
        S state = initial;
        for (Recorded<CustomerEvent> fact : facts) {
            state = fold.apply(state, fact);
        }
        return state;
    }

    /** The streams absorbed by facts of these streams that are not among them yet: they have to be read, too. */
    public static Set<UUID> missing(Map<UUID, List<Recorded<CustomerEvent>>> streams) {
        Set<UUID> missing = new HashSet<>();
        for (List<Recorded<CustomerEvent>> facts : streams.values()) {
            for (Recorded<CustomerEvent> fact : facts) {
                if (fact.event() instanceof CustomerAbsorbed a && !streams.containsKey(a.absorbed())) {
                    missing.add(a.absorbed());
                }
            }
        }
        return missing;
    }
}
