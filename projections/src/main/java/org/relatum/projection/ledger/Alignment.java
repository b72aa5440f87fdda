package org.relatum.projection.ledger;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.ledger.Finding.What;

/**
 * Puts the events that are there beside those that leaves were made of, where they differ, and names the differences. An event that is
 * the same byte for byte is recognised at whatever position it stands now. For one thread.
 */
final class Alignment {
    private final Map<ByteBuffer, Deque<Expected>> expected = new LinkedHashMap<>();
    private final Map<ByteBuffer, Deque<Actual>> actual = new LinkedHashMap<>();
    private final Map<Long, Run> growing = new HashMap<>();
    private final List<Run> runs = new ArrayList<>();
    /** What was found once already; another one of it is a copy. */
    private final Set<ByteBuffer> recognised = new HashSet<>();

    /** What was recorded; the leaf is null when nobody can say any more what it was. */
    record Expected(long position, byte[] hash, @Nullable Leaf leaf) {}

    /** What is there. */
    record Actual(long position, byte[] hash, Leaf leaf) {}

    /** Events that stand beside each other as they were recorded, elsewhere. */
    private static final class Run {
        final long first;
        final long shift;
        long length = 1;

        Run(long first, long shift) {
            this.first = first;
            this.shift = shift;
        }
    }

    void expected(Expected leaf) {
        Actual found = take(actual, leaf.hash());
        if (found == null) {
            expected.computeIfAbsent(ByteBuffer.wrap(leaf.hash()), h -> new ArrayDeque<>())
                    .add(leaf);
        } else {
            matched(leaf.hash(), found.position(), leaf.position());
        }
    }

    void actual(Actual event) {
        Expected recorded = take(expected, event.hash());
        if (recorded == null) {
            actual.computeIfAbsent(ByteBuffer.wrap(event.hash()), h -> new ArrayDeque<>())
                    .add(event);
        } else {
            matched(event.hash(), event.position(), recorded.position());
        }
    }

    private static <T> @Nullable T take(Map<ByteBuffer, Deque<T>> open, byte[] hash) {
        ByteBuffer key = ByteBuffer.wrap(hash);
        Deque<T> same = open.get(key);
        if (same == null) {
            return null;
        }
        T first = same.poll();
        if (same.isEmpty()) {
            open.remove(key);
        }
        return first;
    }

    private void matched(byte[] hash, long at, long recordedAt) {
        recognised.add(ByteBuffer.wrap(hash));
        long shift = at - recordedAt;
        if (shift == 0) {
            return;
        }
        Run run = growing.get(shift);
        if (run != null && run.first + run.length == at) {
            run.length++;
        } else {
            run = new Run(at, shift);
            growing.put(shift, run);
            runs.add(run);
        }
    }

    /** Whether something differed so far. */
    boolean hasDifferences() {
        return !expected.isEmpty() || !actual.isEmpty() || !recognised.isEmpty();
    }

    /** What was recorded and not found. */
    List<Expected> missing() {
        return all(expected.values(), Comparator.comparingLong(Expected::position));
    }

    private static <T> List<T> all(Collection<Deque<T>> open, Comparator<T> order) {
        return open.stream().flatMap(Collection::stream).sorted(order).toList();
    }

    /**
     * Names what differs.
     *
     * @param size positions beyond it have no leaf yet: what stands there alone is none of our business
     * @return number of events beyond the size that have no leaf
     */
    long name(long size, Consumer<Finding> findings) {
        List<Expected> lost = new ArrayList<>(missing());
        List<Actual> found = new ArrayList<>(all(actual.values(), Comparator.comparingLong(Actual::position)));
        Predicate<Actual> isNew = a -> a.position() > size && !recognised.contains(ByteBuffer.wrap(a.hash()));
        long beyond = found.stream().filter(isNew).count();
        found.removeIf(isNew);
        Map<String, Long> payloads = lost.stream()
                .filter(e -> e.leaf() != null)
                .collect(Collectors.toMap(
                        e -> hex(Objects.requireNonNull(e.leaf()).payload()),
                        Expected::position,
                        (first, second) -> first));
        pair(lost, found, Alignment::place, a -> name(a.leaf()), payloads, findings);
        pair(lost, found, e -> Long.toString(e.position()), a -> Long.toString(a.position()), payloads, findings);
        lost.forEach(e -> findings.accept(new Finding(
                What.MISSING,
                e.position(),
                place(e),
                "was recorded at position " + e.position() + " and is gone"
                        + (e.leaf() == null ? "; nobody can say any more what it was" : ""))));
        found.forEach(a -> findings.accept(new Finding(
                What.ADDED,
                a.position(),
                name(a.leaf()),
                "stands at position " + a.position() + " and was never recorded")));
        moved(lost, found, findings);
        return beyond;
    }

    /** Takes out what belongs together by a name, and says what differs. */
    private static void pair(
            List<Expected> lost,
            List<Actual> found,
            Function<Expected, @Nullable String> nameOfLost,
            Function<Actual, String> nameOfFound,
            Map<String, Long> payloads,
            Consumer<Finding> findings) {
        Set<Actual> paired = Collections.newSetFromMap(new IdentityHashMap<>());
        Map<String, Deque<Actual>> byName = new HashMap<>();
        found.forEach(a -> byName.computeIfAbsent(nameOfFound.apply(a), n -> new ArrayDeque<>())
                .add(a));
        lost.removeIf(e -> {
            String name = nameOfLost.apply(e);
            Deque<Actual> same = name == null ? null : byName.get(name);
            Actual instead = same == null ? null : same.poll();
            if (instead == null) {
                return false;
            }
            paired.add(instead);
            findings.accept(changed(e, instead, payloads));
            return true;
        });
        found.removeIf(paired::contains);
    }

    private static Finding changed(Expected was, Actual is, Map<String, Long> payloads) {
        String where = was.position() == is.position() ? "" : "recorded at position " + was.position() + "; ";
        Leaf before = was.leaf();
        if (before == null) {
            return new Finding(
                    What.CHANGED,
                    is.position(),
                    name(is.leaf()),
                    where + "is not what was recorded; the ledger's entry is gone too, so nobody can say what differs");
        }
        return new Finding(
                What.CHANGED,
                is.position(),
                name(before),
                where + "differs: " + String.join(", ", differences(before, is.leaf(), was.position(), payloads)));
    }

    private static List<String> differences(Leaf was, Leaf is, long position, Map<String, Long> payloads) {
        Map<String, Object[]> values = new LinkedHashMap<>();
        values.put("type", new Object[] {was.type(), is.type()});
        values.put("revision", new Object[] {was.revision(), is.revision()});
        values.put("stream type", new Object[] {was.streamType(), is.streamType()});
        values.put("stream", new Object[] {was.stream(), is.stream()});
        values.put("sequence", new Object[] {was.sequence(), is.sequence()});
        values.put("event id", new Object[] {was.eventId(), is.eventId()});
        values.put("recorded at", new Object[] {was.recordedAt(), is.recordedAt()});
        values.put("actor", new Object[] {was.actor(), is.actor()});
        List<String> differences = new ArrayList<>();
        values.forEach((name, pair) -> {
            if (!Objects.equals(pair[0], pair[1])) {
                differences.add(name + " (was " + pair[0] + ", is " + pair[1] + ")");
            }
        });
        if (!hex(was.payload()).equals(hex(is.payload()))) {
            Long owner = payloads.get(hex(is.payload()));
            differences.add(
                    "payload" + (owner == null || owner == position ? "" : " (it is that of position " + owner + ")"));
        }
        if (!hex(was.metadata()).equals(hex(is.metadata()))) {
            differences.add("metadata");
        }
        return differences;
    }

    /** Runs that stand elsewhere for another reason than what was added and taken away before them. */
    private void moved(List<Expected> lost, List<Actual> found, Consumer<Finding> findings) {
        TreeMap<Long, Integer> lostBefore =
                counted(lost.stream().map(Expected::position).toList());
        TreeMap<Long, Integer> addedBefore =
                counted(found.stream().map(Actual::position).toList());
        runs.stream().sorted(Comparator.comparingLong(r -> r.first)).forEach(run -> {
            long recorded = run.first - run.shift;
            long explained = before(addedBefore, run.first) - before(lostBefore, recorded);
            if (run.shift != explained) {
                findings.accept(new Finding(
                        What.MOVED,
                        run.first,
                        null,
                        run.length == 1
                                ? "the event at position " + run.first + " was recorded at " + recorded
                                : "the events at positions %d to %d were recorded at %d to %d"
                                        .formatted(
                                                run.first,
                                                run.first + run.length - 1,
                                                recorded,
                                                recorded + run.length - 1)));
            }
        });
    }

    private static TreeMap<Long, Integer> counted(List<Long> positions) {
        TreeMap<Long, Integer> counted = new TreeMap<>();
        int count = 0;
        for (long position : positions) {
            counted.put(position, ++count);
        }
        return counted;
    }

    private static long before(TreeMap<Long, Integer> counted, long position) {
        Map.Entry<Long, Integer> entry = counted.lowerEntry(position);
        return entry == null ? 0 : entry.getValue();
    }

    private static @Nullable String place(Expected expected) {
        return expected.leaf() == null ? null : name(expected.leaf());
    }

    /** How an event is named: {@code type stream/sequence}. */
    static String name(Leaf leaf) {
        return leaf.type() + " " + leaf.stream() + "/" + leaf.sequence();
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
