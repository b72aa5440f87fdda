package org.relatum.command.ingest;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;

/**
 * Names for rows that have none: (format, content, how many rows with that very content came before). Two equal rows are
 * two purchases, and a file that is read again, grown, cut or sorted anew gives each row the name it had.
 */
final class RowIdentity {
    private static final int DIGITS = 32;

    private final String format;
    private final Map<String, Integer> seen = new HashMap<>();

    RowIdentity(String format) {
        this.format = format;
    }

    /** The name of the next row with this content: 128 bits of SHA-256, in hexadecimal digits. */
    String next(String content) {
        return digest(format + '\n' + content + '\n' + seen.merge(content, 1, Integer::sum));
    }

    private static String digest(String text) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash).substring(0, DIGITS);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
