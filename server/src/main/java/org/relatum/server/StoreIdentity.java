package org.relatum.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * Makes sure that the keys and the database belong together: with the keys of another store nothing personal could be
 * read, and new keys would be made for subjects that have one already.
 */
final class StoreIdentity {

    private StoreIdentity() {}

    /**
     * Compares, on first use writes down.
     *
     * @param simulated whether this run uses a simulated clock, which marks the store
     * @throws StartupException when they do not belong together, or a simulated clock meets real events
     */
    static UUID require(JdbcTemplate jdbc, Path keys, boolean simulated) throws IOException {
        UUID store = of(jdbc);
        boolean events = hasEvents(jdbc);
        Path file = keys.resolve("store");
        UUID recorded = read(file);
        if ((recorded == null && events) || (recorded != null && !recorded.equals(store))) {
            throw new StartupException("the keys in " + keys + " do not belong to the events in this database;"
                    + " put back the directory of keys that was used with it");
        }
        if (recorded == null) {
            Files.writeString(file, store + "\n");
        }
        admit(jdbc, simulated);
        return store;
    }

    /**
     * Marks a store that a simulated clock is used on.
     *
     * @throws StartupException when it holds events of the real world
     */
    static void admit(JdbcTemplate jdbc, boolean simulated) {
        if (simulated
                && !Boolean.TRUE.equals(jdbc.queryForObject("select simulated from control.store", Boolean.class))) {
            if (hasEvents(jdbc)) {
                throw new StartupException("this store holds events of the real world; a demonstration needs its own");
            }
            jdbc.update("update control.store set simulated = true");
        }
    }

    /** The store in the database. */
    static UUID of(JdbcTemplate jdbc) {
        return Objects.requireNonNull(jdbc.queryForObject("select store from control.store", UUID.class));
    }

    /** Whether it has events. */
    static boolean hasEvents(JdbcTemplate jdbc) {
        return Boolean.TRUE.equals(jdbc.queryForObject("select exists (select from log.events)", Boolean.class));
    }

    /**
     * Events are recorded in one place.
     *
     * @throws StartupException when those in this database are a copy
     */
    static void requireOwnEvents(JdbcTemplate jdbc) {
        if (Boolean.TRUE.equals(jdbc.queryForObject("select exists (select from log.copied)", Boolean.class))) {
            throw new StartupException("the events in this database are a copy of those in Axon Server, which would"
                    + " not see what is recorded here; set relatum.event-store=axon-server");
        }
    }

    private static @Nullable UUID read(Path file) throws IOException {
        try {
            return UUID.fromString(Files.readString(file).strip());
        } catch (NoSuchFileException e) {
            return null;
        } catch (IllegalArgumentException e) {
            throw new StartupException(file + " is damaged; put it back from a backup", e);
        }
    }
}
