package org.relatum.events.privacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ErasureGround;

/**
 * Whose personal data were erased, in a file beside the keys and not in the database: a database that is put back from an older backup
 * doesn't know of later erasures, this does. Whoever puts a backup back leaves the register where it is, or {@linkplain #include
 * includes} what the backup's copy of it says; the service carries out again whatever the database or a key file that came back does not
 * know, whenever it starts. Holds identifiers and instants, nothing personal, so it may be copied anywhere.
 *
 * <p>One line an erasure: CRC-32C of what follows the first space in hexadecimal digits, the instant, the ground, the customer, and all
 * subjects whose keys were destroyed. Lines are only added; several of one customer count together. A last line that a crash cut off is
 * taken away; any other damage is refused.
 *
 * <p>Nodes that share keys {@linkplain Common share} what their registers say.
 */
public final class ErasureRegister {
    /** What the file is called, beside the keys. */
    public static final String FILE = "erasures.register";

    /**
     * One erasure.
     *
     * @param customer who was erased: the survivor of all merges
     * @param subjects whose keys were destroyed: the customer and everybody merged into it
     * @param erasedAt when it was recorded first, UTC
     */
    public record Erasure(UUID customer, List<UUID> subjects, Instant erasedAt, ErasureGround ground) {
        public Erasure {
            subjects = List.copyOf(subjects);
        }

        /** As it was recorded first, with the subjects of both. */
        private Erasure with(Erasure later) {
            Set<UUID> all = new LinkedHashSet<>(subjects);
            all.addAll(later.subjects());
            return new Erasure(customer, List.copyOf(all), erasedAt, ground);
        }
    }

    /**
     * Where nodes share what their registers say. It may come back from an older backup as well, so each node's file says all of it, too,
     * and both are joined whenever the register is opened or asked.
     */
    public interface Common {
        /** All erasures, in the order in which they became known there. */
        List<Erasure> all();

        /** Takes over what is not known there; durable when this returns. */
        void add(Collection<Erasure> erasures);
    }

    /** Opens a file; tests open one that fails. */
    @FunctionalInterface
    interface Opening {
        FileChannel open(Path path, OpenOption... options) throws IOException;
    }

    private final Path path;
    private final Opening opening;
    private final @Nullable Common common;
    private final Map<UUID, Erasure> erasures = new LinkedHashMap<>();
    private boolean inDoubt;

    private ErasureRegister(Path path, Opening opening, @Nullable Common common) {
        this.path = path;
        this.opening = opening;
        this.common = common;
    }

    /**
     * Opens the register, or makes an empty one in a directory that exists.
     *
     * @throws IOException when it can't be read or written, or is damaged
     */
    public static ErasureRegister open(Path path) throws IOException {
        return open(path, FileChannel::open);
    }

    /**
     * Opens the register of one of several nodes.
     *
     * @param common what they share
     * @throws IOException when the file can't be read or written, or is damaged
     */
    public static ErasureRegister open(Path path, Common common) throws IOException {
        ErasureRegister register = open(path, FileChannel::open, common);
        common.add(register.all());
        return register;
    }

    static ErasureRegister open(Path path, Opening opening) throws IOException {
        return open(path, opening, null);
    }

    private static ErasureRegister open(Path path, Opening opening, @Nullable Common common) throws IOException {
        ErasureRegister register = new ErasureRegister(path, opening, common);
        if (Files.exists(path)) {
            OwnersFile.restrict(path);
            long whole = register.load();
            if (whole < Files.size(path)) {
                try (FileChannel file = opening.open(path, StandardOpenOption.WRITE)) {
                    file.truncate(whole);
                    file.force(true);
                }
            }
        } else {
            OwnersFile.create(path);
            OwnersFile.forceName(path);
        }
        return register;
    }

    /**
     * Reads all whole lines.
     *
     * @return how many bytes they are
     */
    private long load() throws IOException {
        byte[] content = Files.readAllBytes(path);
        int whole = content.length;
        while (whole > 0 && content[whole - 1] != '\n') {
            whole--;
        }
        int number = 0;
        for (String line :
                new String(content, 0, whole, StandardCharsets.UTF_8).lines().toList()) {
            number++;
            Erasure erasure = read(line, number);
            erasures.merge(erasure.customer(), erasure, Erasure::with);
        }
        return whole;
    }

    private Erasure read(String line, int number) throws IOException {
        String[] parts = line.split(" ", -1);
        try {
            if (parts.length == 5 && line.startsWith(checksum(line.substring(line.indexOf(' ') + 1)))) {
                return new Erasure(
                        UUID.fromString(parts[3]),
                        Stream.of(parts[4].split(",")).map(UUID::fromString).toList(),
                        Instant.parse(parts[1]),
                        ErasureGround.valueOf(parts[2]));
            }
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new IOException("the register of erasures " + path + " is damaged in line " + number, e);
        }
        throw new IOException("the register of erasures " + path + " is damaged in line " + number);
    }

    /** All erasures, in the order in which they became known here. */
    public synchronized List<Erasure> all() {
        if (common != null) {
            addAll(common.all());
        }
        return List.copyOf(erasures.values());
    }

    /**
     * Writes an erasure down, unless all its subjects are known to be erased with the customer; durable when this returns.
     *
     * @throws UncheckedIOException when that can't be done; what is in the file then is what was there before. Where not even that is certain, nothing
     *     is written any more until the register is opened anew
     */
    public synchronized void add(Erasure erasure) {
        addAll(List.of(erasure));
        if (common != null) {
            common.add(List.of(erasure));
        }
    }

    /**
     * Takes over what another register knows and this one does not; the other stays as it is. A last line there that is cut off is not
     * read.
     *
     * @param other a register's file, for instance the copy in a backup
     * @return of how many customers something came over
     * @throws IOException when the other one can't be read or is damaged
     */
    public synchronized int include(Path other) throws IOException {
        ErasureRegister read = new ErasureRegister(other, opening, null);
        read.load();
        int more = addAll(read.all());
        if (common != null) {
            common.add(read.all());
        }
        return more;
    }

    /** Of each customer once at most. */
    private int addAll(Collection<Erasure> more) {
        List<Erasure> unknown =
                more.stream().filter(erasure -> !isKnown(erasure)).toList();
        if (!unknown.isEmpty()) {
            append(unknown);
            unknown.forEach(erasure -> erasures.merge(erasure.customer(), erasure, Erasure::with));
        }
        return unknown.size();
    }

    private boolean isKnown(Erasure erasure) {
        Erasure known = erasures.get(erasure.customer());
        return known != null && Set.copyOf(known.subjects()).containsAll(erasure.subjects());
    }

    private void append(List<Erasure> unknown) {
        if (inDoubt) {
            throw new IllegalStateException("after a write that failed the register of erasures " + path
                    + " takes nothing more until the service is started again");
        }
        String lines = unknown.stream().map(ErasureRegister::line).collect(Collectors.joining());
        try (FileChannel file = opening.open(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            long before = file.size();
            inDoubt = true;
            try {
                ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
                while (bytes.hasRemaining()) {
                    file.write(bytes);
                }
            } catch (IOException e) {
                takeBack(file, before, e);
                inDoubt = false;
                throw e;
            }
            try {
                file.force(true);
            } catch (IOException e) {
                // The system may have dropped what it could not write: another attempt that succeeds says nothing.
                takeBack(file, before, e);
                throw e;
            }
            inDoubt = false;
        } catch (IOException e) {
            throw new UncheckedIOException("can't write the register of erasures", e);
        }
    }

    private static void takeBack(FileChannel file, long before, IOException cause) throws IOException {
        try {
            file.truncate(before);
            file.force(true);
        } catch (IOException e) {
            cause.addSuppressed(e);
            throw cause;
        }
    }

    private static String line(Erasure erasure) {
        String content = erasure.erasedAt() + " " + erasure.ground() + " " + erasure.customer() + " "
                + erasure.subjects().stream().map(UUID::toString).collect(Collectors.joining(","));
        return checksum(content) + " " + content + "\n";
    }

    private static String checksum(String content) {
        CRC32C crc = new CRC32C();
        crc.update(content.getBytes(StandardCharsets.UTF_8));
        return "%08x".formatted(crc.getValue());
    }
}
