package org.relatum.server.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyOut;
import org.relatum.projection.ledger.Checkpoint;
import org.relatum.projection.ledger.SignedNote;
import org.relatum.projection.store.LedgerKeys;
import org.relatum.server.Migrations;
import org.relatum.server.postgres.Database;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * Takes a backup while the service works.
 *
 * <p>Invariant: it holds exactly the events that the checkpoint in it stands for, in their order, and that checkpoint: one snapshot of the
 * database, of which a round of the ledger is in as a whole or not at all. What was acknowledged before it was asked for is in it.
 */
public final class Backup {
    static final String FORMAT = "relatum-backup";

    /** How long the ledger may stand still before nobody waits for it any longer. */
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final long POLL_MILLIS = 100;

    private final Database database;
    private final Path keys;
    private final Path ledgerKey;

    /**
     * @param keys the directory of keys
     * @param ledgerKey the file with the ledger's key, which signs what the backup lists; there or elsewhere
     */
    public Backup(Database database, Path keys, Path ledgerKey) {
        this.database = database;
        this.keys = keys;
        this.ledgerKey = ledgerKey;
    }

    /**
     * What was taken.
     *
     * @param position the last event that is in it
     * @param root hash over all its events, base64
     * @param later events that were recorded by then and are not in it, because nothing proves them yet
     */
    public record Taken(UUID store, Instant madeAt, long position, String root, long later) {}

    /** Hears how far it is. */
    @FunctionalInterface
    public interface Progress {
        void at(long done, long total);
    }

    /**
     * Writes a backup.
     *
     * @param file is there as a whole or not at all; one that is there is replaced
     * @param secrets where the keys are copied to, after the database; null: they are not
     * @param asFarAsProven not to wait for the ledger: events that it does not have are left out
     * @throws BackupException when it can't be taken
     */
    public Taken take(Path file, @Nullable Path secrets, boolean asFarAsProven, Progress progress)
            throws InterruptedException {
        int migration = Migrations.versionOf(database);
        try (Connection connection = database.connect()) {
            if (migration == 0) {
                throw new BackupException("there is no store in " + database);
            }
            if (!asFarAsProven) {
                awaitProof(connection);
            }
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            connection.setReadOnly(true);
            try (Statement sql = connection.createStatement()) {
                // Instants are written in one form, whatever the login's settings are.
                sql.execute("set local timezone to 'UTC'");
            }
            UUID store = UUID.fromString(text(connection, "select store::text from control.store"));
            String note = text(connection, "select note from ledger.checkpoints order by size desc limit 1");
            requireOwnKeys(note);
            Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(note).text());
            Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            ObjectNode manifest = JsonMapper.shared()
                    .createObjectNode()
                    .put("store", store.toString())
                    .put("madeAt", now.toString())
                    .put("migration", migration)
                    .put("position", checkpoint.size())
                    .put("root", checkpoint.root())
                    .put("checkpoint", note);
            long later = number(connection, "select count(*) from log.positions where position > " + checkpoint.size());
            write(connection, file, manifest, checkpoint, progress);
            connection.rollback();
            if (secrets != null) {
                Secrets.write(keys, ledgerKey, secrets, store, checkpoint.size(), now);
            }
            return new Taken(store, now, checkpoint.size(), checkpoint.root(), later);
        } catch (SQLException e) {
            throw new BackupException("the database " + database + " can't be read: " + e.getMessage(), e);
        }
    }

    private void write(Connection connection, Path file, ObjectNode manifest, Checkpoint checkpoint, Progress progress)
            throws SQLException {
        Map<String, BackupFile.Source> files = new LinkedHashMap<>();
        Map<String, ObjectNode> details = new LinkedHashMap<>();
        for (String table : Content.HELD) {
            List<String> columns = columns(connection, table);
            ObjectNode detail = JsonMapper.shared().createObjectNode();
            columns.forEach(detail.putArray("columns")::add);
            details.put(table, detail);
            boolean events = table.equals(Content.EVENTS);
            String copy = "copy (" + Content.query(table, columns, checkpoint.size()) + ") to stdout binary";
            files.put(
                    table,
                    out -> copyOut(
                            connection, copy, out, events ? checkpoint.size() : 0, events ? progress : (d, t) -> {}));
        }
        BackupFile.write(file, FORMAT, manifest, files, details, digest -> sign(checkpoint, digest));
    }

    private static void copyOut(Connection connection, String copy, OutputStream out, long total, Progress progress)
            throws IOException {
        try {
            CopyOut rows = connection.unwrap(PGConnection.class).getCopyAPI().copyOut(copy);
            long done = 0;
            for (byte[] row = rows.readFromCopy(); row != null; row = rows.readFromCopy()) {
                out.write(row);
                // The last message is the end, not a row.
                if (done < total) {
                    progress.at(++done, total);
                }
            }
        } catch (SQLException e) {
            throw new BackupException("the database can't be read: " + e.getMessage(), e);
        }
    }

    /** What is signed with the ledger's key: that a list of files with this digest was made as a backup of the log. */
    static String signed(String origin, String digest) {
        return "backup of " + origin + "\n" + digest + "\n";
    }

    private String sign(Checkpoint checkpoint, String digest) {
        String text = signed(checkpoint.origin(), digest);
        return new SignedNote(
                        text,
                        LedgerKeys.open(ledgerKey, checkpoint.origin()).signers().stream()
                                .map(signer -> signer.sign(text))
                                .toList())
                .note();
    }

    private void requireOwnKeys(String note) {
        try {
            if (!SignedNote.parse(note)
                    .signedBy(LedgerKeys.publicKeys(ledgerKey))
                    .isEmpty()) {
                return;
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new BackupException(ledgerKey + " can't be read: " + e.getMessage(), e);
        }
        throw new BackupException("the keys in " + ledgerKey + " are not those of the store in this database, and sign"
                + " no backup of it; --data-dir names the directory that is used with it, --ledger-key the file where"
                + " that is elsewhere");
    }

    /** Waits until everything that was recorded by now is in the ledger. */
    private static void awaitProof(Connection connection) throws SQLException, InterruptedException {
        long last = number(connection, "select coalesce(max(event_index), 0) from log.events");
        long head = -1;
        long before = -1;
        long since = System.nanoTime();
        while (true) {
            if (head < 0 && !isUnsequenced(connection, last)) {
                head = number(connection, "select coalesce(max(position), 0) from log.positions");
            }
            long size = number(connection, "select coalesce(max(size), -1) from ledger.checkpoints");
            if (head >= 0 && size >= head) {
                return;
            }
            if (size > before) {
                before = size;
                since = System.nanoTime();
            }
            if (System.nanoTime() - since > PATIENCE.toNanos()) {
                throw new BackupException(
                        (size < 0 ? "the log has no checkpoint" : "the ledger stands still at " + size)
                                + " while there are later events: relatum status says why. (--as-far-as-proven takes a"
                                + " backup of what the ledger has.)");
            }
            Thread.sleep(POLL_MILLIS);
        }
    }

    private static boolean isUnsequenced(Connection connection, long last) throws SQLException {
        return number(
                        connection,
                        "select count(*) from (select from log.events e where (e.xid, e.event_index) >"
                                + " (coalesce((select l.xid from log.positions p join log.events l using (event_index)"
                                + " order by p.position desc limit 1), '0'::xid8), coalesce((select p.event_index from"
                                + " log.positions p order by p.position desc limit 1), 0)) and e.event_index <= "
                                + last + " limit 1) one")
                > 0;
    }

    private static List<String> columns(Connection connection, String table) throws SQLException {
        List<String> columns = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select attname from pg_attribute where attrelid = ?::regclass and attnum > 0 and not attisdropped"
                        + " order by attnum")) {
            query.setString(1, table);
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    columns.add(row.getString(1));
                }
            }
        }
        columns.removeAll(Content.MADE_ANEW.getOrDefault(table, List.of()));
        return columns;
    }

    private static String text(Connection connection, String query) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            if (!row.next()) {
                throw new BackupException("the log has no checkpoint yet: nothing proves what a backup would hold");
            }
            return row.getString(1);
        }
    }

    private static long number(Connection connection, String query) throws SQLException {
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery(query)) {
            row.next();
            return row.getLong(1);
        }
    }
}
