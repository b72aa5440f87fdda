package org.relatum.server.access;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.relatum.events.access.Reach;
import org.relatum.events.access.Role;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * The keys. A key is 256 random bits, of which the database holds the SHA-256: with that much to guess nothing slower or salted is
 * needed, and a look-up by hash leaks nothing about other keys through its time. All are held in memory, read anew every
 * second: no request waits for the database, and a key that another node made or revoked counts here a second later. Safe for
 * concurrent use.
 */
public final class ApiKeys implements AutoCloseable {
    /** What a key begins with, so that it is known when it is seen where it should not be. */
    static final String PREFIX = "rlt_";

    private static final Logger log = LoggerFactory.getLogger(ApiKeys.class);
    private static final Duration STALENESS = Duration.ofSeconds(1);
    private static final Duration LAST_USED_EVERY = Duration.ofMinutes(1);
    private static final int SECRET_BYTES = 32;
    private static final int ID_BYTES = 6;
    private static final String COLUMNS = "id, principal, roles, owner, department, requests_per_second, made_at,"
            + " made_by, expires_at, revoked_at, last_used_at";

    private final JdbcTemplate jdbc;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final Map<String, Instant> used = new ConcurrentHashMap<>();
    private final Thread housekeeping;
    private volatile Map<String, ApiKey> byHash = Map.of();
    private volatile boolean closed;

    /**
     * @param clock the wall clock: keys expire in the real world, whatever time a demonstration shows
     */
    ApiKeys(JdbcTemplate jdbc, InstantSource clock) {
        this.jdbc = jdbc;
        this.clock = clock;
        reload();
        this.housekeeping = Thread.ofPlatform().daemon().name("api-keys").start(this::keepHouse);
    }

    /**
     * What a new key shall be.
     *
     * @param principal see {@link ApiKey}; lower-case letters, digits, dots, dashes, underscores
     */
    public record Wanted(
            String principal,
            Set<Role> roles,
            Reach reach,
            @Nullable Integer requestsPerSecond,
            @Nullable Instant expiresAt) {}

    /**
     * A key that was made.
     *
     * @param token the key itself, which nobody can be told again
     */
    record Made(ApiKey key, String token) {
        @Override
        public String toString() {
            return key.toString();
        }
    }

    /** Makes a key and returns it; nobody can be told it again. */
    public String make(Wanted wanted, String madeBy) {
        return made(wanted, madeBy).token();
    }

    Made made(Wanted wanted, String madeBy) {
        String token = newToken();
        return new Made(put(token, wanted, madeBy), token);
    }

    /** A key that is not in force until it is {@link #put}. */
    String newToken() {
        return PREFIX + Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(SECRET_BYTES));
    }

    ApiKey put(String token, Wanted wanted, String madeBy) {
        Instant expiresAt = wanted.expiresAt();
        ApiKey key = new ApiKey(
                HexFormat.of().formatHex(bytes(ID_BYTES)),
                wanted.principal(),
                Set.copyOf(wanted.roles()),
                wanted.reach(),
                wanted.requestsPerSecond(),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                madeBy,
                expiresAt == null ? null : expiresAt.truncatedTo(ChronoUnit.MICROS),
                null,
                null);
        jdbc.update(
                "insert into control.api_keys (hash, id, principal, roles, owner, department, requests_per_second,"
                        + " made_at, made_by, expires_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                hash(token),
                key.id(),
                key.principal(),
                key.roles().stream().map(Role::label).sorted().toArray(String[]::new),
                key.reach().owner(),
                key.reach().department(),
                key.requestsPerSecond(),
                utc(key.madeAt()),
                key.madeBy(),
                key.expiresAt() == null ? null : utc(key.expiresAt()));
        reload();
        return key;
    }

    /** Revokes a key, from now on everywhere within a second; again: nothing happens. Empty: there is none of this id. */
    Optional<ApiKey> revoke(String id) {
        jdbc.update(
                "update control.api_keys set revoked_at = ? where id = ? and revoked_at is null",
                utc(clock.instant()),
                id);
        reload();
        return all().stream().filter(key -> key.id().equals(id)).findFirst();
    }

    /** All keys, also those that are refused, in the order they were made. */
    List<ApiKey> all() {
        return jdbc.query("select " + COLUMNS + " from control.api_keys order by made_at, id", (row, n) -> key(row));
    }

    /** What is known of a key in force, expired or revoked; empty: it is none. */
    Optional<ApiKey> find(String token) {
        return Optional.ofNullable(byHash.get(hex(hash(token))));
    }

    /** Notes that a key was used. */
    void used(String id) {
        used.put(id, clock.instant());
    }

    Instant now() {
        return clock.instant();
    }

    private void keepHouse() {
        long written = System.nanoTime();
        while (!closed) {
            try {
                Thread.sleep(STALENESS);
            } catch (InterruptedException e) {
                return;
            }
            try {
                reload();
                if (System.nanoTime() - written > LAST_USED_EVERY.toNanos()) {
                    writeUsed();
                    written = System.nanoTime();
                }
            } catch (DataAccessException e) {
                log.warn("the keys can't be read; those read before stay in force", e);
            }
        }
    }

    private synchronized void reload() {
        Map<String, ApiKey> read = new HashMap<>();
        jdbc.query("select hash, " + COLUMNS + " from control.api_keys", row -> {
            read.put(hex(row.getBytes("hash")), key(row));
        });
        byHash = Map.copyOf(read);
    }

    private void writeUsed() {
        for (Map.Entry<String, Instant> one : Map.copyOf(used).entrySet()) {
            jdbc.update(
                    "update control.api_keys set last_used_at = greatest(last_used_at, ?) where id = ?",
                    utc(one.getValue()),
                    one.getKey());
            used.remove(one.getKey(), one.getValue());
        }
    }

    @Override
    public void close() {
        closed = true;
        housekeeping.interrupt();
        try {
            housekeeping.join(Duration.ofSeconds(5));
            writeUsed();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException e) {
            log.warn("when keys were used last is not written down", e);
        }
    }

    private static ApiKey key(ResultSet row) throws SQLException {
        Array roles = row.getArray("roles");
        Set<Role> known = EnumSet.noneOf(Role.class);
        for (String label : (String[]) roles.getArray()) {
            // A role of a newer version opens nothing here.
            Role.labelled(label).ifPresent(known::add);
        }
        Instant madeAt = instant(row, "made_at");
        if (madeAt == null) {
            throw new IllegalStateException("a key without a beginning");
        }
        return new ApiKey(
                row.getString("id"),
                row.getString("principal"),
                known,
                new Reach(row.getString("owner"), row.getString("department")),
                row.getObject("requests_per_second", Integer.class),
                madeAt,
                row.getString("made_by"),
                instant(row, "expires_at"),
                instant(row, "revoked_at"),
                instant(row, "last_used_at"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime value = row.getObject(column, OffsetDateTime.class);
        return value == null ? null : value.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }

    private static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("SHA-256 is required of every Java platform", e);
        }
    }
}
