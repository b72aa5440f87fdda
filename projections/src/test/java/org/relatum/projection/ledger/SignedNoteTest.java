package org.relatum.projection.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SignedNoteTest {
    /** The example of Go's package golang.org/x/mod/sumdb/note, made by another program. */
    private static final String PUBLIC = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";

    private static final String SECRET =
            "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

    private static final String NOTE = """
        If you think cryptography is the answer to your problem,
        then you don't know what your problem is.

        \u2014 PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=
        """;

    private final NoteKey key = NoteKey.parse(PUBLIC);

    @Test
    void a_note_that_another_program_signed_is_verified_and_signed_alike() {
        SignedNote note = SignedNote.parse(NOTE);
        assertThat(note.note()).isEqualTo(NOTE);
        assertThat(note.signedBy(List.of(key))).containsExactly(key);
        NoteSigner signer = NoteSigner.parse(SECRET);
        assertThat(signer.key()).isEqualTo(key);
        assertThat(signer.sign(note.text())).isEqualTo(note.lines().getFirst());
        assertThat(signer.secret()).isEqualTo(SECRET);
        assertThat(key.text()).isEqualTo(PUBLIC);
        assertThat(signer).asString().doesNotContain("AYEKFALV");
    }

    @Test
    void another_text_another_key_and_another_name_are_refused() {
        SignedNote note = SignedNote.parse(NOTE);
        assertThat(SignedNote.parse(NOTE.replace("answer", "Answer")).signedBy(List.of(key)))
                .isEmpty();
        NoteKey other = NoteSigner.generate("PeterNeumann", NoteKey.LOG, new SecureRandom())
                .key();
        assertThat(note.signedBy(List.of(other))).isEmpty();
        assertThat(SignedNote.parse(NOTE.replace("PeterNeumann", "PaulNeumann")).signedBy(List.of(key)))
                .isEmpty();
    }

    @Test
    void a_witness_signs_with_its_time() {
        NoteSigner witness = NoteSigner.generate("witness.example/w1", NoteKey.COSIGNATURE, new SecureRandom());
        SignedNote note = SignedNote.parse(NOTE);
        SignedNote cosigned = note.with(List.of(witness.cosign(note.text(), 1_679_315_147)));
        assertThat(SignedNote.parse(cosigned.note())).isEqualTo(cosigned);
        assertThat(cosigned.signedBy(List.of(key, witness.key()))).containsExactly(key, witness.key());
        assertThat(cosigned.with(cosigned.lines())).isEqualTo(cosigned);
        SignedNote.Line plain = NoteSigner.parse(witness.secret()).sign(note.text());
        assertThat(note.with(List.of(plain)).signedBy(List.of(witness.key()))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "text\n",
                "text\n\n",
                "text\n\n\u2014 name\n",
                "text\n\n- name x08go/ZJkuBS\n",
                "text\n\n\u2014 name AAAA\n",
                "text\n\n\u2014 na+me x08go/ZJkuBS\n",
                "text\n\n\u2014 name x08go/ZJkuBS",
                "te\txt\n\n\u2014 name x08go/ZJkuBS\n",
            })
    void what_is_no_note_is_refused(String text) {
        assertThatThrownBy(() -> SignedNote.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "PeterNeumann",
                "PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "PeterNeumann+c74f20a3+AhpcQcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
                "Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW",
            })
    void what_is_no_key_is_refused(String text) {
        assertThatThrownBy(() -> NoteKey.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_checkpoint_is_read_and_written() {
        Checkpoint checkpoint = Checkpoint.of("relatum/a", 20_852_163, new Hasher().empty());
        assertThat(Checkpoint.parse(checkpoint.text())).isEqualTo(checkpoint);
        assertThat(checkpoint.text()).isEqualTo("relatum/a\n20852163\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n");
        for (String wrong : List.of(
                "",
                "a\n1\n",
                "a\n01\n" + checkpoint.root() + "\n",
                "a\n1\nAAAA\n",
                "\n1\n" + checkpoint.root() + "\n")) {
            assertThatThrownBy(() -> Checkpoint.parse(wrong)).isInstanceOf(IllegalArgumentException.class);
        }
    }
}
