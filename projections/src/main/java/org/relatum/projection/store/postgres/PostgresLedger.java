package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.Leaves;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.ledger.Hasher;
import org.relatum.projection.ledger.Leaf;
import org.relatum.projection.ledger.StoredLog;
import org.relatum.projection.ledger.Tile;

/** Tiles, entries and checkpoints in PostgreSQL. Safe for concurrent use as far as its data source is. */
public final class PostgresLedger implements StoredLog {
    private static final String STRAYS = "select 0, " + PostgresEventLog.EVENT
            + " from log.events e where not exists (select from log.positions p where p.event_index = e.event_index)"
            + " and (e.xid, e.event_index) < (select l.xid, l.event_index from log.positions p join log.events l"
            + " using (event_index) order by p.position desc limit 1) order by e.xid, e.event_index limit 1000";

    private final DataSource database;

    public PostgresLedger(DataSource database) {
        this.database = database;
    }

    /**
     * How far the ledger is.
     *
     * @param size number of leaves
     * @param head last position of the log
     * @param behindSince when the first event was recorded that has a position and no leaf, null: there is none
     */
    public record Reached(long size, long head, @Nullable Instant behindSince) {}

    /** How far the ledger is. */
    public Reached reached() {
        try (Connection connection = database.getConnection()) {
            long size = size(connection);
            return new Sql("select coalesce((select max(position) from log.positions), 0)")
                    .add(
                            ", (select e.recorded_at from log.positions p join log.events e using (event_index)"
                                    + " where p.position = ?)",
                            size + 1)
                    .list(connection, row -> new Reached(size, row.getLong(1), RowReader.nullableInstant(row, 2)))
                    .getFirst();
        } catch (SQLException e) {
            throw PostgresEventLog.failure("read how far the ledger is", e);
        }
    }

    @Override
    public long size() {
        try (Connection connection = database.getConnection()) {
            return size(connection);
        } catch (SQLException e) {
            throw PostgresEventLog.failure("read the size of the ledger", e);
        }
    }

    static long size(Connection connection) throws SQLException {
        return new Sql("select first_leaf + leaves from ledger.entries order by first_leaf desc limit 1")
                .list(connection, row -> row.getLong(1)).stream().findFirst().orElse(0L);
    }

    @Override
    public long lastPosition() {
        return new Sql("select coalesce(max(position), 0) from log.positions")
                .list(database, "read the last position", row -> row.getLong(1))
                .getFirst();
    }

    @Override
    public Optional<String> checkpoint() {
        return new Sql("select note from ledger.checkpoints order by size desc limit 1")
                .list(database, "read the checkpoint", row -> row.getString(1)).stream()
                        .findFirst();
    }

    /** Checkpoints that witnesses cosigned or two keys signed, the newest first. */
    public List<String> keptCheckpoints(int limit) {
        return new Sql("select note from ledger.checkpoints where kept")
                .add(" order by size desc limit ?", limit)
                .list(database, "read checkpoints", row -> row.getString(1));
    }

    static Optional<String> checkpoint(Connection connection) throws SQLException {
        return new Sql("select note from ledger.checkpoints order by size desc limit 1")
                .list(connection, row -> row.getString(1)).stream().findFirst();
    }

    /** The checkpoint of a size, if it was kept. */
    public Optional<String> checkpointAt(long size) {
        return new Sql("select note from ledger.checkpoints")
                .add(" where size = ?", size).list(database, "read a checkpoint", row -> row.getString(1)).stream()
                        .findFirst();
    }

    /** Keeps a checkpoint for good. */
    public void keep(long size, String note, Instant now) {
        try (Connection connection = database.getConnection();
                PreparedStatement write = connection.prepareStatement(
                        "insert into ledger.checkpoints (size, note, signed_at, kept) values (?, ?, ?, true)"
                                + " on conflict (size) do update set note = excluded.note, kept = true")) {
            write.setLong(1, size);
            write.setString(2, note);
            write.setObject(3, now.atOffset(ZoneOffset.UTC));
            write.executeUpdate();
        } catch (SQLException e) {
            throw PostgresEventLog.failure("keep a checkpoint", e);
        }
    }

    /** The tile as far as it is stored. */
    @Override
    public byte[] read(Tile tile) {
        try (Connection connection = database.getConnection()) {
            return read(connection, tile);
        } catch (SQLException e) {
            throw PostgresEventLog.failure("read a tile", e);
        }
    }

    static byte[] read(Connection connection, Tile tile) throws SQLException {
        byte[] stored = new Sql("select hashes from ledger.tiles")
                        .add(" where level = ? and index = ?", tile.level(), tile.index())
                        .list(connection, row -> row.getBytes(1))
                        .stream()
                        .findFirst()
                        .orElse(new byte[0]);
        return Arrays.copyOf(stored, Math.min(stored.length, tile.width() * Hasher.BYTES));
    }

    @Override
    public List<byte[]> entries(long firstLeaf, int count) {
        List<byte[]> entries = new ArrayList<>();
        long end = firstLeaf + count;
        new Sql("select first_leaf, entries from ledger.entries")
                .add(
                        " where first_leaf >= coalesce((select max(first_leaf) from ledger.entries where first_leaf <="
                                + " ?), 0) and first_leaf < ? order by first_leaf",
                        firstLeaf,
                        end)
                .list(database, "read entries", row -> new Bundle(row.getLong(1), row.getBytes(2)))
                .forEach(bundle -> bundle.addTo(entries, firstLeaf, end));
        return entries;
    }

    /** A row of entries. */
    private record Bundle(long first, byte[] entries) {
        void addTo(List<byte[]> all, long from, long end) {
            List<byte[]> own;
            try {
                own = Leaf.unbundle(entries);
            } catch (IllegalArgumentException e) {
                return;
            }
            for (int i = 0; i < own.size(); i++) {
                long leaf = first + i;
                if (leaf >= from && leaf < end && leaf >= from + all.size()) {
                    while (from + all.size() < leaf) {
                        all.add(new byte[0]);
                    }
                    all.add(own.get(i));
                }
            }
        }
    }

    @Override
    public List<Placed> events(long from, long to) {
        Hasher hasher = new Hasher();
        return read(from, to, row -> new Placed(row.getLong(1), Leaves.of(PostgresEventLog.event(row), hasher)));
    }

    /** Events as they are stored, at some positions, both included. */
    public List<StoredEvent> stored(long from, long to) {
        return read(from, to, PostgresEventLog::event);
    }

    private <T> List<T> read(long from, long to, Sql.Row<T> reader) {
        return new Sql("select p.position, " + PostgresEventLog.EVENT + " from (select position, event_index")
                .add(" from log.positions where position between ? and ? order by position) p", from, to)
                .add(" join lateral (select * from log.events where event_index = p.event_index offset 0) e on true")
                .add(" order by p.position, p.event_index")
                .list(database, "read the log", reader);
    }

    /** The position of an event, if it has one. */
    public Optional<Long> position(UUID stream, long sequence) {
        return new Sql("select p.position from log.events e join log.positions p using (event_index)")
                        .add(" where e.stream = ? and e.sequence = ?", stream, sequence)
                        .list(database, "read a position", row -> row.getLong(1))
                        .stream()
                        .findFirst();
    }

    @Override
    public List<Leaf> strays() {
        Hasher hasher = new Hasher();
        return new Sql(STRAYS)
                .list(
                        database,
                        "look for events without a position",
                        row -> Leaves.of(PostgresEventLog.event(row), hasher));
    }

    /** Writes what a round added; nothing of it is there before the commit. */
    static void write(Connection connection, long firstLeaf, List<byte[]> entries, Map<Tile, byte[]> tiles)
            throws SQLException {
        if (!entries.isEmpty()) {
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into ledger.entries (first_leaf, leaves, entries) values (?, ?, ?)")) {
                insert.setLong(1, firstLeaf);
                insert.setInt(2, entries.size());
                insert.setBytes(3, Leaf.bundle(entries));
                insert.executeUpdate();
            }
        }
        try (PreparedStatement upsert =
                connection.prepareStatement("insert into ledger.tiles (level, index, hashes) values (?, ?, ?)"
                        + " on conflict (level, index) do update set hashes = excluded.hashes")) {
            for (Map.Entry<Tile, byte[]> tile : tiles.entrySet()) {
                upsert.setInt(1, tile.getKey().level());
                upsert.setLong(2, tile.getKey().index());
                upsert.setBytes(3, tile.getValue());
                upsert.addBatch();
            }
            upsert.executeBatch();
        }
    }
}
