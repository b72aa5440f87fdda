package org.relatum.projection.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.relatum.events.privacy.OwnersFile;
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
                LedgerKeys keys = new LedgerKeys(file, origin, List.of(generate(origin)), List.of());
                keys.write(keys.signers, keys.retired);
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

    private static NoteSigner generate(String origin) {
        return NoteSigner.generate(origin, NoteKey.LOG, new SecureRandom());
    }

    /** Name of the log and of its keys. */
    public String origin() {
        return origin;
    }

    /** Those that sign: the one in use, and those before it as long as nothing was signed by all. */
    public synchronized List<NoteSigner> signers() {
        return signers;
    }

    /** All public keys, the one in use first, then older ones. */
    public synchronized List<NoteKey> publicKeys() {
        return Stream.concat(signers.stream().map(NoteSigner::key), retired.stream())
                .toList();
    }

    /**
     * Takes a new key into use; those before it sign along until {@link #handedOver()}. The new one is on the disk before it is used: what
     * a key signed that is nowhere else could never be gone on with.
     *
     * @throws UncheckedIOException when the file can't be written; then the keys are as they were
     */
    public synchronized void rotate() {
        List<NoteSigner> all =
                Stream.concat(Stream.of(generate(origin)), signers.stream()).toList();
        write(all, retired);
        signers = all;
    }

    /**
     * Forgets the private halves of the keys before: a checkpoint with all signatures is stored.
     *
     * @throws UncheckedIOException when the file can't be written; it is forgotten here even so, for the file has all that signs
     */
    public synchronized void handedOver() {
        if (signers.size() > 1) {
            List<NoteKey> keys = publicKeys();
            signers = List.of(signers.getFirst());
            retired = List.copyOf(keys.subList(1, keys.size()));
            write(signers, retired);
        }
    }

    private void write(List<NoteSigner> signers, List<NoteKey> retired) {
        String text = Stream.concat(
                        signers.stream().map(NoteSigner::secret),
                        retired.stream().map(NoteKey::text))
                .reduce("", (lines, line) -> lines + line + "\n");
        try {
            OwnersFile.write(file, text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
