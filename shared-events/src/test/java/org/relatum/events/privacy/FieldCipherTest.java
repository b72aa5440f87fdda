package org.relatum.events.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relatum.events.Personal;
import org.relatum.events.Personal.Place;

class FieldCipherTest {
    private static final UUID ADA = UUID.fromString("6f1c0d52-8d3a-4c7e-9b21-0a4f5e6d7c81");
    private static final UUID BOB = UUID.fromString("b7e4c8a1-52d9-4f06-8c3e-91d2a6f05b44");

    private static final UUID STREAM = new UUID(1, 2);
    private static final Place PLACE = new Place(STREAM, "customer.registered", "name");

    private final FixedSubjectKeys keys = new FixedSubjectKeys();
    private final FieldCipher cipher = new FieldCipher(keys);

    @ParameterizedTest
    @ValueSource(strings = {"", "Ada Lovelace", "王小明, 北京 🏮", "line\nline\u0000"})
    void sealed_text_is_revealed_as_it_was(String text) {
        Personal sealed = seal(ADA, text);
        assertThat(sealed.clearText()).isNull();
        assertThat(cipher.reveal(sealed)).contains(text);
    }

    @Test
    void the_format_is_nonce_ciphertext_and_tag_with_subject_and_place_authenticated() {
        assertThat(cipher.reveal(FixedSubjectKeys.sealed(ADA, PLACE, "Ada Lovelace")))
                .contains("Ada Lovelace");
        // Computed with another implementation, Python's cryptography.
        assertThat(cipher.reveal(Personal.sealed(ADA, PLACE, "AAECAwQFBgcICQoLC2qqYpTKGvAbbT7ZYsE80jkb8lUergxuuER6wA")))
                .contains("Ada Lovelace");
    }

    @Test
    void the_same_text_is_sealed_differently_each_time() {
        assertThat(Stream.generate(() -> seal(ADA, "Ada")).limit(1000)).doesNotHaveDuplicates();
    }

    @Test
    void what_is_sealed_already_is_not_sealed_again() {
        Personal sealed = seal(ADA, "Ada");
        assertThat(cipher.seal(sealed, PLACE)).isEqualTo(sealed.sealedText());
    }

    @Test
    void a_ciphertext_moved_to_another_subject_is_refused() {
        Personal moved = Personal.sealed(BOB, PLACE, sealedText(seal(ADA, "Ada")));
        assertThatThrownBy(() -> cipher.reveal(moved)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void a_ciphertext_moved_to_another_subject_is_refused_even_under_the_same_key() {
        SubjectKeys oneKey = new SubjectKeys() {
            @Override
            public SecretKey keyFor(UUID subject) {
                return keys.keyFor(ADA);
            }

            @Override
            public Optional<SecretKey> find(UUID subject) {
                return keys.find(ADA);
            }

            @Override
            public void destroy(Collection<UUID> subjects) {
                throw new AssertionError();
            }
        };
        Personal moved = Personal.sealed(BOB, PLACE, sealedText(seal(ADA, "Ada")));
        assertThatThrownBy(() -> new FieldCipher(oneKey).reveal(moved)).isInstanceOf(IllegalStateException.class);
    }

    private static Stream<Place> otherPlaces() {
        return Stream.of(
                new Place(BOB, "customer.registered", "name"),
                new Place(STREAM, "customer.profile-changed", "name"),
                new Place(STREAM, "customer.registered", "notes"),
                new Place(STREAM, "customer.registere", "dname"),
                new Place(STREAM, "metadata", "name"));
    }

    @ParameterizedTest
    @MethodSource("otherPlaces")
    void a_ciphertext_moved_to_another_stream_type_or_field_is_refused(Place other) {
        Personal sealed = seal(ADA, "Ada");
        Personal moved = Personal.sealed(ADA, other, sealedText(sealed));
        assertThatThrownBy(() -> cipher.reveal(moved)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.seal(sealed, other)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void any_changed_bit_is_refused() {
        byte[] sealed = Base64.getUrlDecoder().decode(sealedText(seal(ADA, "Ada Lovelace")));
        for (int bit = 0; bit < sealed.length * 8; bit++) {
            byte[] tampered = sealed.clone();
            tampered[bit / 8] ^= (byte) (1 << bit % 8);
            Personal field = Personal.sealed(
                    ADA, PLACE, Base64.getUrlEncoder().withoutPadding().encodeToString(tampered));
            assertThatThrownBy(() -> cipher.reveal(field)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void a_ciphertext_cut_anywhere_is_refused() {
        String sealed = sealedText(seal(ADA, "Ada Lovelace"));
        IntStream.range(0, sealed.length())
                .mapToObj(length -> Personal.sealed(ADA, PLACE, sealed.substring(0, length)))
                .forEach(cut -> assertThatThrownBy(() -> cipher.reveal(cut)).isInstanceOf(IllegalStateException.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?", "not base64 at all!", "AAAA"})
    void what_is_no_ciphertext_is_refused(String sealed) {
        assertThatThrownBy(() -> cipher.reveal(Personal.sealed(ADA, PLACE, sealed)))
                .isInstanceOf(IllegalStateException.class);
    }

    @Test
    void nothing_is_revealed_once_the_key_is_destroyed() {
        Personal ada = seal(ADA, "Ada");
        Personal bob = seal(BOB, "Bob");
        keys.destroy(List.of(ADA));
        assertThat(cipher.reveal(ada)).isEmpty();
        assertThat(cipher.reveal(bob)).contains("Bob");
    }

    @Test
    void text_that_was_not_stored_yet_is_revealed_without_a_key() {
        keys.destroy(List.of(ADA));
        assertThat(cipher.reveal(Personal.clear(ADA, "Ada"))).contains("Ada");
    }

    @Test
    void the_nil_identifier_is_no_data_subject() {
        assertThatThrownBy(() -> cipher.seal(Personal.clear(new UUID(0, 0), "Ada"), PLACE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void a_keyed_hash_is_the_same_for_the_same_text_and_key_only(@TempDir Path directory) throws IOException {
        Path file = directory.resolve("subject.keys");
        UUID hash;
        try (FileSubjectKeys here = FileSubjectKeys.open(file, new MemoryMasterKeys())) {
            hash = new FieldCipher(here).keyedHash("shop:4711");
            assertThat(new FieldCipher(here).keyedHash("shop:4711")).isEqualTo(hash);
            assertThat(new FieldCipher(here).keyedHash("shop:4712")).isNotEqualTo(hash);
        }
        try (FileSubjectKeys reopened = FileSubjectKeys.open(file, new MemoryMasterKeys())) {
            assertThat(new FieldCipher(reopened).keyedHash("shop:4711")).isEqualTo(hash);
        }
        try (FileSubjectKeys elsewhere =
                FileSubjectKeys.open(directory.resolve("other.keys"), new MemoryMasterKeys())) {
            assertThat(new FieldCipher(elsewhere).keyedHash("shop:4711")).isNotEqualTo(hash);
        }
    }

    @Test
    void a_keyed_hash_is_an_identifier_of_version_8() {
        // HMAC-SHA-256, computed with another implementation, Python's hmac.
        assertThat(cipher.keyedHash("shop:4711")).hasToString("cbd757f4-436d-8b57-9566-db5b2f5a8d57");
        assertThat(IntStream.range(0, 1000).mapToObj(i -> cipher.keyedHash("shop:" + i)))
                .doesNotHaveDuplicates()
                .allMatch(id -> id.version() == 8 && id.variant() == 2);
    }

    private Personal seal(UUID subject, String text) {
        return Personal.sealed(subject, PLACE, cipher.seal(Personal.clear(subject, text), PLACE));
    }

    private static String sealedText(Personal sealed) {
        String text = sealed.sealedText();
        assertThat(text).isNotNull();
        return text;
    }
}
