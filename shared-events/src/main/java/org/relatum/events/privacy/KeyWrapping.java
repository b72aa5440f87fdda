package org.relatum.events.privacy;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/** How keys of data subjects are wrapped, wherever they are kept: AES-256-GCM by a master key, with the subject as authenticated data. */
public final class KeyWrapping {
    public static final int NONCE_BYTES = 12;
    private static final int KEY_BYTES = 32;
    private static final int TAG_BYTES = 16;
    /** Of a wrapped key. */
    public static final int WRAPPED_BYTES = KEY_BYTES + TAG_BYTES;

    private static final String ALGORITHM = "AES";

    private final MasterKeys masters;
    private final SecureRandom random = new SecureRandom();

    /**
     * @param masters with what keys are wrapped
     */
    public KeyWrapping(MasterKeys masters) {
        this.masters = masters;
    }

    /**
     * A wrapped key.
     *
     * @param version of the master key
     * @param key encrypted, and its tag
     */
    public record Wrapped(int version, byte[] nonce, byte[] key) {}

    /** A key for a data subject. */
    public SecretKey newKey() {
        byte[] key = new byte[KEY_BYTES];
        random.nextBytes(key);
        return new SecretKeySpec(key, ALGORITHM);
    }

    /** Wraps a key by the master key of a version. */
    public Wrapped wrap(UUID subject, SecretKey key, int version) {
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        try {
            byte[] wrapped =
                    cipher(Cipher.ENCRYPT_MODE, version, nonce, subject).doFinal(key.getEncoded());
            return new Wrapped(version, nonce, wrapped);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a subject key can't be wrapped", e);
        }
    }

    /**
     * The key that was wrapped.
     *
     * @throws IllegalStateException when there is no master key of that version, or another one wrapped it
     */
    public SecretKey unwrap(UUID subject, Wrapped wrapped) {
        try {
            return new SecretKeySpec(
                    cipher(Cipher.DECRYPT_MODE, wrapped.version(), wrapped.nonce(), subject)
                            .doFinal(wrapped.key()),
                    ALGORITHM);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the key of " + subject + " can't be unwrapped", e);
        }
    }

    private Cipher cipher(int mode, int version, byte[] nonce, UUID subject) throws GeneralSecurityException {
        Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
        cipher.init(mode, masters.key(version), new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
        cipher.updateAAD(ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(subject.getMostSignificantBits())
                .putLong(subject.getLeastSignificantBits())
                .array());
        return cipher;
    }
}
