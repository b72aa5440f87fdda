package org.relatum.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.relatum.events.wire.EventCodec;
import org.relatum.events.wire.EventType;
import org.relatum.events.wire.EventTypes;
import org.relatum.projection.engine.Leaves;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.ledger.Checkpoint;
import org.relatum.projection.ledger.Hasher;
import org.relatum.projection.ledger.Leaf;
import org.relatum.projection.ledger.LogVerification;
import org.relatum.projection.ledger.NoteKey;
import org.relatum.projection.ledger.NoteSigner;
import org.relatum.projection.ledger.SignedNote;
import org.relatum.projection.ledger.StoredLog;
import org.relatum.projection.ledger.Tile;
import org.relatum.projection.ledger.Tree;

/** How many stored events a second are verified by one core: hashed, held against entries, hashes, tiles and the signed checkpoint. */
final class Verifying implements StoredLog {
    private static final String ORIGIN = "relatum/benchmark";

    private final List<StoredEvent> events = new ArrayList<>();
    private final List<byte[]> entries = new ArrayList<>();
    private final Map<List<Long>, byte[]> tiles = new HashMap<>();
    private final NoteKey key;
    private final String checkpoint;

    /** A workload in memory, and its ledger. */
    Verifying(int customers, int count, long seed) {
        EventCodec codec = BenchmarkDatabase.codecOfItsOwn();
        Workload workload = new Workload(seed, customers, count);
        Hasher hasher = new Hasher();
        Tree tree = new Tree();
        byte[] metadata = "{\"actor\":\"benchmark\",\"channel\":\"web\"}".getBytes(StandardCharsets.UTF_8);
        while (workload.hasNext()) {
            Workload.Entry entry = workload.next();
            EventType type = EventTypes.of(entry.event());
            StoredEvent event = new StoredEvent(
                    events.size() + 1L,
                    "customer",
                    entry.stream(),
                    entry.sequence(),
                    entry.eventId(),
                    type.name(),
                    type.revision(),
                    entry.recordedAt(),
                    codec.encode(entry.stream(), entry.event()),
                    metadata);
            events.add(event);
            entries.add(Leaves.of(event, hasher).bytes());
            tree.append(hasher.leaf(entries.getLast()));
        }
        tree.changedTiles().forEach((tile, hashes) -> tiles.put(List.of((long) tile.level(), tile.index()), hashes));
        NoteSigner signer = NoteSigner.generate(ORIGIN, NoteKey.LOG, new SecureRandom());
        String text = Checkpoint.of(ORIGIN, tree.size(), tree.root()).text();
        this.key = signer.key();
        this.checkpoint = new SignedNote(text, List.of(signer.sign(text))).note();
    }

    /** Verifies everything once. By the thread's own time on a core, whatever else the machine does. */
    double eventsPerSecond() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long start = threads.getCurrentThreadCpuTime();
        LogVerification.Result result = new LogVerification(this, List.of(key), List.of())
                .run(
                        finding -> {
                            throw new IllegalStateException(finding.toString());
                        },
                        done -> {});
        return result.events() / ((threads.getCurrentThreadCpuTime() - start) / 1e9);
    }

    /** Bytes of payloads and metadata of an event, on average. */
    double bytes() {
        return events.stream()
                .mapToInt(e -> e.payload().length + e.metadata().length)
                .average()
                .orElse(0);
    }

    @Override
    public Optional<String> checkpoint() {
        return Optional.of(checkpoint);
    }

    @Override
    public long size() {
        return entries.size();
    }

    @Override
    public long lastPosition() {
        return events.size();
    }

    @Override
    public byte[] read(Tile tile) {
        return Arrays.copyOf(tiles.get(List.of((long) tile.level(), tile.index())), tile.width() * Hasher.BYTES);
    }

    @Override
    public List<byte[]> entries(long firstLeaf, int count) {
        return entries.subList((int) firstLeaf, (int) firstLeaf + count);
    }

    @Override
    public List<Placed> events(long from, long to) {
        Hasher hasher = new Hasher();
        return events.subList((int) from - 1, (int) to).stream()
                .map(event -> new Placed(event.position(), Leaves.of(event, hasher)))
                .toList();
    }

    @Override
    public List<Leaf> strays() {
        return List.of();
    }
}
