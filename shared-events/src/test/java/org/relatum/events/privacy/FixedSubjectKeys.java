package org.relatum.events.privacy;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;
import org.relatum.events.Personal;
import org.relatum.events.Personal.Place;

/** Keys for tests, the same in every run: SHA-256 of the subject. A key can be destroyed. */
public final class FixedSubjectKeys implements SubjectKeys {
    private final Set<UUID> destroyed = new HashSet<>();

    @Override
    public SecretKey keyFor(UUID subject) {
        return find(subject).orElseThrow();
    }

    @Override
    public Optional<SecretKey> find(UUID subject) {
        return destroyed.contains(subject)
                ? Optional.empty()
                : Optional.of(new SecretKeySpec(sha256("key of " + subject), "AES"));
    }

    @Override
    public void destroy(Collection<UUID> subjects) {
        destroyed.addAll(subjects);
    }

    /**
     * A personal field as it stands in the log, always the same for the same text. Written from the format alone, not with
     * {@link FieldCipher}: base64url of a nonce of 12 bytes, the ciphertext and a tag of 16; authenticated are subject, stream, type, a zero byte and the
     * field's name.
     */
    public static Personal sealed(UUID subject, Place place, String text) {
        try {
            byte[] nonce = Arrays.copyOf(sha256("nonce of " + subject + place + text), 12);
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(Cipher.ENCRYPT_MODE, new FixedSubjectKeys().keyFor(subject), new GCMParameterSpec(128, nonce));
            for (UUID id : new UUID[] {subject, place.stream()}) {
                cipher.updateAAD(HexFormat.of().parseHex(id.toString().replace("-", "")));
            }
            cipher.updateAAD((place.type() + "\0" + place.field()).getBytes(UTF_8));
            byte[] encrypted = cipher.doFinal(text.getBytes(UTF_8));
            byte[] sealed = Arrays.copyOf(nonce, nonce.length + encrypted.length);
            System.arraycopy(encrypted, 0, sealed, nonce.length, encrypted.length);
            return Personal.sealed(
                    subject, place, Base64.getUrlEncoder().withoutPadding().encodeToString(sealed));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
