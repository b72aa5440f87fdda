package org.relatum.events.privacy;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.CRC32C;
import javax.crypto.SecretKey;
import org.jspecify.annotations.Nullable;

/**
 * Subject keys in one file of fixed slots, readable by its owner only, each wrapped by a master key. A slot is added at the end of the
 * file, and is overwritten in place when its key is wrapped anew or destroyed. Layout: 128 bytes of heading, then slots of 128 bytes, so
 * that none crosses a disk sector: subject (16), version of the master key, 0 where the key is destroyed (4), nonce (12), AES-256
 * key and tag, encrypted by the master key with AES-GCM and the subject as authenticated data (48), how many slots were known to be durable when
 * this one was added (4), zeros (40), CRC-32C of the 124 bytes before (4). Numbers are big-endian. Of a destroyed key nothing is left but
 * whose it was, so that it is not made again.
 *
 * <p>A slot is forced to disk before its key is handed out; threads that wait for that share one force. After a power loss any
 * of the slots that were not forced yet may be broken. Nobody got their keys, so the file is cut before the first of them when
 * it is opened. A broken slot that a later one states to be durable is damage, and the file is refused.
 *
 * <p>One object in one process has a file open at a time.
 */
public final class FileSubjectKeys implements WrappedSubjectKeys, AutoCloseable {
    private static final System.Logger LOG = System.getLogger(FileSubjectKeys.class.getName());
    private static final int SLOT_BYTES = 128;
    private static final byte[] HEADING =
            Arrays.copyOf("RELATUM-KEYS-02\n".getBytes(StandardCharsets.US_ASCII), SLOT_BYTES);
    private static final int VERSION_AT = 16;
    private static final int NONCE_AT = VERSION_AT + Integer.BYTES;
    private static final int WRAPPED_AT = NONCE_AT + KeyWrapping.NONCE_BYTES;
    private static final int DURABLE_AT = WRAPPED_AT + KeyWrapping.WRAPPED_BYTES;
    private static final int DESTROYED = 0;
    private static final int CHECKED_BYTES = SLOT_BYTES - Integer.BYTES;
    private static final int CHUNK_SLOTS = 4096;

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
    private final MasterKeys masters;
    /** Not a channel for reading and writing: an interrupted thread would close that for all others. */
    private final RandomAccessFile file;

    private final FileLock lock;
    private final Forcing forcing;
    private final KeyWrapping wrapping;
    private final ConcurrentHashMap<UUID, Integer> slots = new ConcurrentHashMap<>();
    private final Object appendMonitor = new Object();
    private final Object forceMonitor = new Object();
    private final Object rotationMonitor = new Object();
    private int slotCount;
    private volatile int durableSlots;
    private volatile boolean forceFailed;
    private final AtomicBoolean closed = new AtomicBoolean();

    private FileSubjectKeys(Path path, MasterKeys masters, RandomAccessFile file, FileLock lock, Forcing forcing) {
        this.path = path;
        this.masters = masters;
        this.wrapping = new KeyWrapping(masters);
        this.file = file;
        this.lock = lock;
        this.forcing = forcing;
    }

    /**
     * Opens the file, or makes an empty one in a directory that exists.
     *
     * @param masters with what keys are wrapped
     * @throws IOException when it can't be read or written, is no key file, is damaged, is wrapped by other master keys, or is open
     *     already, here or in another process
     */
    public static FileSubjectKeys open(Path path, MasterKeys masters) throws IOException {
        return open(path, masters, file -> file.getFD().sync());
    }

    static FileSubjectKeys open(Path path, MasterKeys masters, Forcing forcing) throws IOException {
        createIfAbsent(path);
        Path real = path.toRealPath();
        if (!OPEN.add(real)) {
            throw new IOException("key file " + path + " is already open in this process");
        }
        try {
            return openOnly(real, masters, forcing);
        } catch (IOException | RuntimeException e) {
            OPEN.remove(real);
            throw e;
        }
    }

    private static void createIfAbsent(Path path) throws IOException {
        try {
            OwnersFile.create(path);
        } catch (FileAlreadyExistsException e) {
            OwnersFile.restrict(path);
        }
    }

    private static FileSubjectKeys openOnly(Path path, MasterKeys masters, Forcing forcing) throws IOException {
        RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
        try {
            FileLock lock = lock(file);
            if (lock == null) {
                throw new IOException("key file " + path + " is in use by another process");
            }
            FileSubjectKeys keys = new FileSubjectKeys(path, masters, file, lock, forcing);
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
        Set<Integer> tried = new HashSet<>(Set.of(DESTROYED));
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
                if (tried.add(slot.getInt(VERSION_AT))) {
                    requireMaster(slot);
                }
                if (firstBroken == whole) {
                    slots.put(subject(slot), first + i);
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

    private void requireMaster(ByteBuffer slot) throws IOException {
        try {
            unwrap(slot);
        } catch (IllegalStateException e) {
            throw new IOException(
                    "the keys in " + path + " are wrapped by another master key than the one there is", e);
        }
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
        OwnersFile.forceName(path);
    }

    @Override
    public SecretKey keyFor(UUID subject) {
        Integer slot = slots.get(subject);
        if (slot == null) {
            slot = append(subject, false);
        }
        makeDurable(slot);
        return read(slot).orElseThrow(() -> new KeyDestroyedException(subject));
    }

    @Override
    public Optional<SecretKey> find(UUID subject) {
        return Optional.ofNullable(slots.get(subject)).flatMap(this::read);
    }

    @Override
    public void destroy(Collection<UUID> subjects) {
        for (UUID subject : subjects) {
            synchronized (appendMonitor) {
                Integer slot = slots.get(subject);
                if (slot == null) {
                    append(subject, true);
                    continue;
                }
                ByteBuffer content = slot(slot);
                write(slot, content.put(VERSION_AT, new byte[DURABLE_AT - VERSION_AT]));
            }
        }
        forceEverything();
    }

    @Override
    public Wrapping wrapping() {
        SortedSet<Integer> versions = masters.versions();
        return new Wrapping(versions.last(), versions.size() > 1, count());
    }

    @Override
    public int rotateMaster(Progress progress) throws IOException {
        synchronized (rotationMonitor) {
            int version = masters.versions().size() > 1 ? masters.versions().last() : masters.add();
            int done = 0;
            for (int of = count(); done < of; of = count()) {
                // All of them, also those that seem to be wrapped by it: the disk may not have what the file shows.
                for (int end = Math.min(done + CHUNK_SLOTS, of); done < end; done++) {
                    rewrap(done);
                }
                progress.at(done, of);
            }
            forceEverything();
            masters.keepOnly(version);
            return version;
        }
    }

    /** How many subjects have or had a key. */
    public int count() {
        synchronized (appendMonitor) {
            return slotCount;
        }
    }

    private void rewrap(int slot) {
        synchronized (appendMonitor) {
            ByteBuffer content = slot(slot);
            if (content.getInt(VERSION_AT) != DESTROYED) {
                wrap(content, unwrap(content));
                write(slot, content);
            }
        }
    }

    private int append(UUID subject, boolean destroyed) {
        synchronized (appendMonitor) {
            Integer existing = slots.get(subject);
            if (existing != null) {
                return existing;
            }
            ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES)
                    .putLong(0, subject.getMostSignificantBits())
                    .putLong(Long.BYTES, subject.getLeastSignificantBits())
                    .putInt(DURABLE_AT, durableSlots);
            if (!destroyed) {
                wrap(slot, wrapping.newKey());
            }
            write(slotCount, slot);
            int written = slotCount++;
            slots.put(subject, written);
            return written;
        }
    }

    private void wrap(ByteBuffer slot, SecretKey key) {
        KeyWrapping.Wrapped wrapped =
                wrapping.wrap(subject(slot), key, masters.versions().last());
        slot.putInt(VERSION_AT, wrapped.version())
                .put(NONCE_AT, wrapped.nonce())
                .put(WRAPPED_AT, wrapped.key());
    }

    private SecretKey unwrap(ByteBuffer slot) {
        byte[] nonce = new byte[KeyWrapping.NONCE_BYTES];
        byte[] key = new byte[KeyWrapping.WRAPPED_BYTES];
        slot.get(NONCE_AT, nonce).get(WRAPPED_AT, key);
        return wrapping.unwrap(subject(slot), new KeyWrapping.Wrapped(slot.getInt(VERSION_AT), nonce, key));
    }

    private static UUID subject(ByteBuffer slot) {
        return new UUID(slot.getLong(0), slot.getLong(Long.BYTES));
    }

    private void write(int number, ByteBuffer slot) {
        slot.putInt(CHECKED_BYTES, checksum(slot));
        try {
            writeAt(offset(number), slot.array());
        } catch (IOException e) {
            throw new UncheckedIOException("can't write a subject key", e);
        }
    }

    private ByteBuffer slot(int number) {
        byte[] bytes = new byte[SLOT_BYTES];
        try {
            readAt(offset(number), bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("can't read a subject key", e);
        }
        return ByteBuffer.wrap(bytes);
    }

    private void makeDurable(int slot) {
        if (slot < durableSlots) {
            return;
        }
        synchronized (forceMonitor) {
            if (slot >= durableSlots) {
                forceEverything();
            }
        }
    }

    private void forceEverything() {
        synchronized (forceMonitor) {
            if (forceFailed) {
                throw new IllegalStateException(
                        "a subject key could not be made durable; " + path + " must be reopened");
            }
            int written = count();
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

    private Optional<SecretKey> read(int number) {
        ByteBuffer slot = slot(number);
        try {
            return slot.getInt(VERSION_AT) == DESTROYED ? Optional.empty() : Optional.of(unwrap(slot));
        } catch (IllegalStateException e) {
            // A rotation may have ended since the slot was read, and with it the master key that it named.
            if (slot(number).getInt(VERSION_AT) == slot.getInt(VERSION_AT)) {
                throw e;
            }
            return read(number);
        }
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
