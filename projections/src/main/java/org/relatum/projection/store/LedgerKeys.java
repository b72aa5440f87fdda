package org.relatum.projection.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.relatum.projection.ledger.NoteKey;
import org.relatum.projection.ledger.NoteSigner;

/**
 * The keys that sign checkpoints, in a file that only its owner can read. A line each: the private key in use; while a key is
 * being changed, the private key before it; then the public keys that were in use earlier, the latest first. Safe for concurrent
 * use within one process.
 */
public final class LedgerKeys {
    /** What the file is called, among the other secrets. */
    public static final String FILE = "ledger.key";

    private static final String SECRET = "PRIVATE+KEY+";

    private final Path file;
    private final String origin;
    private final SecureRandom random = new SecureRandom();
    private List<NoteSigner> signers;
    private List<NoteKey> retired;

    private LedgerKeys(Path file, String origin, List<NoteSigner> signers, List<NoteKey> retired) {
        this.file = file;
        this.origin = origin;
        this.signers = signers;
        this.retired = retired;
    }

    /**
     * Reads the file, makes it with a new key where there is none.
     *
     * @param origin name of the log and of its keys
     */
    public static LedgerKeys open(Path file, String origin) {
        try {
            if (!Files.exists(file)) {
                LedgerKeys keys = new LedgerKeys(file, origin, List.of(), List.of());
                keys.signers = List.of(keys.generate());
                keys.write();
                return keys;
            }
            List<NoteSigner> signers = new ArrayList<>();
            List<NoteKey> retired = new ArrayList<>();
            for (String line : Files.readAllLines(file)) {
                if (line.startsWith(SECRET)) {
                    signers.add(NoteSigner.parse(line));
                } else if (!line.isBlank()) {
                    retired.add(NoteKey.parse(line));
                }
            }
            if (signers.isEmpty()) {
                throw new IllegalArgumentException("no private key");
            }
            String name = signers.getFirst().key().name();
            if (!name.equals(origin)) {
                throw new IllegalStateException("the keys in " + file + " are those of the log " + name + ", not of "
                        + origin + "; a log keeps its name (relatum.ledger.origin)");
            }
            return new LedgerKeys(file, origin, List.copyOf(signers), List.copyOf(retired));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException(
                    file + " is damaged (" + e.getMessage() + "); put it back from a backup", e);
        }
    }

    /** The public keys of a file, the one in use first; none where there is no file. */
    public static List<NoteKey> publicKeys(Path file) throws IOException {
        if (!Files.exists(file)) {
            return List.of();
        }
        return Files.readAllLines(file).stream()
                .filter(line -> !line.isBlank())
                .map(line -> line.startsWith(SECRET) ? NoteSigner.parse(line).key() : NoteKey.parse(line))
                .toList();
    }

    private NoteSigner generate() {
        return NoteSigner.generate(origin, NoteKey.LOG, random);
    }

    /** Name of the log and of its keys. */
    public String origin() {
        return origin;
    }

    /** Those that sign: the one in use, and the one before it as long as nothing was signed by both. */
    public synchronized List<NoteSigner> signers() {
        return signers;
    }

    /** All public keys, the one in use first, then older ones. */
    public synchronized List<NoteKey> publicKeys() {
        return Stream.concat(signers.stream().map(NoteSigner::key), retired.stream())
                .toList();
    }

    /** Takes a new key into use; the one before it signs along until {@link #handedOver()}. */
    public synchronized void rotate() {
        signers = List.of(generate(), signers.getFirst());
        write();
    }

    /** Forgets the private half of the key before: a checkpoint with both signatures is stored. */
    public synchronized void handedOver() {
        if (signers.size() > 1) {
            List<NoteKey> keys = publicKeys();
            signers = List.of(signers.getFirst());
            retired = List.copyOf(keys.subList(1, keys.size()));
            write();
        }
    }

    private void write() {
        String text = Stream.concat(
                        signers.stream().map(NoteSigner::secret),
                        retired.stream().map(NoteKey::text))
                .reduce("", (lines, line) -> lines + line + "\n");
        Path unfinished = file.resolveSibling(file.getFileName() + ".unfinished");
        try {
            Files.deleteIfExists(unfinished);
            try (FileChannel out = FileChannel.open(
                    unfinished,
                    Set.copyOf(EnumSet.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                out.write(ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII)));
                out.force(true);
            }
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
