package org.relatum.events.privacy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.relatum.events.ErasureGround;

/**
 * Whose personal data were erased, in a file beside the keys and not in the database: a database that is put back from an older backup
 * doesn't know of later erasures, this does. Whoever puts a backup back leaves the register where it is, or {@linkplain #include
 * includes} what the backup's copy of it says; the service carries out again whatever the database or a key file that came back does not
 * know, whenever it starts. Holds identifiers and instants, nothing personal, so it may be copied anywhere.
 *
 * <p>One line an erasure: CRC-32C of what follows the first space in hexadecimal digits, the instant, the ground, the customer, and all
 * subjects whose keys were destroyed. Lines are only added. A last line that a crash cut off is taken away; any other damage is refused.
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
    }

    private final Path path;
    private final Map<UUID, Erasure> erasures = new LinkedHashMap<>();

    private ErasureRegister(Path path) {
        this.path = path;
    }

    /**
     * Opens the register, or makes an empty one in a directory that exists.
     *
     * @throws IOException when it can't be read or written, or is damaged
     */
    public static ErasureRegister open(Path path) throws IOException {
        ErasureRegister register = new ErasureRegister(path);
        if (Files.exists(path)) {
            OwnersFile.restrict(path);
            register.load();
        } else {
            OwnersFile.create(path);
            OwnersFile.forceName(path);
        }
        return register;
    }

    private void load() throws IOException {
        byte[] content = Files.readAllBytes(path);
        int whole = content.length;
        while (whole > 0 && content[whole - 1] != '\n') {
            whole--;
        }
        if (whole < content.length) {
            try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE)) {
                file.truncate(whole);
                file.force(true);
            }
        }
        int number = 0;
        for (String line :
                new String(content, 0, whole, StandardCharsets.UTF_8).lines().toList()) {
            number++;
            Erasure erasure = read(line, number);
            erasures.put(erasure.customer(), erasure);
        }
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
        return List.copyOf(erasures.values());
    }

    /** Writes an erasure down, once a customer; durable when this returns. */
    public synchronized void add(Erasure erasure) {
        addAll(List.of(erasure));
    }

    /**
     * Takes over what another register knows and this one does not; the other stays as it is.
     *
     * @param other a register's file, for instance the copy in a backup
     * @return how many erasures came over
     * @throws IOException when the other one can't be read or is damaged
     */
    public synchronized int include(Path other) throws IOException {
        ErasureRegister read = new ErasureRegister(other);
        read.load();
        int before = erasures.size();
        addAll(read.all());
        return erasures.size() - before;
    }

    private void addAll(Collection<Erasure> more) {
        List<Erasure> unknown = more.stream()
                .filter(erasure -> !erasures.containsKey(erasure.customer()))
                .toList();
        if (unknown.isEmpty()) {
            return;
        }
        String lines = unknown.stream().map(ErasureRegister::line).collect(Collectors.joining());
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.WRITE, StandardOpenOption.APPEND)) {
            ByteBuffer bytes = ByteBuffer.wrap(lines.getBytes(StandardCharsets.UTF_8));
            while (bytes.hasRemaining()) {
                file.write(bytes);
            }
            file.force(true);
        } catch (IOException e) {
            throw new UncheckedIOException("can't write the register of erasures", e);
        }
        unknown.forEach(erasure -> erasures.put(erasure.customer(), erasure));
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
