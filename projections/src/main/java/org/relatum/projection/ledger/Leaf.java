package org.relatum.projection.ledger;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Micros;

/**
 * What the ledger says of one stored event; {@code docs/formats/ledger.md} describes its bytes. The digests are of the bytes as
 * they are stored, with personal fields encrypted: they stay true when a key is destroyed.
 *
 * @param type stored name of the event
 * @param revision revision it was written in
 * @param streamType stored kind of the stream
 * @param sequence place in the stream, the first is 0
 * @param recordedAt UTC, microseconds
 * @param actor who recorded it, null when its metadata don't say
 * @param payload SHA-256 of the stored payload
 * @param metadata SHA-256 of the stored metadata
 */
public record Leaf(
        String type,
        int revision,
        String streamType,
        UUID stream,
        long sequence,
        UUID eventId,
        Instant recordedAt,
        @Nullable String actor,
        byte[] payload,
        byte[] metadata) {

    /** First byte of the form that is written. */
    static final byte VERSION = 1;

    private static final int FIXED = 1 + 2 + 4 + 2 + 16 + 8 + 16 + 8 + 3 + 2 * Hasher.BYTES;
    /** Longer than any account may be named; a longer one, which only a stranger can have written, is not repeated. */
    private static final int LONGEST_ACTOR = 1_000;

    private static final int LONGEST = 65_535;

    /** The canonical bytes. */
    public byte[] bytes() {
        byte[] typeText = type.getBytes(StandardCharsets.UTF_8);
        byte[] streamTypeText = streamType.getBytes(StandardCharsets.UTF_8);
        byte[] actorText = actor == null ? new byte[0] : actor.getBytes(StandardCharsets.UTF_8);
        boolean named = actor != null && actorText.length <= LONGEST_ACTOR;
        long length = (long) FIXED + typeText.length + streamTypeText.length + (named ? actorText.length : -2);
        if (length > LONGEST) {
            throw new IllegalArgumentException("the names of " + stream + " " + sequence + " are too long for a leaf");
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).put(VERSION);
        put(bytes, typeText);
        bytes.putInt(revision);
        put(bytes, streamTypeText);
        put(bytes, stream);
        bytes.putLong(sequence);
        put(bytes, eventId);
        bytes.putLong(Micros.of(recordedAt));
        bytes.put((byte) (named ? 1 : 0));
        if (named) {
            put(bytes, actorText);
        }
        return bytes.put(payload).put(metadata).array();
    }

    private static void put(ByteBuffer bytes, byte[] text) {
        bytes.putShort((short) text.length).put(text);
    }

    private static void put(ByteBuffer bytes, UUID id) {
        bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
    }

    /**
     * Reads canonical bytes.
     *
     * @throws IllegalArgumentException when they are none
     */
    public static Leaf read(byte[] entry) {
        ByteBuffer bytes = ByteBuffer.wrap(entry);
        try {
            if (bytes.get() != VERSION) {
                throw new IllegalArgumentException("a leaf of an unknown version");
            }
            String type = text(bytes);
            int revision = bytes.getInt();
            String streamType = text(bytes);
            UUID stream = id(bytes);
            long sequence = bytes.getLong();
            UUID eventId = id(bytes);
            Instant recordedAt = Micros.toInstant(bytes.getLong());
            String actor = bytes.get() == 0 ? null : text(bytes);
            Leaf leaf = new Leaf(
                    type,
                    revision,
                    streamType,
                    stream,
                    sequence,
                    eventId,
                    recordedAt,
                    actor,
                    bytes(bytes, Hasher.BYTES),
                    bytes(bytes, Hasher.BYTES));
            if (bytes.hasRemaining()) {
                throw new IllegalArgumentException("bytes after the end of a leaf");
            }
            return leaf;
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a leaf that is cut off", e);
        }
    }

    private static String text(ByteBuffer bytes) {
        return new String(bytes(bytes, Short.toUnsignedInt(bytes.getShort())), StandardCharsets.UTF_8);
    }

    private static UUID id(ByteBuffer bytes) {
        return new UUID(bytes.getLong(), bytes.getLong());
    }

    private static byte[] bytes(ByteBuffer bytes, int count) {
        if (count > bytes.remaining()) {
            throw new BufferUnderflowException();
        }
        byte[] read = new byte[count];
        bytes.get(read);
        return read;
    }

    /** Entries one after the other as C2SP tlog-tiles bundles them, each behind its length in two bytes. */
    public static byte[] bundle(List<byte[]> entries) {
        ByteBuffer bytes =
                ByteBuffer.allocate(entries.stream().mapToInt(e -> 2 + e.length).sum());
        entries.forEach(entry -> put(bytes, entry));
        return bytes.array();
    }

    /**
     * The entries of a bundle.
     *
     * @throws IllegalArgumentException when it is cut off
     */
    public static List<byte[]> unbundle(byte[] bundle) {
        List<byte[]> entries = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(bundle);
        try {
            while (bytes.hasRemaining()) {
                entries.add(bytes(bytes, Short.toUnsignedInt(bytes.getShort())));
            }
        } catch (BufferUnderflowException e) {
            throw new IllegalArgumentException("a bundle that is cut off", e);
        }
        return entries;
    }
}
