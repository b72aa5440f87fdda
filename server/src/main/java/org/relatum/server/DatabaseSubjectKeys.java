package org.relatum.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.KeyDestroyedException;
import org.relatum.events.privacy.KeyWrapping;
import org.relatum.events.privacy.KeyWrapping.Wrapped;
import org.relatum.events.privacy.MasterKeys;
import org.relatum.events.privacy.WrappedSubjectKeys;
import org.relatum.server.postgres.Database;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Subject keys in a PostgreSQL of their own, which the nodes of a cluster share, each wrapped by the master key, which the nodes share as
 * well. It must not be the database that holds the events, nor be backed up with it: a destroyed key would come back. Nothing is remembered
 * here, so that a key that was destroyed by one node is gone for all at once.
 *
 * <p>Which master key wraps is said in the database. A key that is added names it and is refused when another one was made meanwhile, so
 * none is left behind by a rotation on another node.
 */
final class DatabaseSubjectKeys implements WrappedSubjectKeys, AutoCloseable {
    private static final int CONNECTIONS = 8;
    private static final int AT_ONCE = 1_000;
    /** A key that is never a data subject's: that of the keyed hashes. Made first, so whoever can't unwrap it has another master key. */
    private static final UUID FIRST = new UUID(0, 0);
    /** Held by the node that makes the tables or changes the master key. */
    private static final String LOCK = "select pg_advisory_lock(hashtext('relatum-keys'))";

    private static final String UNLOCK = "select pg_advisory_unlock(hashtext('relatum-keys'))";

    private static final String UNFINISHED =
            "exists (select 1 from subject_keys where key is not null and version <> ?)";

    private final HikariDataSource pool;
    private final JdbcTemplate jdbc;
    private final MasterKeys masters;
    private final KeyWrapping wrapping;

    private DatabaseSubjectKeys(HikariDataSource pool, MasterKeys masters) {
        this.pool = pool;
        this.jdbc = new JdbcTemplate(pool);
        this.masters = masters;
        this.wrapping = new KeyWrapping(masters);
    }

    /**
     * Makes its tables where there are none.
     *
     * @param url as it stands in settings
     * @param store the keys of which store they are
     * @param events whether that has events already
     * @param masters what wraps them; asked while no other node does so
     * @throws StartupException when they are those of another store, wrapped by another master key, or lost
     */
    static DatabaseSubjectKeys open(String url, UUID store, boolean events, Supplier<MasterKeys> masters) {
        HikariDataSource pool = pool(url);
        try {
            return locked(pool, () -> {
                DatabaseSubjectKeys keys = new DatabaseSubjectKeys(pool, masters.get());
                keys.prepare(store, events);
                return keys;
            });
        } catch (IOException | RuntimeException e) {
            pool.close();
            throw e instanceof RuntimeException failure
                    ? failure
                    : new StartupException("the keys at relatum.keys.url can't be opened: " + e.getMessage(), e);
        }
    }

    private static HikariDataSource pool(String url) {
        Database database = Database.parse(url);
        HikariConfig config = new HikariConfig();
        config.setPoolName("relatum-keys");
        config.setJdbcUrl(database.jdbcUrlWith("ApplicationName", "relatum-keys"));
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        return new HikariDataSource(config);
    }

    /** Whether there are keys at an address, so that the master key that wraps them has to be there, too. */
    static boolean areAt(String url) {
        try (Connection connection = Database.parse(url).connect();
                Statement statement = connection.createStatement()) {
            return yes(statement, "select to_regclass('subject_keys') is not null")
                    && yes(statement, "select exists (select 1 from subject_keys)");
        } catch (SQLException e) {
            throw new StartupException("the database of relatum.keys.url can't be reached: " + e.getMessage(), e);
        }
    }

    private static boolean yes(Statement statement, String question) throws SQLException {
        try (ResultSet row = statement.executeQuery(question)) {
            return row.next() && row.getBoolean(1);
        }
    }

    /** Something that one node does at a time. */
    @FunctionalInterface
    private interface Alone<T> {
        T run() throws IOException;
    }

    private static <T> T locked(HikariDataSource pool, Alone<T> work) throws IOException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(LOCK);
            try {
                return work.run();
            } finally {
                statement.execute(UNLOCK);
            }
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    private void prepare(UUID store, boolean events) {
        jdbc.execute("create table if not exists store (store uuid not null, master int not null)");
        jdbc.execute("create unique index if not exists store_only on store ((true))");
        // No key: it was destroyed, and there will be no other.
        jdbc.execute("create table if not exists subject_keys"
                + " (subject uuid primary key, version int, nonce bytea, key bytea)");
        jdbc.execute("create table if not exists erasures (number bigint generated always as identity, customer uuid"
                + " not null, subject uuid not null, erased_at timestamptz not null, ground text not null, primary key"
                + " (customer, subject))");
        List<UUID> known = jdbc.query("select store from store", (row, number) -> row.getObject(1, UUID.class));
        if (known.isEmpty() ? events : !known.getFirst().equals(store)) {
            throw new StartupException("the keys at relatum.keys.url do not belong to the events in this database;"
                    + " name the database of keys that was used with it");
        }
        if (known.isEmpty()) {
            jdbc.update(
                    "insert into store values (?, ?)", store, masters.versions().last());
        }
        requireMaster();
    }

    private void requireMaster() {
        try {
            keyFor(FIRST);
            jdbc.query(
                            "select distinct on (version) subject, version, nonce, key from subject_keys"
                                    + " where key is not null",
                            (row, number) -> new Row(row))
                    .forEach(row -> wrapping.unwrap(row.subject(), row.wrapped()));
        } catch (IllegalStateException e) {
            throw new StartupException(
                    "the keys at relatum.keys.url are wrapped by another master key than this node has; give it the"
                            + " keystore of the others",
                    e);
        }
    }

    /** A key as it is kept. */
    private record Row(UUID subject, Wrapped wrapped) {
        Row(ResultSet row) throws SQLException {
            this(
                    row.getObject("subject", UUID.class),
                    new Wrapped(row.getInt("version"), row.getBytes("nonce"), row.getBytes("key")));
        }
    }

    /** Where nodes share whom they erased. */
    ErasureRegister.Common erasures() {
        return new DatabaseErasures(jdbc);
    }

    @Override
    public SecretKey keyFor(UUID subject) {
        while (true) {
            Optional<SecretKey> known = find(subject);
            if (known.isPresent()) {
                return known.get();
            }
            int version = master();
            Wrapped made = wrapping.wrap(subject, wrapping.newKey(), version);
            // Another node may make one at the same time: the first is the subject's. None is made by a master key that
            // was exchanged meanwhile: the lock makes the two wait for each other.
            int added = jdbc.update(
                    "with wrapping as (select master from store for share) insert into subject_keys"
                            + " select ?, ?, ?, ? from wrapping where master = ? on conflict do nothing",
                    subject,
                    made.version(),
                    made.nonce(),
                    made.key(),
                    version);
            if (added == 0 && isDestroyed(subject)) {
                throw new KeyDestroyedException(subject);
            }
        }
    }

    @Override
    public Optional<SecretKey> find(UUID subject) {
        Wrapped found = read(subject);
        if (found == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(wrapping.unwrap(subject, found));
        } catch (IllegalStateException e) {
            // A rotation may have ended since it was read, and with it the master key that it names.
            Wrapped now = read(subject);
            if (now != null && now.version() == found.version()) {
                throw e;
            }
            return now == null ? Optional.empty() : Optional.of(wrapping.unwrap(subject, now));
        }
    }

    private @Nullable Wrapped read(UUID subject) {
        return jdbc
                .query(
                        "select subject, version, nonce, key from subject_keys where subject = ? and key is not null",
                        (row, number) -> new Row(row).wrapped(),
                        subject)
                .stream()
                .findFirst()
                .orElse(null);
    }

    private boolean isDestroyed(UUID subject) {
        return is("exists (select 1 from subject_keys where subject = ? and key is null)", subject);
    }

    private boolean is(String condition, Object... arguments) {
        return Boolean.TRUE.equals(jdbc.queryForObject("select " + condition, Boolean.class, arguments));
    }

    private int master() {
        return Objects.requireNonNull(jdbc.queryForObject("select master from store", Integer.class));
    }

    /** What the database still has of it in dead rows and its write-ahead log is wrapped by the master key. */
    @Override
    public void destroy(Collection<UUID> subjects) {
        jdbc.update(
                "insert into subject_keys select unnest(?::uuid[]), null, null, null on conflict (subject) do update"
                        + " set version = null, nonce = null, key = null",
                (Object) subjects.toArray(UUID[]::new));
    }

    @Override
    public Wrapping wrapping() {
        int version = master();
        try {
            masters.refresh();
        } catch (IOException e) {
            throw new UncheckedIOException("the master keys can't be read again", e);
        }
        return new Wrapping(version, isRotating(version), count("true"));
    }

    /** Goes on or broke off: before a new master key wraps anything, before it wraps everything, or before the old one was destroyed. */
    private boolean isRotating(int version) {
        return masters.versions().size() > 1 || is(UNFINISHED, version);
    }

    private long count(String condition) {
        return Objects.requireNonNull(
                jdbc.queryForObject("select count(*) from subject_keys where " + condition, Long.class));
    }

    @Override
    public int rotateMaster(Progress progress) throws IOException {
        return locked(pool, () -> {
            // What this node knows may be older than what another one began.
            masters.refresh();
            int before = master();
            if (!masters.versions().contains(before)) {
                throw new IllegalStateException("keys are wrapped by version " + before
                        + " of the master key, and this node's keystore does not have it; give it that of the others");
            }
            int version = isRotating(before) ? masters.versions().last() : masters.add();
            jdbc.update("update store set master = ?", version);
            long of = count("key is not null");
            long done = 0;
            for (List<Row> rows = others(version); !rows.isEmpty(); rows = others(version)) {
                rewrap(rows, version);
                done += rows.size();
                progress.at(Math.min(done, of), of);
            }
            masters.keepOnly(version);
            return version;
        });
    }

    private List<Row> others(int version) {
        return jdbc.query(
                "select subject, version, nonce, key from subject_keys where key is not null and version <> ? limit "
                        + AT_ONCE,
                (row, number) -> new Row(row),
                version);
    }

    private void rewrap(List<Row> rows, int version) {
        jdbc.batchUpdate(
                "update subject_keys set version = ?, nonce = ?, key = ? where subject = ? and version = ?",
                rows.stream()
                        .map(row -> {
                            SecretKey key = wrapping.unwrap(row.subject(), row.wrapped());
                            Wrapped anew = wrapping.wrap(row.subject(), key, version);
                            return new Object[] {
                                anew.version(),
                                anew.nonce(),
                                anew.key(),
                                row.subject(),
                                row.wrapped().version()
                            };
                        })
                        .toList());
    }

    @Override
    public void close() {
        pool.close();
    }
}
