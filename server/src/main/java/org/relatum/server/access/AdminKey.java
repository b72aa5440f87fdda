package org.relatum.server.access;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import org.relatum.events.access.Reach;
import org.relatum.events.access.Role;

/**
 * {@code admin.key} in the data directory: an administrator's key, readable by the directory's owner only, who could read everything
 * there anyway. Made when there is no such file; one that was revoked stays refused as long as the file is there.
 */
public final class AdminKey {
    private static final String PRINCIPAL = "admin";
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private AdminKey() {}

    /** The key that a data directory holds. */
    public static Optional<String> read(Path dataDirectory) {
        try {
            return Optional.of(Files.readString(file(dataDirectory)).strip());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static void require(ApiKeys keys, Path dataDirectory) {
        if (Files.exists(file(dataDirectory))) {
            return;
        }
        String token = keys.newToken();
        // In force before it can be read; a crash in between leaves a key that nobody knows.
        keys.put(
                token,
                new ApiKeys.Wanted(PRINCIPAL, EnumSet.of(Role.ADMINISTRATOR), Reach.ALL, 0, null),
                "first-start");
        try {
            write(file(dataDirectory), token + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Takes the file away, so that the next start makes another key. */
    public static void forget(Path dataDirectory) throws IOException {
        Files.deleteIfExists(file(dataDirectory));
    }

    /** Writes a secret that only the file's owner may read, from the first byte on, as a whole. */
    public static void write(Path file, String secret) throws IOException {
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try {
            Files.createFile(unfinished, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        } catch (FileAlreadyExistsException e) {
            Files.setPosixFilePermissions(unfinished, OWNER_ONLY);
        }
        Files.write(
                unfinished,
                secret.getBytes(StandardCharsets.UTF_8),
                StandardOpenOption.WRITE,
                StandardOpenOption.TRUNCATE_EXISTING);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    private static Path file(Path dataDirectory) {
        return dataDirectory.resolve("admin.key");
    }
}
