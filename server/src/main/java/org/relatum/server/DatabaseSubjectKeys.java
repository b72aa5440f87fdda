package org.relatum.server;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.security.SecureRandom;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;
import org.relatum.events.privacy.KeyDestroyedException;
import org.relatum.events.privacy.SubjectKeys;
import org.relatum.server.postgres.Database;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Subject keys in a PostgreSQL of their own, which the nodes of a cluster share. It must not be the one that holds the events, nor be
 * backed up with it: whoever has events and keys can read everything, and a destroyed key would come back. Nothing is remembered here, so that
 * a key that was destroyed by one node is gone for all at once.
 */
final class DatabaseSubjectKeys implements SubjectKeys, AutoCloseable {
    private static final int KEY_BYTES = 32;
    private static final int CONNECTIONS = 8;

    private final HikariDataSource pool;
    private final JdbcTemplate jdbc;
    private final SecureRandom random = new SecureRandom();

    private DatabaseSubjectKeys(HikariDataSource pool) {
        this.pool = pool;
        this.jdbc = new JdbcTemplate(pool);
    }

    /**
     * Makes its tables where there are none.
     *
     * @param url as it stands in settings
     * @param store the keys of which store they are
     * @param events whether that has events already
     * @throws StartupException when they are those of another store, or lost
     */
    static DatabaseSubjectKeys open(String url, UUID store, boolean events) {
        Database database = Database.parse(url);
        HikariConfig config = new HikariConfig();
        config.setPoolName("relatum-keys");
        config.setJdbcUrl(database.jdbcUrlWith("ApplicationName", "relatum-keys"));
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(CONNECTIONS);
        config.setMinimumIdle(1);
        DatabaseSubjectKeys keys = new DatabaseSubjectKeys(new HikariDataSource(config));
        try {
            keys.prepare(store, events);
            return keys;
        } catch (RuntimeException e) {
            keys.close();
            throw e;
        }
    }

    private void prepare(UUID store, boolean events) {
        jdbc.execute("create table if not exists store (store uuid not null)");
        jdbc.execute("create unique index if not exists store_only on store ((true))");
        // No key: it was destroyed, and there will be no other.
        jdbc.execute("create table if not exists subject_keys (subject uuid primary key, key bytea)");
        List<UUID> known = jdbc.query("select store from store", (row, number) -> row.getObject(1, UUID.class));
        if (known.isEmpty() ? events : !known.getFirst().equals(store)) {
            throw new StartupException("the keys at relatum.keys.url do not belong to the events in this database;"
                    + " name the database of keys that was used with it");
        }
        if (known.isEmpty()) {
            jdbc.update("insert into store values (?) on conflict do nothing", store);
        }
    }

    @Override
    public SecretKey keyFor(UUID subject) {
        byte[] known = read(subject);
        if (known == null) {
            byte[] key = new byte[KEY_BYTES];
            random.nextBytes(key);
            // Another node may make one at the same time: the first is the subject's.
            jdbc.update("insert into subject_keys values (?, ?) on conflict do nothing", subject, key);
            known = read(subject);
        }
        if (known == null) {
            throw new KeyDestroyedException(subject);
        }
        return new SecretKeySpec(known, "AES");
    }

    @Override
    public Optional<SecretKey> find(UUID subject) {
        return Optional.ofNullable(read(subject)).map(key -> new SecretKeySpec(key, "AES"));
    }

    /** What the database still has of it in dead rows and its write-ahead log, it alone can clear away. */
    @Override
    public void destroy(Collection<UUID> subjects) {
        jdbc.update(
                "insert into subject_keys select unnest(?::uuid[]), null on conflict (subject) do update set key ="
                        + " null",
                (Object) subjects.toArray(UUID[]::new));
    }

    private byte @Nullable [] read(UUID subject) {
        return jdbc
                .queryForList(
                        "select key from subject_keys where subject = ? and key is not null", byte[].class, subject)
                .stream()
                .findFirst()
                .orElse(null);
    }

    @Override
    public void close() {
        pool.close();
    }
}
