package org.relatum.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.ledger.Checkpoint;
import org.relatum.projection.ledger.NoteKey;
import org.relatum.projection.ledger.SignedNote;
import picocli.CommandLine.Option;

/** What a verifier has from elsewhere than the log it verifies. */
final class Trusted {

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "a checkpoint of this log that was kept where its operator can't change it; may be repeated")
    @Nullable
    List<Path> checkpoints;

    @Option(
            names = "--key",
            paramLabel = "KEY",
            description = "the log's public key, name+id+key, or a file with such lines; may be repeated")
    @Nullable
    List<String> keys;

    /** The keys that were given. */
    List<NoteKey> keys() {
        List<NoteKey> read = new ArrayList<>();
        for (String key : keys == null ? List.<String>of() : keys) {
            try {
                if (Files.isRegularFile(Path.of(key))) {
                    Files.readAllLines(Path.of(key)).stream()
                            .filter(line -> !line.isBlank())
                            .map(NoteKey::parse)
                            .forEach(read::add);
                } else {
                    read.add(NoteKey.parse(key));
                }
            } catch (IOException | IllegalArgumentException e) {
                throw new ClientException("--key " + key + ": " + e.getMessage(), e);
            }
        }
        return read;
    }

    /** The checkpoints that were kept. */
    List<SignedNote> kept() {
        List<SignedNote> read = new ArrayList<>();
        for (Path file : checkpoints == null ? List.<Path>of() : checkpoints) {
            try {
                SignedNote note = SignedNote.parse(Files.readString(file));
                Checkpoint.parse(note.text());
                read.add(note);
            } catch (IOException | IllegalArgumentException e) {
                throw new ClientException("--checkpoint " + file + ": " + e.getMessage(), e);
            }
        }
        return read;
    }
}
