package org.relatum.events.privacy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Subject keys in one file of fixed slots, readable by its owner only. A slot is written once, at the end of the file, and can
 * be overwritten in place to destroy the key. Layout: 64 bytes of heading, then slots of 64 bytes, so that none crosses a disk
 * sector: subject (16), AES-256 key (32), how many slots were known to be durable when this one was written (4), zeros (8),
 * CRC-32C of the 60 bytes before (4). Numbers are big-endian.
 *
 * <p>A slot is forced to disk before its key is handed out; threads that wait for that share one force. After a power loss any
 * of the slots that were not forced yet may be broken. Nobody got their keys, so the file is cut before the first of them when
 * it is opened. A broken slot that a later one states to be durable is damage, and the file is refused.
 *
 * <p>One object in one process has a file open at a time.
 */
public final class FileSubjectKeys implements SubjectKeys, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FileSubjectKeys.class.getName());
    private static final int SLOT_BYTES = 64;
    private static final byte[] HEADING =
            Arrays.copyOf("RELATUM-KEYS-01\n".getBytes(StandardCharsets.US_ASCII), SLOT_BYTES);
    private static final int KEY_AT = 16;
    private static final int KEY_BYTES = 32;
    private static final int DURABLE_AT = KEY_AT + KEY_BYTES;
    private static final int CHECKED_BYTES = SLOT_BYTES - Integer.BYTES;
    private static final int CHUNK_SLOTS = 4096;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    /**
     * The files open in this process. The lock doesn't do for that: on POSIX a process that closes any descriptor of a file
     * loses its locks on it, so a second opening here may not even get as far as trying.
     */
    private static final Set<Path> OPEN = ConcurrentHashMap.newKeySet();

    /** Brings what was written to a file onto the disk. */
    @FunctionalInterface
    interface Forcing {
        void force(RandomAccessFile file) throws IOException;
    }

    private final Path path;
    /** Not a channel for reading and writing: an interrupted thread would close that for all others. */
    private final RandomAccessFile file;

    private final FileLock lock;
    private final Forcing forcing;
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentHashMap<UUID, Integer> slots = new ConcurrentHashMap<>();
    private final Object appendMonitor = new Object();
    private final Object forceMonitor = new Object();
    private int slotCount;
    private volatile int durableSlots;
    private volatile boolean forceFailed;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FileSubjectKeys(Path path, RandomAccessFile file, FileLock lock, Forcing forcing) {
        this.path = path;
        this.file = file;
        this.lock = lock;
        this.forcing = forcing;
    }

    /**
     * Opens the file, or makes an empty one in a directory that exists.
     *
     * @throws IOException when it can't be read or written, is no key file, is damaged, or is open already, here or in another
     *     process
     */
    public static FileSubjectKeys open(Path path) throws IOException {
        return open(path, file -> file.getFD().sync());
    }

    static FileSubjectKeys open(Path path, Forcing forcing) throws IOException {
        createIfAbsent(path);
        Path real = path.toRealPath();
        if (!OPEN.add(real)) {
            throw new IOException("key file " + path + " is already open in this process");
        }
        try {
            return openOnly(real, forcing);
        } catch (IOException | RuntimeException e) {
            OPEN.remove(real);
            throw e;
        }
    }

    private static void createIfAbsent(Path path) throws IOException {
        try {
            if (isPosix(path)) {
                Files.createFile(path, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
            } else {
                Files.createFile(path);
            }
        } catch (FileAlreadyExistsException e) {
            if (isPosix(path)) {
                // A copy that came back from elsewhere may have lost its permissions.
                Files.setPosixFilePermissions(path, OWNER_ONLY);
            }
        }
    }

    private static boolean isPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    private static FileSubjectKeys openOnly(Path path, Forcing forcing) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            FileLock lock = lock(file);
            if (lock == null) {
                throw new IOException("key file " + path + " is in use by another process");
            }
            FileSubjectKeys keys = new FileSubjectKeys(path, file, lock, forcing);
            keys.load();
            return keys;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static @Nullable FileLock lock(RandomAccessFile file) throws IOException {
        try {
            return file.getChannel().tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private void load() throws IOException {
        readOrWriteHeading();
        int whole = (int) (file.length() / SLOT_BYTES) - 1;
        int firstBroken = whole;
        int knownDurable = 0;
        for (int first = 0; first < whole; first += CHUNK_SLOTS) {
            byte[] chunk = new byte[SLOT_BYTES * Math.min(CHUNK_SLOTS, whole - first)];
            readAt(offset(first), chunk);
            for (int i = 0; i < chunk.length / SLOT_BYTES; i++) {
                ByteBuffer slot =
                        ByteBuffer.wrap(chunk, i * SLOT_BYTES, SLOT_BYTES).slice();
                if (!intact(slot)) {
                    firstBroken = Math.min(firstBroken, first + i);
                    continue;
                }
                knownDurable = Math.max(knownDurable, slot.getInt(DURABLE_AT));
                if (firstBroken == whole) {
                    slots.put(new UUID(slot.getLong(0), slot.getLong(8)), first + i);
                }
            }
        }
        if (firstBroken < knownDurable) {
            throw new IOException("key file " + path + " is damaged at slot " + firstBroken);
        }
        if (file.length() != offset(firstBroken)) {
            LOG.log(
                    System.Logger.Level.WARNING,
                    "{0}: cut {1} bytes after slot {2}, written by a run that crashed before it could use their keys",
                    path,
                    file.length() - offset(firstBroken),
                    firstBroken);
            file.setLength(offset(firstBroken));
        }
        makeDurableWhatIsThere(knownDurable, firstBroken);
        slotCount = firstBroken;
        durableSlots = firstBroken;
    }

    private void readOrWriteHeading() throws IOException {
        byte[] there = new byte[(int) Math.min(file.length(), HEADING.length)];
        readAt(0, there);
        if (Arrays.equals(there, HEADING)) {
            return;
        }
        // No slot is written before the heading is durable, so a file of which not even that was completed holds no
        // key.
        if (file.length() > HEADING.length || !tornHeading(there)) {
            throw new IOException(path + " is not a key file of this product");
        }
        file.setLength(0);
        writeAt(0, HEADING);
    }

    private static boolean tornHeading(byte[] there) {
        for (int i = 0; i < there.length; i++) {
            if (there[i] != 0 && there[i] != HEADING[i]) {
                return false;
            }
        }
        return true;
    }

    /**
     * The run before may have crashed between writing and forcing, or its force may have failed, after which an operating system
     * takes pages for clean that never reached the disk. So what is not known to be durable is written again, then forced,
     * and so is the name of the file in its directory.
     */
    private void makeDurableWhatIsThere(int knownDurable, int whole) throws IOException {
        byte[] unsure = new byte[(whole - knownDurable) * SLOT_BYTES];
        readAt(offset(knownDurable), unsure);
        writeAt(offset(knownDurable), unsure);
        forcing.force(file);
        Path directory = path.getParent();
        if (directory != null && isPosix(path)) {
            try (FileChannel names = FileChannel.open(directory, StandardOpenOption.READ)) {
                names.force(true);
            }
        }
    }

    @Override
    public SecretKey keyFor(UUID subject) {
        Integer slot = slots.get(subject);
        if (slot == null) {
            slot = append(subject);
        }
        makeDurable(slot);
        return read(slot);
    }

    @Override
    public Optional<SecretKey> find(UUID subject) {
        return Optional.ofNullable(slots.get(subject)).map(this::read);
    }

    private int append(UUID subject) {
        synchronized (appendMonitor) {
            Integer existing = slots.get(subject);
            if (existing != null) {
                return existing;
            }
            byte[] key = new byte[KEY_BYTES];
            random.nextBytes(key);
            ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES)
                    .putLong(subject.getMostSignificantBits())
                    .putLong(subject.getLeastSignificantBits())
                    .put(key)
                    .putInt(durableSlots);
            slot.putInt(CHECKED_BYTES, checksum(slot));
            try {
                writeAt(offset(slotCount), slot.array());
            } catch (IOException e) {
                throw new UncheckedIOException("can't write a subject key", e);
            }
            int written = slotCount++;
            slots.put(subject, written);
            return written;
        }
    }

    private void makeDurable(int slot) {
        if (slot < durableSlots) {
            return;
        }
        synchronized (forceMonitor) {
            if (slot < durableSlots) {
                return;
            }
            if (forceFailed) {
                throw new IllegalStateException(
                        "a subject key could not be made durable; " + path + " must be reopened");
            }
            int written;
            synchronized (appendMonitor) {
                written = slotCount;
            }
            try {
                forcing.force(file);
            } catch (IOException e) {
                // Trying again proves nothing: it may succeed without the pages that were lost.
                forceFailed = true;
                throw new UncheckedIOException("can't make a subject key durable", e);
            }
            durableSlots = written;
        }
    }

    private SecretKey read(int slot) {
        byte[] bytes = new byte[KEY_BYTES];
        try {
            readAt(offset(slot) + KEY_AT, bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read a subject key", e);
        }
        return new SecretKeySpec(bytes, "AES");
    }

    private static boolean intact(ByteBuffer slot) {
        return slot.getInt(CHECKED_BYTES) == checksum(slot);
    }

    private static int checksum(ByteBuffer slot) {
        CRC32C crc = new CRC32C();
        crc.update(slot.duplicate().position(0).limit(CHECKED_BYTES));
        return (int) crc.getValue();
    }

    private static long offset(int slot) {
        return HEADING.length + (long) slot * SLOT_BYTES;
    }

    private void writeAt(long position, byte[] bytes) throws IOException {
        synchronized (file) {
            file.seek(position);
            file.write(bytes);
        }
    }

    private void readAt(long position, byte[] bytes) throws IOException {
        synchronized (file) {
            file.seek(position);
            file.readFully(bytes);
        }
    }

    @Override
    public void close() throws IOException {
        if (closed.compareAndSet(false, true)) {
            try (file) {
                lock.release();
            } finally {
                OPEN.remove(path);
            }
        }
    }
}
