package org.relatum.projection.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.projection.ledger.NoteKey;
import org.relatum.projection.ledger.NoteSigner;

class LedgerKeysTest {
    private static final String ORIGIN = "crm.example.org";

    @TempDir
    Path directory;

    private Path file() {
        return directory.resolve(LedgerKeys.FILE);
    }

    /** As on a full disk, or where the directory is mounted for reading; also for somebody who may write everywhere. */
    private Path unwritable() throws IOException {
        return Files.createFile(Files.createDirectory(directory.resolve(LedgerKeys.FILE + ".new"))
                .resolve("in-the-way"));
    }

    private static void writable(Path obstacle) throws IOException {
        Files.delete(obstacle);
        Files.delete(obstacle.getParent());
    }

    private static List<String> secrets(LedgerKeys keys) {
        return keys.signers().stream().map(NoteSigner::secret).toList();
    }

    @Test
    void a_new_key_is_in_the_file_before_it_signs() {
        LedgerKeys keys = LedgerKeys.open(file(), ORIGIN);
        NoteKey before = keys.publicKeys().getFirst();
        keys.rotate();
        assertThat(keys.signers()).hasSize(2);
        assertThat(secrets(LedgerKeys.open(file(), ORIGIN))).isEqualTo(secrets(keys));
        keys.handedOver();
        assertThat(keys.publicKeys()).hasSize(2).endsWith(before);
        LedgerKeys again = LedgerKeys.open(file(), ORIGIN);
        assertThat(secrets(again)).isEqualTo(secrets(keys)).hasSize(1);
        assertThat(again.publicKeys()).isEqualTo(keys.publicKeys());
    }

    @Test
    void a_key_that_can_not_be_written_down_never_signs() throws IOException {
        LedgerKeys keys = LedgerKeys.open(file(), ORIGIN);
        List<String> before = secrets(keys);
        Path obstacle = unwritable();
        assertThatThrownBy(keys::rotate).isInstanceOf(UncheckedIOException.class);
        assertThat(secrets(keys)).isEqualTo(before);
        writable(obstacle);
        keys.rotate();
        assertThat(secrets(keys)).endsWith(before.getFirst());
        assertThat(secrets(LedgerKeys.open(file(), ORIGIN))).isEqualTo(secrets(keys));
    }

    @Test
    void a_key_that_nothing_was_handed_over_from_signs_along_until_something_is() {
        LedgerKeys keys = LedgerKeys.open(file(), ORIGIN);
        List<NoteKey> before = keys.publicKeys();
        keys.rotate();
        keys.rotate();
        assertThat(keys.signers()).hasSize(3);
        keys.handedOver();
        assertThat(keys.publicKeys()).hasSize(3).endsWith(before.getFirst());
    }

    @Test
    void what_signs_is_in_the_file_whether_or_not_the_key_before_could_be_taken_out() throws IOException {
        LedgerKeys keys = LedgerKeys.open(file(), ORIGIN);
        keys.rotate();
        Path obstacle = unwritable();
        assertThatThrownBy(keys::handedOver).isInstanceOf(UncheckedIOException.class);
        // Otherwise each round would sign with both, and keep its checkpoint.
        assertThat(keys.signers()).hasSize(1);
        assertThat(secrets(LedgerKeys.open(file(), ORIGIN)))
                .startsWith(secrets(keys).getFirst());
        writable(obstacle);
        List<NoteKey> known = keys.publicKeys();
        keys.rotate();
        keys.handedOver();
        LedgerKeys again = LedgerKeys.open(file(), ORIGIN);
        assertThat(again.signers()).hasSize(1);
        assertThat(again.publicKeys()).endsWith(known.toArray(NoteKey[]::new));
    }

    /** How a key is changed where all nodes read it from a secret: docs/proof.md. */
    @Test
    void files_of_a_new_and_an_old_key_are_together_that_of_a_handover() throws IOException {
        LedgerKeys old = LedgerKeys.open(file(), ORIGIN);
        old.rotate();
        old.handedOver();
        Path made = directory.resolve("new.key");
        LedgerKeys fresh = LedgerKeys.open(made, ORIGIN);
        Path both = Files.writeString(directory.resolve("both.key"), Files.readString(made) + Files.readString(file()));
        LedgerKeys keys = LedgerKeys.open(both, ORIGIN);
        assertThat(secrets(keys))
                .containsExactly(secrets(fresh).getFirst(), secrets(old).getFirst());
        assertThat(keys.publicKeys()).hasSize(3).endsWith(old.publicKeys().toArray(NoteKey[]::new));
    }
}
