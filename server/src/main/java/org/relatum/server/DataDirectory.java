package org.relatum.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * The directory that holds everything of one Relatum, held by one process at a time.
 *
 * <pre>
 * keys/         secrets, for the owner only: passwords of the database, keys of data subjects and what wraps
 *               them, the register of erasures
 * postgres/     the embedded database
 * log/          what the service has to say
 * server.json   where the running service is
 * relatum.lock  held by the running service
 * </pre>
 */
public final class DataDirectory implements AutoCloseable {

    private final Path path;
    private final FileChannel lockFile;

    private DataDirectory(Path path, FileChannel lockFile) {
        this.path = path;
        this.lockFile = lockFile;
    }

    /**
     * Takes the directory for this process; makes it when it is not there.
     *
     * @throws StartupException when another process holds it, or it cannot be written
     */
    public static DataDirectory take(Path directory) {
        try {
            Files.createDirectories(directory);
            Path path = directory.toRealPath();
            FileChannel file = FileChannel.open(
                    path.resolve("relatum.lock"),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE);
            if (!locked(file)) {
                String holder = contentOf(file);
                file.close();
                throw new StartupException("the data directory " + path + " is in use by process " + holder
                        + "; stop that one, or choose another directory with --data-dir");
            }
            DataDirectory taken = new DataDirectory(path, file);
            file.truncate(0);
            file.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)),
                    0);
            Path keys = taken.keys();
            if (!Files.isDirectory(keys)) {
                Files.createDirectory(
                        keys, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            Files.createDirectories(taken.log());
            return taken;
        } catch (AccessDeniedException e) {
            throw new StartupException(
                    "the data directory " + directory.toAbsolutePath() + " may not be written by this user", e);
        } catch (IOException e) {
            throw new StartupException(
                    "the data directory " + directory.toAbsolutePath() + " cannot be used: " + e.getMessage(), e);
        }
    }

    /** The directory itself, absolute. */
    public Path path() {
        return path;
    }

    /** Secrets: readable by the owner only, and to be backed up apart from the database. */
    public Path keys() {
        return path.resolve("keys");
    }

    /** Log files. */
    public Path log() {
        return path.resolve("log");
    }

    /** The embedded database. */
    public Path postgres() {
        return path.resolve("postgres");
    }

    /** Lets the next process have it. */
    @Override
    public void close() {
        try {
            lockFile.close();
        } catch (IOException e) {
            throw new StartupException("the lock of " + path + " is not released: " + e.getMessage(), e);
        }
    }

    private static boolean locked(FileChannel file) throws IOException {
        try {
            FileLock lock = file.tryLock();
            return lock != null;
        } catch (OverlappingFileLockException e) {
            return false;
        }
    }

    private static String contentOf(FileChannel file) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(32);
        file.read(content, 0);
        return StandardCharsets.US_ASCII.decode(content.flip()).toString();
    }
}
