package org.relatum.projection.ledger;

import java.util.Base64;

/**
 * What the log was at a size (C2SP tlog-checkpoint).
 *
 * @param origin which log
 * @param size number of leaves
 * @param root base64 of the hash over them
 */
public record Checkpoint(String origin, long size, String root) {

    /** With the bytes of a root. */
    public static Checkpoint of(String origin, long size, byte[] root) {
        return new Checkpoint(origin, size, Base64.getEncoder().encodeToString(root));
    }

    /**
     * Reads the text of a note.
     *
     * @throws IllegalArgumentException when it is no checkpoint
     */
    public static Checkpoint parse(String text) {
        String[] lines = text.split("\n", -1);
        if (lines.length < 4 || lines[0].isEmpty() || !lines[1].matches("0|[1-9]\\d{0,17}")) {
            throw new IllegalArgumentException("a checkpoint has lines with origin, size and root");
        }
        for (int i = 3; i < lines.length - 1; i++) {
            if (lines[i].isEmpty()) {
                throw new IllegalArgumentException("a checkpoint has no empty lines");
            }
        }
        byte[] root = Base64.getDecoder().decode(lines[2]);
        if (root.length != Hasher.BYTES) {
            throw new IllegalArgumentException("a root has " + Hasher.BYTES + " bytes");
        }
        return of(lines[0], Long.parseLong(lines[1]), root);
    }

    /** The hash over all leaves. */
    public byte[] rootHash() {
        return Base64.getDecoder().decode(root);
    }

    /** The text that is signed. */
    public String text() {
        return origin + "\n" + size + "\n" + root + "\n";
    }
}
