package org.relatum.projection.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.spec.NamedParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/** A private Ed25519 key with which notes are signed. Its text is a secret; {@link #toString} shows the public key only. */
public final class NoteSigner {
    private static final String PRIVATE = "PRIVATE+KEY+";
    private static final byte[] PKCS8 = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private final NoteKey key;
    private final byte[] seed;

    private NoteSigner(NoteKey key, byte[] seed) {
        this.key = key;
        this.seed = seed;
    }

    /**
     * A new key.
     *
     * @param type {@link NoteKey#LOG} or {@link NoteKey#COSIGNATURE}
     */
    public static NoteSigner generate(String name, byte type, SecureRandom random) {
        byte[] seed = new byte[NoteKey.RAW_BYTES];
        random.nextBytes(seed);
        return of(name, type, seed);
    }

    /** The key that a seed of 32 bytes makes (RFC 8032). */
    static NoteSigner of(String name, byte type, byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            // The JDK draws 32 bytes, which are the seed; it knows no other way from a seed to its public key.
            generator.initialize(NamedParameterSpec.ED25519, new Drawn(seed));
            KeyPair pair = generator.generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            byte[] raw = Arrays.copyOfRange(encoded, encoded.length - NoteKey.RAW_BYTES, encoded.length);
            NoteSigner signer =
                    new NoteSigner(new NoteKey(name, type, Base64.getEncoder().encodeToString(raw)), seed.clone());
            if (!Arrays.equals(
                    pair.getPrivate().getEncoded(), signer.privateKey().getEncoded())) {
                throw new IllegalStateException("this JDK makes Ed25519 keys in another way");
            }
            return signer;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has Ed25519", e);
        }
    }

    /** Hands out given bytes. */
    private static final class Drawn extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] bytes;

        Drawn(byte[] bytes) {
            this.bytes = bytes.clone();
        }

        @Override
        public void nextBytes(byte[] into) {
            System.arraycopy(bytes, 0, into, 0, into.length);
        }
    }

    /**
     * Reads what {@link #secret} wrote.
     *
     * @throws IllegalArgumentException when it is no such text
     */
    public static NoteSigner parse(String secret) {
        String text = secret.strip();
        if (!text.startsWith(PRIVATE)) {
            throw new IllegalArgumentException("a private key begins with " + PRIVATE);
        }
        String[] parts = text.substring(PRIVATE.length()).split("\\+", 3);
        byte[] key = parts.length == 3 ? Base64.getDecoder().decode(parts[2]) : new byte[0];
        if (key.length != 1 + NoteKey.RAW_BYTES) {
            throw new IllegalArgumentException("a private key is written " + PRIVATE + "name+id+key");
        }
        NoteSigner signer = of(parts[0], key[0], Arrays.copyOfRange(key, 1, key.length));
        if (!HexFormat.of().toHexDigits(signer.key.id()).equals(parts[1])) {
            throw new IllegalArgumentException("the id of " + parts[0] + " is not " + parts[1]);
        }
        return signer;
    }

    /** The secret as text: {@code PRIVATE+KEY+<name>+<id>+<base64 of type and seed>}. */
    public String secret() {
        return PRIVATE + key.name() + "+" + HexFormat.of().toHexDigits(key.id()) + "+"
                + Base64.getEncoder()
                        .encodeToString(ByteBuffer.allocate(1 + seed.length)
                                .put(key.type())
                                .put(seed)
                                .array());
    }

    /** The public half. */
    public NoteKey key() {
        return key;
    }

    /** Signs the text of a note with a key of type {@link NoteKey#LOG}. */
    public SignedNote.Line sign(String text) {
        return line(signature(text));
    }

    /**
     * Signs a checkpoint as a witness does, with a key of type {@link NoteKey#COSIGNATURE}.
     *
     * @param time seconds since 1970-01-01T00:00Z
     */
    public SignedNote.Line cosign(String text, long time) {
        byte[] signature = signature("cosignature/v1\ntime " + time + "\n" + text);
        return line(ByteBuffer.allocate(Long.BYTES + signature.length)
                .putLong(time)
                .put(signature)
                .array());
    }

    private SignedNote.Line line(byte[] signature) {
        return new SignedNote.Line(key.name(), key.id(), Base64.getEncoder().encodeToString(signature));
    }

    private byte[] signature(String message) {
        try {
            Signature signer = Signature.getInstance("Ed25519");
            signer.initSign(privateKey());
            signer.update(message.getBytes(StandardCharsets.UTF_8));
            return signer.sign();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private PrivateKey privateKey() throws GeneralSecurityException {
        return KeyFactory.getInstance("Ed25519")
                .generatePrivate(new PKCS8EncodedKeySpec(ByteBuffer.allocate(PKCS8.length + seed.length)
                        .put(PKCS8)
                        .put(seed)
                        .array()));
    }

    @Override
    public String toString() {
        return key.text();
    }
}
