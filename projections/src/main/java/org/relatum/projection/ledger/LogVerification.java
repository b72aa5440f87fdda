package org.relatum.projection.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.ledger.Finding.What;

/**
 * Holds a stored log against its own ledger, the signature of its newest checkpoint, and older checkpoints that somebody kept, and
 * names everything that differs. Reads the log once, in its order.
 *
 * <p>What it can't see: events beyond the newest checkpoint that was kept outside, when whoever changes them has the private key and
 * makes all hashes and signatures anew.
 */
public final class LogVerification {
    private static final int AT_ONCE = 16 * Tile.WIDTH;

    private final StoredLog log;
    private final List<NoteKey> keys;
    private final List<SignedNote> kept;
    private final Hasher hasher = new Hasher();
    private final Alignment alignment = new Alignment();
    private final List<Doubt> doubts = new ArrayList<>();
    private final List<Reference> references = new ArrayList<>();
    private final Map<Integer, Map.Entry<Tile, byte[]>> unfinished = new HashMap<>();
    private final List<Finding> ofTiles = new ArrayList<>();
    private long found;

    /**
     * @param keys public keys that may have signed checkpoints
     * @param kept older checkpoints that the operator could not change
     */
    public LogVerification(StoredLog log, List<NoteKey> keys, List<SignedNote> kept) {
        this.log = log;
        this.keys = List.copyOf(keys);
        this.kept = List.copyOf(kept);
    }

    /**
     * What was found out.
     *
     * @param events events that were read
     * @param size leaves that the newest checkpoint stands for
     * @param withoutLeaf events behind them: recorded, and not proven by anything yet
     * @param findings number of findings
     * @param root hash over all leaves, base64, as the newest checkpoint says; null: there is none
     */
    public record Result(
            long events,
            long size,
            long withoutLeaf,
            long findings,
            @Nullable String root) {}

    /** An entry that does not fit the hash of its tile. */
    private record Doubt(long position, byte[] ofTile, byte[] ofEntry, byte @Nullable [] ofEvent) {}

    /** A checkpoint, and what the stored hashes and the events come to at its size. */
    private static final class Reference {
        final Checkpoint checkpoint;
        final boolean newest;
        boolean byHashes;
        boolean byEvents;

        Reference(Checkpoint checkpoint, boolean newest) {
            this.checkpoint = checkpoint;
            this.newest = newest;
        }

        boolean isRootOf(Tree tree) {
            return Arrays.equals(checkpoint.rootHash(), tree.root());
        }
    }

    /**
     * Verifies everything.
     *
     * @param findings gets each finding
     * @param progress gets the number of positions that were read
     */
    public Result run(Consumer<Finding> findings, LongConsumer progress) {
        Consumer<Finding> sink = finding -> {
            found++;
            findings.accept(finding);
        };
        Checkpoint newest = newest(sink);
        kept.forEach(note -> older(note, newest, sink));
        references.sort(Comparator.comparingLong(r -> r.checkpoint.size()));
        long size = newest == null ? log.size() : newest.size();
        long events = compare(size, progress);
        long last = log.lastPosition();
        long beyond = 0;
        for (long from = size + 1; from <= last; from += AT_ONCE) {
            List<StoredLog.Placed> tail = log.events(from, Math.min(last, from + AT_ONCE - 1));
            for (StoredLog.Placed event : tail) {
                if (alignment.hasDifferences()) {
                    alignment.actual(new Alignment.Actual(
                            event.position(), hasher.leaf(event.leaf().bytes()), event.leaf()));
                } else {
                    beyond++;
                }
            }
            events += tail.size();
            progress.accept(Math.min(last, from + AT_ONCE - 1));
        }
        beyond += name(size, sink);
        log.strays()
                .forEach(leaf -> sink.accept(new Finding(
                        What.STRAY, 0, Alignment.name(leaf), "stands in the log before its end and has no position")));
        return new Result(events, size, beyond, found, newest == null ? null : newest.root());
    }

    private @Nullable Checkpoint newest(Consumer<Finding> sink) {
        String text = log.checkpoint().orElse(null);
        if (text == null) {
            if (log.size() > 0 || log.lastPosition() > 0) {
                sink.accept(new Finding(What.CHECKPOINT, 0, null, "the log has no checkpoint"));
            }
            return null;
        }
        try {
            SignedNote note = SignedNote.parse(text);
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            requireSigned(note, checkpoint, "the newest checkpoint", sink);
            references.add(new Reference(checkpoint, true));
            return checkpoint;
        } catch (IllegalArgumentException e) {
            sink.accept(
                    new Finding(What.CHECKPOINT, 0, null, "the newest checkpoint can't be read: " + e.getMessage()));
            return null;
        }
    }

    private void requireSigned(SignedNote note, Checkpoint checkpoint, String what, Consumer<Finding> sink) {
        if (!keys.isEmpty() && note.signedBy(keys).isEmpty()) {
            sink.accept(new Finding(
                    What.SIGNATURE,
                    0,
                    null,
                    what + " (" + checkpoint.size() + " events) is signed by none of the keys "
                            + String.join(", ", keys.stream().map(NoteKey::text).toList())));
        }
    }

    private void older(SignedNote note, @Nullable Checkpoint newest, Consumer<Finding> sink) {
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        requireSigned(note, checkpoint, "the checkpoint that was kept", sink);
        if (newest != null && !newest.origin().equals(checkpoint.origin())) {
            sink.accept(new Finding(
                    What.CHECKPOINT,
                    0,
                    null,
                    "the log calls itself " + newest.origin() + ", the checkpoint that was kept is of "
                            + checkpoint.origin()));
        }
        references.add(new Reference(checkpoint, false));
    }

    /** Reads everything that has a leaf. Returns the number of events. */
    private long compare(long size, LongConsumer progress) {
        Tree hashes = new Tree();
        Tree events = null;
        long count = 0;
        notice(hashes, null);
        for (long from = 0; from < size; from += AT_ONCE) {
            int leaves = (int) Math.min(AT_ONCE, size - from);
            byte[] @Nullable [] stored = hashes(from, leaves);
            List<byte[]> entries = log.entries(from, leaves);
            List<StoredLog.Placed> placed = log.events(from + 1, from + leaves);
            count += placed.size();
            int next = 0;
            for (int i = 0; i < leaves; i++) {
                long position = from + i + 1;
                byte[] entry = i < entries.size() && entries.get(i).length > 0 ? entries.get(i) : null;
                StoredLog.Placed event =
                        next < placed.size() && placed.get(next).position() == position ? placed.get(next++) : null;
                byte[] bytes = event == null ? null : event.leaf().bytes();
                byte[] hash = bytes == null ? null : hasher.leaf(bytes);
                byte[] ofEntry =
                        entry == null ? null : bytes != null && Arrays.equals(entry, bytes) ? hash : hasher.leaf(entry);
                byte[] ofTile = stored[i] != null ? stored[i] : ofEntry;
                if (entry == null) {
                    ofTiles.add(new Finding(What.ENTRY, position, null, "the ledger has no entry of it"));
                } else if (ofEntry != null && ofTile != null && !Arrays.equals(ofEntry, ofTile)) {
                    doubts.add(new Doubt(position, ofTile, ofEntry, hash));
                }
                boolean another = next < placed.size() && placed.get(next).position() == position;
                if (hash != null && Arrays.equals(hash, ofTile) && !another) {
                    hashes.append(hash);
                    if (events != null) {
                        events.append(hash);
                    }
                } else {
                    if (events == null) {
                        events = hashes.copy();
                    }
                    // Nobody knows any more: whatever stands there, roots will differ.
                    byte[] known = ofTile != null ? ofTile : hasher.empty();
                    hashes.append(known);
                    alignment.expected(new Alignment.Expected(position, known, leaf(entry, ofEntry, known)));
                    while (event != null) {
                        byte[] eventHash = hasher.leaf(event.leaf().bytes());
                        events.append(eventHash);
                        alignment.actual(new Alignment.Actual(position, eventHash, event.leaf()));
                        event = next < placed.size() && placed.get(next).position() == position
                                ? placed.get(next++)
                                : null;
                        notice(null, events);
                    }
                }
                notice(hashes, events == null ? hashes : events);
            }
            compareTiles(hashes);
            progress.accept(from + leaves);
        }
        unfinished.values().forEach(tile -> compareTile(tile.getKey(), tile.getValue()));
        return count;
    }

    private static @Nullable Leaf leaf(byte @Nullable [] entry, byte @Nullable [] ofEntry, byte[] known) {
        if (entry == null || !Arrays.equals(ofEntry, known)) {
            return null;
        }
        try {
            return Leaf.read(entry);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** Compares roots at the sizes of checkpoints. */
    private void notice(@Nullable Tree hashes, @Nullable Tree events) {
        for (Reference reference : references) {
            long size = reference.checkpoint.size();
            if (hashes != null && hashes.size() == size) {
                reference.byHashes = reference.isRootOf(hashes);
            }
            if (events != null && events.size() == size) {
                reference.byEvents = reference.isRootOf(events);
            } else if (events == null && size == 0) {
                reference.byEvents = reference.byHashes;
            }
        }
    }

    private byte[] @Nullable [] hashes(long from, int leaves) {
        byte[] @Nullable [] hashes = new byte[leaves][];
        for (int done = 0; done < leaves; done += Tile.WIDTH) {
            int width = Math.min(Tile.WIDTH, leaves - done);
            Tile tile = new Tile(0, (from + done) / Tile.WIDTH, width);
            byte[] stored = log.read(tile);
            for (int i = 0; i < width; i++) {
                hashes[done + i] = stored.length < (i + 1) * Hasher.BYTES
                        ? null
                        : Arrays.copyOfRange(stored, i * Hasher.BYTES, (i + 1) * Hasher.BYTES);
            }
            if (stored.length != width * Hasher.BYTES) {
                ofTiles.add(new Finding(
                        What.TILE,
                        0,
                        null,
                        tile.path() + " has " + stored.length / Hasher.BYTES + " of " + width + " hashes"));
            }
        }
        return hashes;
    }

    private void compareTiles(Tree hashes) {
        hashes.changedTiles().entrySet().stream()
                .filter(tile -> tile.getKey().level() > 0)
                .forEach(tile -> {
                    if (tile.getKey().width() == Tile.WIDTH) {
                        compareTile(tile.getKey(), tile.getValue());
                        unfinished.remove(tile.getKey().level());
                    } else {
                        unfinished.put(tile.getKey().level(), tile);
                    }
                });
    }

    private void compareTile(Tile tile, byte[] expected) {
        byte[] stored = log.read(tile);
        int at = Arrays.mismatch(expected, stored);
        if (at >= 0) {
            ofTiles.add(new Finding(
                    What.TILE,
                    0,
                    null,
                    stored.length < expected.length
                            ? tile.path() + " has " + stored.length / Hasher.BYTES + " of " + tile.width() + " hashes"
                            : "hash " + at / Hasher.BYTES + " of " + tile.path() + " is not that of the hashes below"));
        }
    }

    private long name(long size, Consumer<Finding> sink) {
        Reference newest = references.stream().filter(r -> r.newest).findFirst().orElse(null);
        long before = found;
        long beyond = 0;
        if (newest != null && newest.byEvents && !alignment.missing().isEmpty()) {
            // The events are those of the signed checkpoint: it is the hashes that are wrong.
            alignment
                    .missing()
                    .forEach(expected -> sink.accept(new Finding(
                            What.TILE,
                            expected.position(),
                            null,
                            "the hash of position " + expected.position() + " is not that of its event")));
            doubts.stream()
                    .filter(doubt -> !Arrays.equals(doubt.ofEntry(), doubt.ofEvent()))
                    .forEach(doubt -> sink.accept(entry(doubt)));
        } else {
            beyond = alignment.name(size, sink);
            doubts.forEach(doubt -> sink.accept(entry(doubt)));
        }
        ofTiles.forEach(sink);
        boolean named = found > before;
        long sound = 0;
        for (Reference reference : references) {
            Checkpoint checkpoint = reference.checkpoint;
            if (checkpoint.size() > size) {
                sink.accept(new Finding(
                        What.CUT_OFF,
                        size + 1,
                        null,
                        "the log ends at " + size + ", and had " + checkpoint.size()
                                + " events when the checkpoint that was kept was signed: positions " + (size + 1)
                                + " to "
                                + checkpoint.size() + " are gone"));
            } else if (reference.byEvents) {
                sound = checkpoint.size();
                if (!reference.byHashes && !named) {
                    sink.accept(new Finding(
                            What.TILE, 0, null, "the hashes do not lead to the checkpoint of " + checkpoint.size()));
                }
            } else if (!reference.byHashes || !named) {
                String whose = reference.newest ? "the newest checkpoint" : "the checkpoint that was kept";
                sink.accept(
                        named && reference.newest
                                ? new Finding(
                                        What.CHECKPOINT,
                                        0,
                                        null,
                                        "neither events nor hashes lead to " + whose + " of " + checkpoint.size()
                                                + " events")
                                : new Finding(
                                        What.REWRITTEN,
                                        sound + 1,
                                        null,
                                        "events at positions " + (sound + 1) + " to " + checkpoint.size()
                                                + " are not those that " + whose + " stands for"));
            }
        }
        return beyond;
    }

    private static Finding entry(Doubt doubt) {
        return new Finding(
                What.ENTRY, doubt.position(), null, "the ledger's entry of it does not fit the hash of its leaf");
    }
}
