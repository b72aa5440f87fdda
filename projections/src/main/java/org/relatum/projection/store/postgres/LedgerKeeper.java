package org.relatum.projection.store.postgres;

import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.Leaves;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.ledger.Checkpoint;
import org.relatum.projection.ledger.Hasher;
import org.relatum.projection.ledger.NoteSigner;
import org.relatum.projection.ledger.SignedNote;
import org.relatum.projection.ledger.Tile;
import org.relatum.projection.ledger.Tree;
import org.relatum.projection.store.LedgerKeys;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds a leaf for every event that has a position, a few times a second, and signs a checkpoint each time. Commands never wait for
 * it, and when it stops they go on.
 *
 * <p>Invariant: leaf n is the event at position n + 1, for ever, and no checkpoint is signed that contradicts an earlier one. Leaves, tiles
 * and checkpoint of a round are one transaction under a lease. Like positions they are a function of the events, which are on disk: a tail lost in a crash
 * is written again as it was. Whoever takes the lease first makes sure that the tiles lead to the last checkpoint, that one of its own keys signed
 * that, and that the last leaf is still the event of its position; otherwise it signs nothing and says so.
 */
public final class LedgerKeeper implements AutoCloseable {
    /** The lease of whoever writes the ledger. */
    static final String LEASE = "ledger";

    private static final Logger log = LoggerFactory.getLogger(LedgerKeeper.class);
    private static final int AT_ONCE = 5_000;
    /** Between two rounds: often enough for a lag below a second, rarely enough that commands don't feel it. */
    private static final Duration PACE = Duration.ofMillis(250);

    private static final Duration WAIT = Duration.ofSeconds(1);
    private static final Duration RETRY = Duration.ofSeconds(10);
    private static final Duration ROTATION = Duration.ofSeconds(10);

    private final DataSource database;
    private final EventLog events;
    private final LedgerKeys keys;
    private final Clock clock;
    private final Thread thread;
    private volatile @Nullable CompletableFuture<Void> rotation;
    private volatile @Nullable String failure;
    private volatile boolean keeping;
    private volatile boolean stopping;

    public LedgerKeeper(DataSource database, EventLog events, LedgerKeys keys, Clock clock) {
        this.database = database;
        this.events = events;
        this.keys = keys;
        this.clock = clock;
        this.thread = Thread.ofPlatform().name("ledger").unstarted(this::run);
    }

    public void start() {
        thread.start();
    }

    /** Why nothing is added, null: it is, here or on another node. */
    public @Nullable String failure() {
        return failure;
    }

    /** The keys that sign here. */
    public LedgerKeys keys() {
        return keys;
    }

    /**
     * Takes a new key into use and waits for the checkpoint that the old and the new one sign.
     *
     * @return whether it was done; not where another node keeps the ledger, or nobody can
     * @throws UncheckedIOException when the file of the keys can't be written; nothing changed then
     */
    public boolean rotateKey() throws InterruptedException {
        CompletableFuture<Void> asked = new CompletableFuture<>();
        synchronized (this) {
            if (!keeping || rotation != null) {
                return false;
            }
            rotation = asked;
        }
        try {
            asked.get(ROTATION.toSeconds(), TimeUnit.SECONDS);
            return true;
        } catch (ExecutionException e) {
            throw e.getCause() instanceof UncheckedIOException cause ? cause : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            return false;
        } finally {
            rotation = null;
        }
    }

    private void run() {
        while (!stopping) {
            try {
                Optional<Lease> lease = Lease.tryTake(database, LEASE);
                if (lease.isPresent()) {
                    try (Lease held = lease.get()) {
                        new Keeping(held.connection()).run();
                    }
                } else {
                    failure = null;
                    Thread.sleep(WAIT);
                }
            } catch (InterruptedException e) {
                return;
            } catch (SQLException | RuntimeException e) {
                if (stopping) {
                    return;
                }
                if (failure == null) {
                    log.error("the ledger is not kept", e);
                }
                failure = e.getMessage() == null ? e.toString() : e.getMessage();
                pause();
            } finally {
                keeping = false;
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(RETRY);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** All that is done under one lease. */
    private final class Keeping {
        private final Connection connection;
        private final Hasher hasher = new Hasher();
        private final Tree tree;
        private @Nullable Checkpoint last;
        private Instant lastSigned = Instant.EPOCH;

        Keeping(Connection connection) throws SQLException {
            this.connection = connection;
            long size = PostgresLedger.size(connection);
            this.tree = Tree.of(size, this::tile);
            String note = PostgresLedger.checkpoint(connection).orElse(null);
            if (note != null) {
                last = requireOwn(SignedNote.parse(note));
            } else if (size > 0) {
                throw broken("its checkpoints are gone");
            }
            requireLastLeaf(size);
            connection.commit();
        }

        private byte[] tile(Tile tile) {
            try {
                byte[] hashes = PostgresLedger.read(connection, tile);
                if (hashes.length < tile.width() * Hasher.BYTES) {
                    throw broken(tile.path() + " is not whole");
                }
                return hashes;
            } catch (SQLException e) {
                throw PostgresEventLog.failure("read a tile", e);
            }
        }

        private Checkpoint requireOwn(SignedNote note) {
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            if (!checkpoint.equals(Checkpoint.of(keys.origin(), tree.size(), tree.root()))) {
                throw broken("its tiles do not lead to its last checkpoint");
            }
            if (note.signedBy(keys.publicKeys()).isEmpty()) {
                throw broken("none of the keys that are here signed its last checkpoint");
            }
            return checkpoint;
        }

        private void requireLastLeaf(long size) throws SQLException {
            if (size > 0) {
                List<StoredEvent> event = events.read(size - 1, 1);
                int width = (int) ((size - 1) % Tile.WIDTH) + 1;
                byte[] hashes = PostgresLedger.read(connection, new Tile(0, (size - 1) / Tile.WIDTH, width));
                if (event.isEmpty()
                        || event.getFirst().position() != size
                        || !Arrays.equals(
                                hasher.leaf(Leaves.of(event.getFirst(), hasher).bytes()),
                                Arrays.copyOfRange(hashes, (width - 1) * Hasher.BYTES, hashes.length))) {
                    throw broken("the event at position " + size + " is not the one it has a leaf of");
                }
            }
        }

        private IllegalStateException broken(String what) {
            return new IllegalStateException("the ledger is not what it was: " + what
                    + "; nothing is added to it (relatum verify names what differs)");
        }

        void run() throws SQLException, InterruptedException {
            failure = null;
            keeping = true;
            while (!stopping) {
                long began = System.nanoTime();
                List<StoredEvent> found = events.read(tree.size(), AT_ONCE);
                CompletableFuture<Void> asked = rotation;
                if (asked != null && !asked.isDone()) {
                    rotate(asked);
                }
                boolean handover = keys.signers().size() > 1;
                if (!found.isEmpty() || handover || last == null) {
                    add(found);
                }
                if (handover) {
                    handOver();
                }
                if (asked != null) {
                    asked.complete(null);
                }
                if (found.size() < AT_ONCE) {
                    long left = PACE.toNanos() - (System.nanoTime() - began);
                    TimeUnit.NANOSECONDS.sleep(Math.max(left, PACE.toNanos() / 4));
                    if (rotation == null) {
                        events.awaitBeyond(tree.size(), WAIT);
                    }
                }
            }
        }

        /** The ledger goes on with the key it has when there can be no other. */
        private void rotate(CompletableFuture<Void> asked) {
            try {
                if (keys.signers().size() == 1) {
                    keys.rotate();
                }
            } catch (UncheckedIOException e) {
                log.warn("the ledger's key is not changed: its file can't be written", e);
                asked.completeExceptionally(e);
            }
        }

        private void handOver() {
            try {
                keys.handedOver();
            } catch (UncheckedIOException e) {
                log.warn(
                        "a checkpoint is signed by the ledger's key and the one before it, whose private half stays in"
                                + " the file, which can't be written: take its second line out",
                        e);
            }
        }

        private void add(List<StoredEvent> found) throws SQLException {
            long first = tree.size();
            List<byte[]> entries = new ArrayList<>(found.size());
            for (StoredEvent event : found) {
                if (event.position() != first + entries.size() + 1) {
                    throw new IllegalStateException("position " + (first + entries.size() + 1) + " has no event");
                }
                byte[] entry = Leaves.of(event, hasher).bytes();
                entries.add(entry);
                tree.append(hasher.leaf(entry));
            }
            Checkpoint checkpoint = Checkpoint.of(keys.origin(), tree.size(), tree.root());
            List<NoteSigner> signers = keys.signers();
            SignedNote note = new SignedNote(
                    checkpoint.text(),
                    signers.stream()
                            .map(signer -> signer.sign(checkpoint.text()))
                            .toList());
            Instant now = clock.instant();
            if (signers.size() > 1) {
                // The private half of the old key is destroyed after this: it can't be signed again.
                try (Statement statement = connection.createStatement()) {
                    statement.execute("set local synchronous_commit = on");
                }
            }
            PostgresLedger.write(connection, first, entries, tree.changedTiles());
            keep(checkpoint, note, now, signers.size() > 1);
            connection.commit();
            last = checkpoint;
            lastSigned = now;
        }

        /** Of the checkpoints of an hour the last stays, and those that are kept. */
        private void keep(Checkpoint checkpoint, SignedNote note, Instant now, boolean kept) throws SQLException {
            Checkpoint before = last;
            if (before != null
                    && before.size() < checkpoint.size()
                    && lastSigned.truncatedTo(ChronoUnit.HOURS).equals(now.truncatedTo(ChronoUnit.HOURS))) {
                try (PreparedStatement delete =
                        connection.prepareStatement("delete from ledger.checkpoints where size = ? and not kept")) {
                    delete.setLong(1, before.size());
                    delete.executeUpdate();
                }
            }
            SignedNote signed = before != null && before.size() == checkpoint.size()
                    ? note.with(SignedNote.parse(
                                    PostgresLedger.checkpoint(connection).orElseThrow())
                            .lines())
                    : note;
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into ledger.checkpoints (size, note, signed_at, kept) values (?, ?, ?, ?) on conflict"
                            + " (size) do update set note = excluded.note, kept = excluded.kept or checkpoints.kept")) {
                insert.setLong(1, checkpoint.size());
                insert.setString(2, signed.note());
                insert.setObject(3, now.atOffset(ZoneOffset.UTC));
                insert.setBoolean(4, kept);
                insert.executeUpdate();
            }
        }
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            if (thread.isAlive()) {
                thread.join(Duration.ofSeconds(10));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
