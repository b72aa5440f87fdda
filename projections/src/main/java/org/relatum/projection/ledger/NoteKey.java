package org.relatum.projection.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A public Ed25519 key that notes are verified with (C2SP signed-note, tlog-cosignature).
 *
 * @param name whose key it is
 * @param type {@link #LOG} or {@link #COSIGNATURE}
 * @param raw the 32 bytes of RFC 8032, in base64
 */
public record NoteKey(String name, byte type, String raw) {
    /** A key that signs the text of a note. */
    public static final byte LOG = 1;

    /** A key of a witness, who signs the text with an instant before it. */
    public static final byte COSIGNATURE = 4;

    static final int RAW_BYTES = 32;
    private static final byte[] SPKI = HexFormat.of().parseHex("302a300506032b6570032100");

    public NoteKey {
        requireName(name);
        if (Base64.getDecoder().decode(raw).length != RAW_BYTES) {
            throw new IllegalArgumentException("an Ed25519 key has " + RAW_BYTES + " bytes");
        }
        if (type != LOG && type != COSIGNATURE) {
            throw new IllegalArgumentException("keys of type " + type + " are not known");
        }
    }

    static void requireName(String name) {
        if (name.isEmpty() || name.indexOf('+') >= 0 || name.chars().anyMatch(NoteKey::isForbidden)) {
            throw new IllegalArgumentException("a key's name is without spaces, plus signs and control characters");
        }
    }

    private static boolean isForbidden(int c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || Character.isISOControl(c);
    }

    /**
     * Reads {@code <name>+<id in hexadecimal>+<base64 of type and key>}.
     *
     * @throws IllegalArgumentException when it is no such text, or the id is another key's
     */
    public static NoteKey parse(String text) {
        String[] parts = text.strip().split("\\+", 3);
        if (parts.length != 3) {
            throw new IllegalArgumentException("a public key is written name+id+key");
        }
        byte[] key = Base64.getDecoder().decode(parts[2]);
        if (key.length != 1 + RAW_BYTES) {
            throw new IllegalArgumentException("an Ed25519 key has a type and " + RAW_BYTES + " bytes");
        }
        NoteKey read = new NoteKey(
                parts[0], key[0], Base64.getEncoder().encodeToString(Arrays.copyOfRange(key, 1, key.length)));
        if (!read.idText().equals(parts[1].toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException("the id of " + parts[0] + " is not " + parts[1]);
        }
        return read;
    }

    /** The text that {@link #parse} reads. */
    public String text() {
        return name + "+" + idText() + "+"
                + Base64.getEncoder()
                        .encodeToString(ByteBuffer.allocate(1 + RAW_BYTES)
                                .put(type)
                                .put(bytes())
                                .array());
    }

    private byte[] bytes() {
        return Base64.getDecoder().decode(raw);
    }

    /** What tells keys of one name apart in a note. */
    public int id() {
        byte[] text = (name + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] digest = new Hasher()
                .digest(ByteBuffer.allocate(text.length + 1 + RAW_BYTES)
                        .put(text)
                        .put(type)
                        .put(bytes())
                        .array());
        return ByteBuffer.wrap(digest).getInt();
    }

    private String idText() {
        return HexFormat.of().toHexDigits(id());
    }

    /** Whether this key made a signature of a text. */
    public boolean verifies(String text, SignedNote.Line line) {
        if (!line.name().equals(name) || line.id() != id()) {
            return false;
        }
        byte[] signature = Base64.getDecoder().decode(line.signature());
        return switch (type) {
            case LOG -> isSigned(text, signature);
            default -> cosigned(text, signature);
        };
    }

    private boolean cosigned(String text, byte[] signature) {
        if (signature.length <= Long.BYTES) {
            return false;
        }
        long time = ByteBuffer.wrap(signature).getLong();
        return time >= 0
                && isSigned(
                        "cosignature/v1\ntime " + time + "\n" + text,
                        Arrays.copyOfRange(signature, Long.BYTES, signature.length));
    }

    private boolean isSigned(String message, byte[] signature) {
        try {
            PublicKey key = KeyFactory.getInstance("Ed25519")
                    .generatePublic(new X509EncodedKeySpec(ByteBuffer.allocate(SPKI.length + RAW_BYTES)
                            .put(SPKI)
                            .put(bytes())
                            .array()));
            Signature verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(key);
            verifier.update(message.getBytes(StandardCharsets.UTF_8));
            return verifier.verify(signature);
        } catch (GeneralSecurityException e) {
            // Bytes that are no signature, or no point of the curve.
            return false;
        }
    }
}
