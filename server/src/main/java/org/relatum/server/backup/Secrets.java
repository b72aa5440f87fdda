package org.relatum.server.backup;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.OwnersFile;
import org.relatum.projection.store.LedgerKeys;
import org.relatum.server.MasterKeyFiles;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What stands in the directory of keys, copied into a file of its own and back: never into a backup of the database, because a key that is
 * destroyed must be gone from there, too.
 */
final class Secrets {
    static final String FORMAT = "relatum-keys";
    /** Passwords of a database are those of one database. */
    private static final Set<String> OF_THE_DATABASE = Set.of("pgpass");

    /** How often copying begins again because the master key was changed meanwhile. */
    private static final int ATTEMPTS = 20;

    private Secrets() {}

    /** The master key was changed, so what was copied of it and of the keys it wraps may not belong together. */
    private static final class ChangedMeanwhile extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    /** The store that a directory of keys belongs to; null: it does not say, because the keys of persons are elsewhere. */
    static @Nullable UUID storeOf(Path keys) {
        try {
            return UUID.fromString(Files.readString(keys.resolve("store")).strip());
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException | IllegalArgumentException e) {
            throw new BackupException(keys.resolve("store") + " can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * Copies a directory of keys into a file, while a service may use them: keys and the master key they are wrapped by are of one time,
     * and whoever's key is destroyed in the copy is in its register.
     *
     * @param ledgerKey the file with the ledger's key: in that directory or, as one for all nodes, elsewhere
     * @param position every event up to here has its keys there
     */
    static void write(Path keys, Path ledgerKey, Path file, UUID store, long position, Instant now) {
        Map<String, BackupFile.Source> files = new LinkedHashMap<>();
        files.put(LedgerKeys.FILE, out -> Files.copy(ledgerKey, out));
        for (String name : names(keys)) {
            files.putIfAbsent(name, out -> Files.copy(keys.resolve(name), out));
        }
        ObjectNode manifest = JsonMapper.shared()
                .createObjectNode()
                .put("store", store.toString())
                .put("madeAt", now.toString())
                .put("position", position);
        untilUnchanged(
                keys,
                unchanged -> BackupFile.write(file, FORMAT, manifest, files, Map.of(), digest -> {
                    unchanged.run();
                    return null;
                }));
    }

    /** Copies, which asks whether the master key is still the same before the copy counts. */
    @FunctionalInterface
    private interface Copying {
        void run(Runnable unchanged);
    }

    private static void untilUnchanged(Path keys, Copying copying) {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            byte[] master = masterOf(keys);
            try {
                copying.run(() -> {
                    if (!Arrays.equals(master, masterOf(keys))) {
                        throw new ChangedMeanwhile();
                    }
                });
                return;
            } catch (ChangedMeanwhile e) {
                // What was copied is written over by the next attempt.
            }
        }
        throw new BackupException("the master key in " + keys + " is being changed all the time: copy the keys later");
    }

    /** What the keystore holds; empty: it is elsewhere. */
    private static byte[] masterOf(Path keys) {
        try {
            return Files.readAllBytes(keys.resolve(MasterKeyFiles.KEYSTORE));
        } catch (NoSuchFileException e) {
            return new byte[0];
        } catch (IOException e) {
            throw new BackupException(keys + " can't be read: " + e.getMessage(), e);
        }
    }

    /** In the order in which they are copied: the register last, so that it knows whoever's key is destroyed in the copy. */
    private static Set<String> names(Path keys) {
        try (Stream<Path> files = Files.list(keys)) {
            Set<String> names = new LinkedHashSet<>();
            files.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .filter(name ->
                            !OF_THE_DATABASE.contains(name) && !name.endsWith(".unfinished") && !name.endsWith(".new"))
                    .sorted(Comparator.<String, Boolean>comparing(ErasureRegister.FILE::equals)
                            .thenComparing(Comparator.naturalOrder()))
                    .forEach(names::add);
            return names;
        } catch (IOException e) {
            throw new BackupException(keys + " can't be read: " + e.getMessage(), e);
        }
    }

    /**
     * Puts keys into a directory.
     *
     * @param from such a file, or a directory of keys
     * @param store to which they have to belong
     * @param position events up to here need them
     * @return what to say about them
     */
    static List<String> copy(Path from, Path to, UUID store, long position) {
        try {
            if (Files.isDirectory(from)) {
                requireStore(from, storeOf(from), store);
                untilUnchanged(from, unchanged -> {
                    copyAll(from, to);
                    unchanged.run();
                });
                return List.of();
            }
            try (BackupFile file = BackupFile.open(from, FORMAT)) {
                if (!file.differences().isEmpty()) {
                    throw new BackupException(from + " is damaged: "
                            + file.differences().getFirst().detail());
                }
                requireStore(from, UUID.fromString(file.manifest().path("store").asString("")), store);
                for (String name : file.files().keySet()) {
                    if (!name.equals(Path.of(name).getFileName().toString())) {
                        throw new BackupException(from + " names a file elsewhere: " + name);
                    }
                    put(to.resolve(name), file.content(name));
                }
                long known = file.manifest().path("position").asLong();
                return known >= position
                        ? List.of()
                        : List.of(from + " was made when the log ended at " + known + ", the backup ends at " + position
                                + ": what is personal in later events of new persons can't be read");
            }
        } catch (IOException e) {
            throw new BackupException("keys can't be copied from " + from + ": " + e.getMessage(), e);
        } catch (IllegalArgumentException e) {
            throw new BackupException(from + " names no store", e);
        }
    }

    private static void requireStore(Path from, @Nullable UUID found, UUID store) {
        if (found != null && !found.equals(store)) {
            throw new BackupException("the keys in " + from + " are those of the store " + found
                    + ", the backup is of the store " + store);
        }
    }

    private static void copyAll(Path from, Path to) {
        try {
            for (String name : names(from)) {
                put(to.resolve(name), Files.readAllBytes(from.resolve(name)));
            }
        } catch (IOException e) {
            throw new BackupException("keys can't be copied from " + from + ": " + e.getMessage(), e);
        }
    }

    /** Writes a file; durable when this returns. */
    private static void put(Path file, byte[] content) throws IOException {
        Files.deleteIfExists(file);
        OwnersFile.create(file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            ByteBuffer bytes = ByteBuffer.wrap(content);
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
            channel.force(true);
        }
        OwnersFile.forceName(file);
    }
}
