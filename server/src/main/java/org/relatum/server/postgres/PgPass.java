package org.relatum.server.postgres;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The passwords of the embedded server in a file that libpq understands as well ({@code PGPASSFILE}). */
final class PgPass {

    static final Set<PosixFilePermission> ONLY_OWNER = PosixFilePermissions.fromString("rw-------");

    private final Map<String, String> passwords;

    private PgPass(Map<String, String> passwords) {
        this.passwords = passwords;
    }

    static PgPass loadOrCreate(Path file, String... users) throws IOException {
        if (!Files.exists(file)) {
            write(file, users);
        }
        Map<String, String> passwords = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file)) {
            String[] fields = line.split(":", 5);
            if (fields.length == 5) {
                passwords.put(fields[3], fields[4]);
            }
        }
        for (String user : users) {
            if (!passwords.containsKey(user)) {
                throw new EmbeddedPostgresException(file + " names no password for " + user);
            }
        }
        return new PgPass(passwords);
    }

    String of(String user) {
        String password = passwords.get(user);
        if (password == null) {
            throw new IllegalArgumentException(user);
        }
        return password;
    }

    private static void write(Path file, String... users) throws IOException {
        SecureRandom random = new SecureRandom();
        StringBuilder text = new StringBuilder();
        for (String user : users) {
            byte[] secret = new byte[24];
            random.nextBytes(secret);
            text.append("127.0.0.1:*:*:")
                    .append(user)
                    .append(':')
                    .append(HexFormat.of().formatHex(secret))
                    .append('\n');
        }
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        Files.deleteIfExists(unfinished);
        Files.createFile(unfinished, PosixFilePermissions.asFileAttribute(ONLY_OWNER));
        Files.writeString(unfinished, text);
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
