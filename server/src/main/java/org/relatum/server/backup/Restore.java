package org.relatum.server.backup;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.OwnersFile;
import org.relatum.projection.ledger.Finding;
import org.relatum.projection.ledger.LogVerification;
import org.relatum.projection.ledger.NoteKey;
import org.relatum.projection.ledger.SignedNote;
import org.relatum.projection.store.LedgerKeys;
import org.relatum.projection.store.postgres.PostgresLedger;
import org.relatum.server.DataDirectory;
import org.relatum.server.Migrations;
import org.relatum.server.RelatumService;
import org.relatum.server.UnfinishedRestore;
import org.relatum.server.access.AdminKey;
import org.relatum.server.postgres.Database;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/**
 * Restores a backup and proves it before it is put where a service would find it.
 *
 * <p>Invariant: what is put in place is, event for event, what the backup's signed checkpoint stands for. Until that is proven nothing looks
 * whole: a data directory is made beside the one that was named and gets its name last, a database has the mark of
 * {@link UnfinishedRestore}, with which no service starts, until its keys are in place, too. Data that are there are only replaced when that
 * was asked for, and then set aside; nobody works on them from the first look at their register of erasures on.
 */
public final class Restore {
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);
    /** Between the name of a directory and the time it was set aside at. */
    private static final String SET_ASIDE = ".replaced-";

    private static final int CHUNK = 1 << 16;
    private static final String SCHEMAS = "control, log, ledger, read, bi, build";

    /**
     * What is wanted.
     *
     * @param file the backup
     * @param dataDirectory becomes a data directory
     * @param database an empty PostgreSQL to restore into; null: an embedded one in the data directory
     * @param keys a copy of the keys, or a directory of keys; null: those that the data directory has
     * @param replace whether data that are there may be set aside
     * @param trusted public keys of the log besides those among the restored keys
     * @param kept checkpoints that were held elsewhere
     * @param erasures registers of erasures that were kept elsewhere
     * @param revokeAccessKeys whether no access key of the backup opens anything any more
     */
    public record Wanted(
            Path file,
            Path dataDirectory,
            @Nullable Database database,
            @Nullable Path keys,
            boolean replace,
            List<NoteKey> trusted,
            List<SignedNote> kept,
            List<Path> erasures,
            boolean revokeAccessKeys) {}

    /**
     * What was restored.
     *
     * @param position the last event
     * @param root hash over all events, base64
     * @param setAside where the data are that were there before; null: there were none
     * @param remarks what is to be known about it
     */
    public record Restored(
            UUID store,
            Instant madeAt,
            long position,
            String root,
            @Nullable Path setAside,
            List<String> remarks) {}

    /** Hears how far it is. */
    @FunctionalInterface
    public interface Progress {
        /**
         * @param what is counted
         */
        void at(String what, long done, long total);
    }

    private final Wanted wanted;
    private final Progress progress;
    private final Path directory;
    private final List<String> remarks = new ArrayList<>();

    public Restore(Wanted wanted, Progress progress) {
        this.wanted = wanted;
        this.progress = progress;
        this.directory = wanted.dataDirectory().toAbsolutePath().normalize();
    }

    /**
     * Restores.
     *
     * @throws BackupException when the backup is not what was signed, or there is no place for it; nothing is put in place then
     */
    public Restored run() {
        try (BackupFile backup = BackupFile.open(wanted.file(), Backup.FORMAT)) {
            UUID store;
            Instant madeAt;
            try {
                store = UUID.fromString(backup.manifest().path("store").asString(""));
                madeAt = Instant.parse(backup.manifest().path("madeAt").asString(""));
            } catch (RuntimeException e) {
                throw new BackupException(wanted.file() + " is damaged: it names no store, or no time", e);
            }
            long position = backup.manifest().path("position").asLong();
            Path keys = keys();
            boolean keysStay = wanted.database() != null && keys.equals(directory.resolve("keys"));
            if (!keysStay) {
                requirePlace(store);
            }
            try (@Nullable DataDirectory held = hold()) {
                Path working = directory.resolveSibling(directory.getFileName() + ".restoring");
                clear(working);
                try {
                    Files.createDirectories(working);
                    Path restoredKeys = Files.createDirectory(
                            working.resolve("keys"),
                            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
                    OwnersFile.forceName(restoredKeys);
                    remarks.addAll(Secrets.copy(keys, restoredKeys, store, position));
                    keepErasures(restoredKeys, store);
                    Path setAside = restore(
                            backup,
                            working,
                            restoredKeys,
                            () -> keysStay ? keepErasuresHere(restoredKeys) : putInPlace(working, held));
                    return new Restored(
                            store,
                            madeAt,
                            position,
                            backup.manifest().path("root").asString(""),
                            setAside,
                            List.copyOf(remarks));
                } finally {
                    clear(working);
                }
            }
        } catch (IOException e) {
            throw new BackupException(directory + " can't be written: " + e, e);
        }
    }

    // ---- places

    private Path keys() {
        Path keys = wanted.keys();
        if (keys != null) {
            return keys;
        }
        if (!Files.exists(directory.resolve("keys").resolve(LedgerKeys.FILE))) {
            throw new BackupException("a backup holds no keys, and " + directory
                    + " has none: --keys names the file that" + " relatum backup --keys wrote, or a directory of keys");
        }
        return directory.resolve("keys");
    }

    private void requirePlace(UUID store) throws IOException {
        if (Files.exists(directory) && !isEmpty(directory) && !wanted.replace() && !isUnfinished(store)) {
            throw new BackupException(
                    directory + " holds data: restore into another directory, or set them aside with --replace");
        }
    }

    /** Whether the directory is what a restore put there that was killed before it took the mark from the database. */
    private boolean isUnfinished(UUID store) {
        Database named = wanted.database();
        if (named == null || !store.equals(Secrets.storeOf(directory.resolve("keys")))) {
            return false;
        }
        try (Connection connection = named.connect()) {
            return UnfinishedRestore.isIn(connection);
        } catch (SQLException e) {
            throw new BackupException("no connection to " + named + ": " + e.getMessage(), e);
        }
    }

    /**
     * Holds the data that are there, so that nobody is erased from them between reading their register and setting them aside.
     *
     * @return null: there are none
     * @throws org.relatum.server.StartupException when a service runs on them
     */
    private @Nullable DataDirectory hold() throws IOException {
        if (!Files.exists(directory) || isEmpty(directory)) {
            return null;
        }
        RelatumService.stopLeftBehind(directory);
        return DataDirectory.take(directory);
    }

    /** What was erased since the keys were copied stays erased: the service carries it out again at its next start. */
    private void keepErasures(Path keys, UUID store) throws IOException {
        ErasureRegister register = ErasureRegister.open(keys.resolve(ErasureRegister.FILE));
        List<Path> others = new ArrayList<>(wanted.erasures());
        for (Path before : thereBefore()) {
            Path itsKeys = before.resolve("keys");
            Path its = itsKeys.resolve(ErasureRegister.FILE);
            if (Files.exists(its)) {
                UUID itsStore = Secrets.storeOf(itsKeys);
                if (itsStore == null || itsStore.equals(store)) {
                    others.add(its);
                }
            }
        }
        for (Path other : others) {
            try {
                register.include(other);
            } catch (IOException e) {
                throw new BackupException("the register of erasures " + other + " can't be read: " + e.getMessage(), e);
            }
        }
    }

    /** The directory, and what was set aside from its name: after a kill in the middle of that the newest register is there. */
    private List<Path> thereBefore() throws IOException {
        List<Path> before = new ArrayList<>(List.of(directory));
        Path parent = directory.getParent();
        if (parent != null && Files.isDirectory(parent)) {
            try (Stream<Path> siblings = Files.list(parent)) {
                String setAside = directory.getFileName() + SET_ASIDE;
                siblings.filter(sibling -> sibling.getFileName().toString().startsWith(setAside))
                        .sorted()
                        .forEach(before::add);
            }
        }
        return before;
    }

    /** Where the keys stay as they are, only their register learns something; a key that was revoked must not be the administrator's. */
    private @Nullable Path keepErasuresHere(Path restoredKeys) {
        try {
            if (wanted.revokeAccessKeys()) {
                AdminKey.forget(directory);
            }
            ErasureRegister.open(directory.resolve("keys").resolve(ErasureRegister.FILE))
                    .include(restoredKeys.resolve(ErasureRegister.FILE));
            return null;
        } catch (IOException e) {
            throw new BackupException(directory + " can't be written: " + e, e);
        }
    }

    private static boolean isEmpty(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            return false;
        }
        try (Stream<Path> content = Files.list(directory)) {
            return content.findAny().isEmpty();
        }
    }

    /** Takes away what a restore left behind that was interrupted or failed. */
    private static void clear(Path working) throws IOException {
        if (Files.exists(working)) {
            RelatumService.stopLeftBehind(working);
            FileSystemUtils.deleteRecursively(working);
        }
    }

    /**
     * The name of the directory is what makes it one to start from: it gets it last.
     *
     * @param held the data that are there; null: there were none
     * @return where they are now
     */
    private @Nullable Path putInPlace(Path working, @Nullable DataDirectory held) {
        Path setAside = null;
        try {
            if (held != null) {
                setAside = directory.resolveSibling(directory.getFileName() + SET_ASIDE + STAMP.format(Instant.now()));
                Files.move(held.path(), setAside, StandardCopyOption.ATOMIC_MOVE);
            }
            try {
                Files.move(working, directory, StandardCopyOption.ATOMIC_MOVE);
                OwnersFile.forceName(directory);
            } catch (IOException e) {
                if (setAside != null && Files.notExists(directory)) {
                    Files.move(setAside, directory, StandardCopyOption.ATOMIC_MOVE);
                }
                throw e;
            }
            return setAside;
        } catch (DirectoryNotEmptyException e) {
            throw new BackupException("somebody else has put something into " + directory + " meanwhile", e);
        } catch (IOException e) {
            throw new BackupException(directory + " can't be put in place: " + e, e);
        }
    }

    // ---- the database

    /**
     * Restores the database.
     *
     * @param place puts in place what is proven; a database that is named keeps its mark until that is done
     * @return what that returns
     */
    private @Nullable Path restore(BackupFile backup, Path working, Path keys, Supplier<@Nullable Path> place) {
        Database named = wanted.database();
        if (named != null) {
            return restore(backup, named, keys, place);
        }
        try (RelatumService.DatabaseAlone alone = RelatumService.newDatabaseAlone(working)) {
            restore(backup, alone.postgres().database(), keys, () -> null);
        }
        return place.get();
    }

    private @Nullable Path restore(BackupFile backup, Database database, Path keys, Supplier<@Nullable Path> place) {
        try (Connection connection = database.connect()) {
            requireEmpty(connection, database);
            UnfinishedRestore.begin(connection);
            List<Finding> findings = new ArrayList<>();
            boolean proven = false;
            try {
                List<NoteKey> trusted = trusted(keys);
                findings.addAll(ofFiles(backup, trusted));
                requireMigration(backup, Migrations.migrate(database));
                load(connection, backup, findings);
                verify(backup, database, trusted, findings);
                refuse(findings);
                accessKeys(connection);
                Path setAside = place.get();
                UnfinishedRestore.end(connection);
                proven = true;
                return setAside;
            } finally {
                if (!proven) {
                    drop(connection);
                }
            }
        } catch (SQLException e) {
            throw new BackupException("restoring into " + database + " failed: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BackupException(wanted.file() + " can't be read: " + e.getMessage(), e);
        }
    }

    private static void requireEmpty(Connection connection, Database database) throws SQLException {
        if (UnfinishedRestore.isIn(connection)) {
            drop(connection);
        }
        try (Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("select string_agg(nspname, ', ' order by nspname) from pg_namespace"
                        + " where nspname = any (string_to_array('" + SCHEMAS + "', ', '))")) {
            row.next();
            if (row.getString(1) != null) {
                throw new BackupException(
                        database + " holds data (" + row.getString(1) + "): restore into an empty database");
            }
        }
    }

    private static void drop(Connection connection) throws SQLException {
        if (!connection.getAutoCommit()) {
            connection.rollback();
            connection.setAutoCommit(true);
        }
        try (Statement sql = connection.createStatement()) {
            // The mark goes last: until then it is known for what it is.
            sql.execute("drop schema if exists " + SCHEMAS + " cascade");
            UnfinishedRestore.end(connection);
        }
    }

    private static void requireMigration(BackupFile backup, int here) {
        int needed = backup.manifest().path("migration").asInt();
        if (needed > here) {
            throw new BackupException("the backup was taken by a later version of Relatum (migration " + needed
                    + "; this one has " + here + ")");
        }
    }

    private List<NoteKey> trusted(Path keys) throws IOException {
        List<NoteKey> trusted = new ArrayList<>(wanted.trusted());
        trusted.addAll(LedgerKeys.publicKeys(keys.resolve(LedgerKeys.FILE)));
        if (trusted.isEmpty()) {
            throw new BackupException("there is no " + LedgerKeys.FILE + " among the keys, so nothing could be proven");
        }
        return trusted;
    }

    /** Whether the list of files was signed, and the files are those listed. */
    private static List<Finding> ofFiles(BackupFile backup, List<NoteKey> trusted) {
        List<Finding> findings = new ArrayList<>();
        String signature = backup.signature();
        try {
            SignedNote note = signature == null ? null : SignedNote.parse(signature);
            if (note == null || note.signedBy(trusted).isEmpty()) {
                findings.add(new Finding(
                        Finding.What.SIGNATURE,
                        0,
                        null,
                        "the list of files is signed by none of the keys "
                                + trusted.stream().map(NoteKey::text).collect(Collectors.joining(", "))));
            } else if (trusted.stream()
                    .noneMatch(key -> note.text().equals(Backup.signed(key.name(), backup.manifestDigest())))) {
                findings.add(BackupFile.finding("the list of files is not the one that was signed"));
            }
        } catch (IllegalArgumentException e) {
            findings.add(BackupFile.finding(BackupFile.SIGNATURE + " can't be read: " + e.getMessage()));
        }
        findings.addAll(backup.differences());
        return findings;
    }

    /** Also of files that differ: what they make the log into is told event by event. */
    private void load(Connection connection, BackupFile backup, List<Finding> findings)
            throws SQLException, IOException {
        connection.setAutoCommit(false);
        try (Statement sql = connection.createStatement()) {
            sql.execute("alter table control.store disable trigger keep_store");
            sql.execute("delete from control.store");
            for (String table : Content.HELD) {
                JsonNode listed = backup.files().get(table);
                if (listed == null) {
                    findings.add(BackupFile.finding(table + " is not in the list of files"));
                    throw new BackupException(wanted.file() + " is not whole", findings);
                }
                try {
                    copyIn(connection, backup, table, listed);
                } catch (SQLException | IOException e) {
                    if (findings.isEmpty()) {
                        throw e;
                    }
                    findings.add(BackupFile.finding(table + " can't be restored: " + e.getMessage()));
                    throw new BackupException(refusal(findings), findings);
                }
            }
            sql.execute("alter table control.store enable trigger keep_store");
            // Rows were written in the order of the log, so the order that positions follow from is the same.
            sql.execute("insert into log.positions (position, event_index) select row_number() over (order by xid,"
                    + " event_index), event_index from log.events");
        }
        connection.commit();
        connection.setAutoCommit(true);
        try (Statement sql = connection.createStatement()) {
            sql.execute("analyze log.events, log.positions, ledger.entries, ledger.tiles");
        }
    }

    private void copyIn(Connection connection, BackupFile backup, String table, JsonNode listed)
            throws SQLException, IOException {
        List<String> columns =
                listed.path("columns").valueStream().map(JsonNode::asString).toList();
        for (String column : columns) {
            if (!column.matches("[a-z_][a-z0-9_]*")) {
                throw new IOException("no column is called " + column);
            }
        }
        CopyIn rows = connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn("copy " + table + " (" + String.join(", ", columns) + ") from stdin binary");
        long total = listed.path("bytes").asLong();
        byte[] buffer = new byte[CHUNK];
        try (InputStream in = backup.stream(table)) {
            long done = 0;
            for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                rows.writeToCopy(buffer, 0, n);
                done += n;
                progress.at("kB of " + table, done >> 10, total >> 10);
            }
            rows.endCopy();
        } finally {
            if (rows.isActive()) {
                rows.cancelCopy();
            }
        }
    }

    private void verify(BackupFile backup, Database database, List<NoteKey> trusted, List<Finding> findings) {
        try (HikariDataSource pool = database.readers()) {
            PostgresLedger log = new PostgresLedger(pool);
            String checkpoint = backup.manifest().path("checkpoint").asString("");
            if (!checkpoint.equals(log.checkpoint().orElse(""))) {
                findings.add(new Finding(
                        Finding.What.CHECKPOINT, 0, null, "the newest checkpoint is not the one that is listed"));
            }
            long end = log.lastPosition();
            LogVerification.Result result = new LogVerification(log, trusted, wanted.kept())
                    .run(findings::add, done -> progress.at("events verified", done, Math.max(end, done)));
            if (result.withoutLeaf() > 0) {
                findings.add(new Finding(
                        Finding.What.ADDED,
                        result.size() + 1,
                        null,
                        result.withoutLeaf() + " events are there that the checkpoint does not stand for"));
            }
            long listed = backup.manifest().path("position").asLong();
            if (result.size() != listed) {
                findings.add(new Finding(
                        Finding.What.CHECKPOINT,
                        0,
                        null,
                        "the checkpoint stands for " + result.size() + " events, " + listed + " are listed"));
            }
        }
    }

    /** A backup knows of no revocation since. */
    private void accessKeys(Connection connection) throws SQLException {
        String inForce =
                " from control.api_keys where revoked_at is null and (expires_at is null or expires_at > now())";
        try (Statement sql = connection.createStatement()) {
            long count;
            try (ResultSet row = sql.executeQuery("select count(*)" + inForce)) {
                row.next();
                count = row.getLong(1);
            }
            if (wanted.revokeAccessKeys()) {
                sql.execute("update control.api_keys set revoked_at = now() where revoked_at is null");
                remarks.add("the access keys of the backup are revoked (" + count
                        + " were in force); the first start writes a new admin.key");
            } else if (count > 0) {
                remarks.add(
                        "access keys are as they were when the backup was taken, and one that was revoked since opens"
                                + " again (" + count
                                + " are in force): revoke it again (relatum key revoke), or restore with"
                                + " --revoke-access-keys");
            }
        }
    }

    private void refuse(List<Finding> findings) {
        if (!findings.isEmpty()) {
            throw new BackupException(refusal(findings), findings);
        }
    }

    private String refusal(List<Finding> findings) {
        return wanted.file() + " is not what was signed (" + findings.size()
                + (findings.size() == 1 ? " finding" : " findings") + "); nothing was restored";
    }
}
