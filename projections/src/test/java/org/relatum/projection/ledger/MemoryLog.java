package org.relatum.projection.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relatum.projection.engine.Leaves;
import org.relatum.projection.engine.StoredEvent;

/** A stored log and its ledger in memory, which anybody may change. */
final class MemoryLog implements StoredLog {
    static final String ORIGIN = "relatum/test";

    final List<StoredEvent> events;
    List<byte[]> entries = new ArrayList<>();
    Map<Long, byte[]> tiles = new HashMap<>();
    String checkpoint = "";

    MemoryLog(List<StoredEvent> events) {
        this.events = new ArrayList<>(events);
    }

    /** The same log, to be changed on its own. */
    MemoryLog copy() {
        MemoryLog copy = new MemoryLog(events);
        copy.entries = new ArrayList<>(entries);
        copy.tiles = new HashMap<>(tiles);
        copy.checkpoint = checkpoint;
        return copy;
    }

    /** Makes entries and tiles of the events that are there; returns what a checkpoint would say. */
    Checkpoint recompute() {
        Hasher hasher = new Hasher();
        Tree tree = new Tree();
        entries = new ArrayList<>();
        tiles = new HashMap<>();
        for (StoredEvent event : events) {
            byte[] entry = Leaves.of(event, hasher).bytes();
            entries.add(entry);
            tree.append(hasher.leaf(entry));
        }
        tree.changedTiles().forEach((tile, hashes) -> tiles.put(key(tile), hashes));
        return Checkpoint.of(ORIGIN, tree.size(), tree.root());
    }

    static SignedNote signed(Checkpoint checkpoint, NoteSigner signer) {
        return new SignedNote(checkpoint.text(), List.of(signer.sign(checkpoint.text())));
    }

    static long key(Tile tile) {
        return tile.level() * 1_000_000L + tile.index();
    }

    @Override
    public Optional<String> checkpoint() {
        return Optional.of(checkpoint).filter(note -> !note.isEmpty());
    }

    @Override
    public long size() {
        return entries.size();
    }

    @Override
    public long lastPosition() {
        return events.stream().mapToLong(StoredEvent::position).max().orElse(0);
    }

    @Override
    public byte[] read(Tile tile) {
        byte[] stored = tiles.getOrDefault(key(tile), new byte[0]);
        return Arrays.copyOf(stored, Math.min(stored.length, tile.width() * Hasher.BYTES));
    }

    @Override
    public List<byte[]> entries(long firstLeaf, int count) {
        int from = (int) Math.min(firstLeaf, entries.size());
        return entries.subList(from, Math.min(entries.size(), from + count));
    }

    @Override
    public List<Placed> events(long from, long to) {
        Hasher hasher = new Hasher();
        return events.stream()
                .filter(e -> e.position() >= from && e.position() <= to)
                .map(e -> new Placed(e.position(), Leaves.of(e, hasher)))
                .toList();
    }

    @Override
    public List<Leaf> strays() {
        return List.of();
    }
}
