package org.relatum.events.privacy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import org.relatum.events.Personal;
import org.relatum.events.Personal.Place;

/**
 * Seals and reveals personal fields: AES-256-GCM with the data subject's key, a random 96-bit nonce, and as authenticated data the
 * identifiers of subject and stream, the type of the event and the name of the field, so that a ciphertext moved to
 * another subject, stream, type or field is refused.
 */
public final class FieldCipher {
    private static final String TRANSFORMATION = "AES/GCM/NoPadding";
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;
    /** Owner of the key behind {@link #keyedHash}; no data subject has this identifier. */
    private static final UUID HASH_KEY = new UUID(0, 0);

    private final SubjectKeys keys;
    private final SecureRandom random = new SecureRandom();

    public FieldCipher(SubjectKeys keys) {
        this.keys = keys;
    }

    /**
     * The field's wire form: what was read from the log unchanged, clear text encrypted anew (with a key that is made for a
     * subject seen for the first time).
     *
     * @param place where it is recorded
     * @throws IllegalArgumentException for the nil UUID, which is no data subject's identifier, and for what was sealed for another
     *     place
     */
    public String seal(Personal field, Place place) {
        String already = field.sealedText();
        if (already == null) {
            return encrypt(field, place);
        }
        if (!place.equals(field.place())) {
            throw new IllegalArgumentException(
                    "a personal field sealed for " + field.place() + " does not go to " + place);
        }
        return already;
    }

    private String encrypt(Personal field, Place place) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        String text = field.clearText();
        if (text == null) {
            throw new IllegalStateException("a personal field is either clear or sealed");
        }
        if (field.subject().equals(HASH_KEY)) {
            throw new IllegalArgumentException("the nil UUID is no data subject");
        }
        try {
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, keys.keyFor(field.subject()), nonce, field.subject(), place);
            byte[] encrypted = cipher.doFinal(text.getBytes(StandardCharsets.UTF_8));
            byte[] out = ByteBuffer.allocate(NONCE_BYTES + encrypted.length)
                    .put(nonce)
                    .put(encrypted)
                    .array();
            return Base64.getUrlEncoder().withoutPadding().encodeToString(out);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("can't encrypt a personal field", e);
        }
    }

    /**
     * The text of a field, or empty when its subject's key was destroyed.
     *
     * @throws IllegalStateException when the key exists but the ciphertext is not what was stored
     */
    public Optional<String> reveal(Personal field) {
        String sealed = field.sealedText();
        Place place = field.place();
        if (sealed == null || place == null) {
            return Optional.ofNullable(field.clearText());
        }
        Optional<SecretKey> key = keys.find(field.subject());
        if (key.isEmpty()) {
            return Optional.empty();
        }
        try {
            byte[] in = Base64.getUrlDecoder().decode(sealed);
            byte[] nonce = Arrays.copyOf(in, NONCE_BYTES);
            Cipher cipher = cipher(Cipher.DECRYPT_MODE, key.get(), nonce, field.subject(), place);
            return Optional.of(
                    new String(cipher.doFinal(in, NONCE_BYTES, in.length - NONCE_BYTES), StandardCharsets.UTF_8));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IllegalStateException("a personal field of " + field.subject() + " does not decrypt", e);
        }
    }

    /**
     * A hash that only the holder of this installation's key can compute, as an identifier. Equal texts give equal
     * identifiers; without the key a text can't be guessed from one.
     */
    public UUID keyedHash(String text) {
        return keyedHash(keys.keyFor(HASH_KEY), text);
    }

    /**
     * As {@link #keyedHash(String)}, but with the subject's own key where there is one, so that nobody can try texts any more once it is
     * destroyed.
     */
    public UUID keyedHash(UUID subject, String text) {
        return hashByOwnKey(subject, text).orElseGet(() -> keyedHash(text));
    }

    /** As {@link #keyedHash(UUID, String)}; empty where the subject has no key. */
    public Optional<UUID> hashByOwnKey(UUID subject, String text) {
        return keys.find(subject).map(key -> keyedHash(key, text));
    }

    /** Makes the subject's key where there is none. Nothing happens to one that was destroyed. */
    public void prepare(UUID subject) {
        if (keys.find(subject).isEmpty()) {
            try {
                keys.keyFor(subject);
            } catch (KeyDestroyedException e) {
                // It stays so; what follows is refused.
            }
        }
    }

    private static UUID keyedHash(SecretKey key, String text) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            ByteBuffer hash = ByteBuffer.wrap(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
            return version8(hash.getLong(), hash.getLong());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("HMAC-SHA-256 is required of every Java platform", e);
        }
    }

    /** RFC 9562 version 8: an identifier whose bits are the application's own. */
    private static UUID version8(long high, long low) {
        return new UUID((high & ~0xF000L) | 0x8000L, (low & 0x3FFFFFFFFFFFFFFFL) | 0x8000000000000000L);
    }

    private static Cipher cipher(int mode, SecretKey key, byte[] nonce, UUID subject, Place place)
            throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance(TRANSFORMATION);
        cipher.init(mode, key, new GCMParameterSpec(TAG_BITS, nonce));
        byte[] type = place.type().getBytes(StandardCharsets.UTF_8);
        byte[] name = place.field().getBytes(StandardCharsets.UTF_8);
        cipher.updateAAD(ByteBuffer.allocate(33 + type.length + name.length)
                .putLong(subject.getMostSignificantBits())
                .putLong(subject.getLeastSignificantBits())
                .putLong(place.stream().getMostSignificantBits())
                .putLong(place.stream().getLeastSignificantBits())
                .put(type)
                .put((byte) 0)
                .put(name)
                .array());
        return cipher;
    }
}
