package org.relatum.projection.rebuild;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Micros;
import org.relatum.projection.engine.EventSearch;
import org.relatum.projection.engine.StoredEvent;

/**
 * Events divided by customers into files, each small enough for memory: the log is read once, in its own order, and folded customer by
 * customer. Personal fields are as sealed here as in the log. For one thread while it is written; files are read independently.
 */
final class LogSpool implements AutoCloseable {
    private static final String SUFFIX = ".events";
    private static final int BUFFER = 1 << 15;
    /** Position, sequence, type, revision and recordedAt, which follow the stream. */
    private static final int BEFORE_PAYLOAD = 3 * Long.BYTES + Short.BYTES + Integer.BYTES;

    private static final UUID NOT_KEPT = new UUID(0, 0);
    private static final byte[] NO_METADATA = {};

    private final Path folder;
    private final int partitions;
    private final DataOutputStream[] files;
    private final int from;
    private final Map<String, Integer> types = new HashMap<>();
    private final List<String> typeNames = new ArrayList<>();

    /**
     * Removes what is left of an earlier one.
     *
     * @param folder of this service alone
     * @param partitions into how many parts the customers are divided
     * @param from first of the partitions that are kept
     * @param to behind the last one
     */
    LogSpool(Path folder, int partitions, int from, int to) {
        this.folder = folder;
        this.partitions = partitions;
        this.from = from;
        this.files = new DataOutputStream[to - from];
        try {
            Files.createDirectories(folder);
            clear(folder);
            for (int i = 0; i < files.length; i++) {
                files[i] =
                        new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file(from + i)), BUFFER));
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the log can't be divided in " + folder, e);
        }
    }

    private static void clear(Path folder) throws IOException {
        try (DirectoryStream<Path> left = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : left) {
                Files.delete(file);
            }
        }
    }

    private Path file(int partition) {
        return folder.resolve(partition + SUFFIX);
    }

    private int partition(UUID stream) {
        long bits = (stream.getMostSignificantBits() ^ stream.getLeastSignificantBits()) * 0x9E3779B97F4A7C15L;
        return (int) Long.remainderUnsigned(bits >>> 16, partitions);
    }

    void add(StoredEvent event) {
        int file = partition(event.stream()) - from;
        if (file < 0 || file >= files.length) {
            return;
        }
        int type = types.computeIfAbsent(event.type(), name -> {
            typeNames.add(name);
            return typeNames.size() - 1;
        });
        try {
            DataOutputStream out = files[file];
            out.writeLong(event.stream().getMostSignificantBits());
            out.writeLong(event.stream().getLeastSignificantBits());
            out.writeLong(event.position());
            out.writeLong(event.sequence());
            out.writeShort(type);
            out.writeInt(event.revision());
            out.writeLong(Micros.of(event.recordedAt()));
            out.writeInt(event.payload().length);
            out.write(event.payload());
        } catch (IOException e) {
            throw new UncheckedIOException("the log can't be divided in " + folder, e);
        }
    }

    /** Nothing more comes. */
    void complete() {
        IOException failure = closeFiles();
        if (failure != null) {
            throw new UncheckedIOException("the log can't be divided in " + folder, failure);
        }
    }

    /** Returns the first failure. */
    private @Nullable IOException closeFiles() {
        IOException failure = null;
        for (DataOutputStream file : files) {
            try {
                file.close();
            } catch (IOException e) {
                failure = failure == null ? e : failure;
            }
        }
        return failure;
    }

    /** The events of a partition, once. */
    Partition take(int partition) {
        Path file = file(partition);
        try {
            byte[] bytes = Files.readAllBytes(file);
            Files.delete(file);
            return new Partition(ByteBuffer.wrap(bytes));
        } catch (IOException e) {
            throw new UncheckedIOException("the divided log can't be read in " + folder, e);
        }
    }

    /** The events of one customer, in the order of the log. */
    record Stream(UUID customer, List<StoredEvent> events) {}

    /**
     * The events of a partition, stream by stream. They stay bytes until it is the turn of their stream: a hundred thousand small objects
     * that live for a second would be copied by every collection of that second, and commands wait for those.
     */
    final class Partition implements Iterable<Stream> {
        private static final int NONE = -1;

        private final ByteBuffer bytes;
        /** Where each event begins. */
        private int[] begins = new int[1 << 10];
        /** The event before it in its stream. */
        private int[] before = new int[begins.length];

        private int events;
        private final Map<UUID, Integer> last = new LinkedHashMap<>();

        private Partition(ByteBuffer bytes) {
            this.bytes = bytes;
            while (bytes.hasRemaining()) {
                if (events == begins.length) {
                    begins = Arrays.copyOf(begins, 2 * events);
                    before = Arrays.copyOf(before, 2 * events);
                }
                begins[events] = bytes.position();
                Integer previous = last.put(new UUID(bytes.getLong(), bytes.getLong()), events);
                before[events] = previous == null ? NONE : previous;
                events++;
                bytes.position(bytes.position() + BEFORE_PAYLOAD);
                int length = bytes.getInt();
                bytes.position(bytes.position() + length);
            }
        }

        int events() {
            return events;
        }

        int streams() {
            return last.size();
        }

        @Override
        public Iterator<Stream> iterator() {
            return last.entrySet().stream()
                    .map(stream -> new Stream(stream.getKey(), read(stream.getKey(), stream.getValue())))
                    .iterator();
        }

        private List<StoredEvent> read(UUID stream, int end) {
            List<StoredEvent> read = new ArrayList<>();
            for (int event = end; event != NONE; event = before[event]) {
                bytes.position(begins[event] + 2 * Long.BYTES);
                long position = bytes.getLong();
                long sequence = bytes.getLong();
                String type = typeNames.get(bytes.getShort());
                int revision = bytes.getInt();
                long recordedAt = bytes.getLong();
                byte[] payload = new byte[bytes.getInt()];
                bytes.get(payload);
                read.add(new StoredEvent(
                        position,
                        EventSearch.CUSTOMER,
                        stream,
                        sequence,
                        NOT_KEPT,
                        type,
                        revision,
                        Micros.toInstant(recordedAt),
                        payload,
                        NO_METADATA));
            }
            Collections.reverse(read);
            return read;
        }
    }

    /** Removes the files, whether or not they could be written to the end. */
    @Override
    public void close() {
        closeFiles();
        try {
            clear(folder);
        } catch (IOException e) {
            throw new UncheckedIOException("the divided log can't be removed from " + folder, e);
        }
    }
}
