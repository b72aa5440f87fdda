package org.relatum.server.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.jspecify.annotations.Nullable;
import org.tukaani.xz.XZInputStream;

/** The PostgreSQL server programs that travel inside the executable, unpacked once per user. */
final class PostgresBinaries {

    private static final Set<PosixFilePermission> EXECUTE = PosixFilePermissions.fromString("rwxr-xr-x");
    private static final Set<PosixFilePermission> READ = PosixFilePermissions.fromString("rw-r--r--");

    private PostgresBinaries() {}

    /**
     * Unpacks the programs unless they are there already.
     *
     * @param cache a directory that only this user writes to; several programs may share it
     * @return the directory with {@code bin}, {@code lib} and {@code share}
     * @throws EmbeddedPostgresException when there are no binaries for this system
     */
    static Path unpackInto(Path cache) throws IOException {
        String resource = resource();
        Path home = cache.resolve("postgresql-" + digestOf(resource));
        if (Files.isDirectory(home)) {
            return home;
        }
        Files.createDirectories(cache);
        Path unfinished = Files.createTempDirectory(
                cache,
                "unpacking-",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        try {
            unpack(resource, unfinished);
            // Whatever the umask: the server may run as another user than the one who unpacks.
            try (Stream<Path> all = Files.walk(unfinished)) {
                for (Path directory : all.filter(Files::isDirectory).toList()) {
                    Files.setPosixFilePermissions(directory, EXECUTE);
                }
            }
            try {
                Files.move(unfinished, home);
            } catch (IOException e) {
                // Somebody else was faster; theirs is as good as ours.
                if (!Files.isDirectory(home)) {
                    throw e;
                }
            }
        } finally {
            deleteTree(unfinished);
        }
        return home;
    }

    /** Deletes a directory with everything in it, if it is there. */
    static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        Files.walkFileTree(directory, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                Files.delete(file);
                return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult postVisitDirectory(Path directory, @Nullable IOException failure)
                    throws IOException {
                if (failure != null) {
                    throw failure;
                }
                Files.delete(directory);
                return FileVisitResult.CONTINUE;
            }
        });
    }

    private static String resource() {
        String system = System.getProperty("os.name").toLowerCase(Locale.ROOT).startsWith("mac") ? "darwin" : "linux";
        String machine = System.getProperty("os.arch");
        String architecture = machine.equals("amd64") ? "x86_64" : machine.equals("aarch64") ? "arm_64" : machine;
        String resource = "/postgres-" + system + "-" + architecture + ".txz";
        if (PostgresBinaries.class.getResource(resource) == null) {
            throw new EmbeddedPostgresException("there is no embedded PostgreSQL for "
                    + System.getProperty("os.name") + " on " + machine
                    + " in this build; name a PostgreSQL with --db instead");
        }
        return resource;
    }

    private static String digestOf(String resource) throws IOException {
        try {
            MessageDigest sha = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(open(resource), sha)) {
                in.transferTo(java.io.OutputStream.nullOutputStream());
            }
            return HexFormat.of().formatHex(sha.digest(), 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static InputStream open(String resource) throws IOException {
        InputStream in = PostgresBinaries.class.getResourceAsStream(resource);
        if (in == null) {
            throw new IOException(resource + " is gone");
        }
        return new BufferedInputStream(in, 1 << 16);
    }

    private static void unpack(String resource, Path target) throws IOException {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(new XZInputStream(open(resource)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path path = target.resolve(entry.getName()).normalize();
                if (!path.startsWith(target)) {
                    throw new IOException("an entry leads outside: " + entry.getName());
                }
                Path parent = entry.isDirectory() ? path : path.getParent();
                Files.createDirectories(parent);
                if (entry.isSymbolicLink() || entry.isLink()) {
                    Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
                } else if (entry.isFile()) {
                    Files.copy(tar, path);
                    Files.setPosixFilePermissions(path, (entry.getMode() & 0100) != 0 ? EXECUTE : READ);
                }
            }
        }
    }
}
