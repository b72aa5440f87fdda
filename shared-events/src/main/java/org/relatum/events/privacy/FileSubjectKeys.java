package org.relatum.events.privacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.CRC32C;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Subject keys in one file of fixed slots, readable by its owner only. A slot is written once, at the end of the file, and can
 * be overwritten in place to destroy the key. Layout: 16 bytes of heading, then slots of 64 bytes: subject (16), AES-256 key
 * (32), zeros (12), CRC-32C of the 60 bytes before (4).
 *
 * <p>A slot is forced to disk before its key is handed out; threads that wait for that share one force. A torn slot at the end of the file
 * belongs to a key nobody got, and is cut off when the file is opened; a broken slot anywhere else is refused.
 */
public final class FileSubjectKeys implements SubjectKeys, AutoCloseable {
    private static final byte[] HEADING = "RELATUM-KEYS-01\n".getBytes(StandardCharsets.US_ASCII);
    private static final int KEY_BYTES = 32;
    private static final int SLOT_BYTES = 64;
    private static final int CHECKED_BYTES = SLOT_BYTES - Integer.BYTES;

    private final FileChannel file;
    private final FileLock lock;
    private final SecureRandom random = new SecureRandom();
    private final ConcurrentHashMap<UUID, Integer> slots = new ConcurrentHashMap<>();
    private final Object appending = new Object();
    private final Object forcing = new Object();
    private int slotCount;
    private volatile int durableSlots;

    private FileSubjectKeys(FileChannel file, FileLock lock) {
        this.file = file;
        this.lock = lock;
    }

    /**
     * Opens the file, or makes an empty one.
     *
     * @throws IOException when it can't be read or written, is no key file, is damaged, or another process has it open
     */
    public static FileSubjectKeys open(Path path) throws IOException {
        boolean posix = path.getFileSystem().supportedFileAttributeViews().contains("posix");
        FileAttribute<?>[] ownerOnly = posix
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
        if (!Files.exists(path)) {
            Files.createFile(path, ownerOnly);
        }
        FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        try {
            FileLock lock = lock(file);
            if (lock == null) {
                throw new IOException("key file " + path + " is in use by another process");
            }
            FileSubjectKeys keys = new FileSubjectKeys(file, lock);
            keys.load(path);
            return keys;
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    private static @Nullable FileLock lock(FileChannel file) throws IOException {
        try {
            return file.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private void load(Path path) throws IOException {
        long size = file.size();
        if (size < HEADING.length) {
            file.truncate(0);
            writeFully(ByteBuffer.wrap(HEADING), 0);
            file.force(true);
            return;
        }
        ByteBuffer heading = ByteBuffer.allocate(HEADING.length);
        readFully(heading, 0);
        if (!Arrays.equals(heading.array(), HEADING)) {
            throw new IOException(path + " is not a key file of this product");
        }
        int whole = (int) ((size - HEADING.length) / SLOT_BYTES);
        ByteBuffer chunk = ByteBuffer.allocate(SLOT_BYTES * 4096);
        for (int first = 0; first < whole; first += 4096) {
            int count = Math.min(4096, whole - first);
            chunk.clear().limit(count * SLOT_BYTES);
            readFully(chunk, offset(first));
            for (int i = 0; i < count; i++) {
                int slot = first + i;
                ByteBuffer bytes = chunk.slice(i * SLOT_BYTES, SLOT_BYTES);
                if (!intact(bytes)) {
                    if (slot != whole - 1) {
                        throw new IOException("key file " + path + " is damaged at slot " + slot);
                    }
                    whole = slot;
                    break;
                }
                slots.put(new UUID(bytes.getLong(0), bytes.getLong(8)), slot);
            }
        }
        file.truncate(offset(whole));
        slotCount = whole;
        durableSlots = whole;
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
        synchronized (appending) {
            Integer existing = slots.get(subject);
            if (existing != null) {
                return existing;
            }
            byte[] key = new byte[KEY_BYTES];
            random.nextBytes(key);
            ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES)
                    .putLong(subject.getMostSignificantBits())
                    .putLong(subject.getLeastSignificantBits())
                    .put(key);
            slot.putInt(CHECKED_BYTES, checksum(slot.array()));
            try {
                writeFully(slot.rewind(), offset(slotCount));
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
        synchronized (forcing) {
            if (slot < durableSlots) {
                return;
            }
            int written;
            synchronized (appending) {
                written = slotCount;
            }
            try {
                file.force(false);
            } catch (IOException e) {
                throw new UncheckedIOException("can't make a subject key durable", e);
            }
            durableSlots = written;
        }
    }

    private SecretKey read(int slot) {
        ByteBuffer bytes = ByteBuffer.allocate(SLOT_BYTES);
        try {
            readFully(bytes, offset(slot));
        } catch (IOException e) {
            throw new UncheckedIOException("can't read a subject key", e);
        }
        return new SecretKeySpec(bytes.array(), 16, KEY_BYTES, "AES");
    }

    private static boolean intact(ByteBuffer slot) {
        byte[] bytes = new byte[SLOT_BYTES];
        slot.get(0, bytes);
        return slot.getInt(CHECKED_BYTES) == checksum(bytes);
    }

    private static int checksum(byte[] slot) {
        CRC32C crc = new CRC32C();
        crc.update(slot, 0, CHECKED_BYTES);
        return (int) crc.getValue();
    }

    private static long offset(int slot) {
        return HEADING.length + (long) slot * SLOT_BYTES;
    }

    private void writeFully(ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            position += file.write(bytes, position);
        }
    }

    private void readFully(ByteBuffer bytes, long at) throws IOException {
        long position = at;
        while (bytes.hasRemaining()) {
            int n = file.read(bytes, position);
            if (n < 0) {
                throw new IOException("the key file ended too early");
            }
            position += n;
        }
        bytes.flip();
    }

    @Override
    public void close() throws IOException {
        lock.release();
        file.close();
    }
}
