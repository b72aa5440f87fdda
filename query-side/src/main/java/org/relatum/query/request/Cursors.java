package org.relatum.query.request;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.privacy.FieldCipher;

/**
 * Where a page ended, for the client to give back as it is. Each is sealed with a keyed hash over itself and the question it belongs
 * to, so that one that was made up, changed, or taken from another question is refused and what an opened one says can be
 * relied on.
 */
public final class Cursors {
    private static final int SEAL_BYTES = 16;

    private final FieldCipher cipher;

    public Cursors(FieldCipher cipher) {
        this.cipher = cipher;
    }

    /**
     * Seals a place.
     *
     * @param question names the address
     * @param parameters of the request, all read
     * @param place where the page ended
     */
    public String seal(String question, Parameters parameters, String place) {
        byte[] text = place.getBytes(StandardCharsets.UTF_8);
        UUID seal = sealOf(question, parameters, place);
        byte[] cursor = ByteBuffer.allocate(SEAL_BYTES + text.length)
                .putLong(seal.getMostSignificantBits())
                .putLong(seal.getLeastSignificantBits())
                .put(text)
                .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(cursor);
    }

    /**
     * The place that the request's cursor names, null when it has none. A bad one is noted with the parameters.
     *
     * @param parameters of the request, all others read
     */
    public @Nullable String open(String question, Parameters parameters) {
        String cursor = parameters.cursor();
        if (cursor == null) {
            return null;
        }
        String place = unsealed(question, parameters, cursor);
        return place != null
                ? place
                : parameters.wrong("cursor", "bad-cursor", "is not one that this question was answered with");
    }

    /** The place that a cursor names which came on another way than with the parameters; null when it is a bad one. */
    public @Nullable String unsealed(String question, Parameters parameters, String cursor) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getUrlDecoder().decode(cursor));
            if (bytes.remaining() > SEAL_BYTES) {
                UUID seal = new UUID(bytes.getLong(), bytes.getLong());
                String place = StandardCharsets.UTF_8.decode(bytes).toString();
                return seal.equals(sealOf(question, parameters, place)) ? place : null;
            }
        } catch (IllegalArgumentException e) {
            // Falls through to the refusal.
        }
        return null;
    }

    private UUID sealOf(String question, Parameters parameters, String place) {
        return cipher.keyedHash("cursor\n" + question + "\n" + parameters.fingerprint() + "\n" + place);
    }
}
