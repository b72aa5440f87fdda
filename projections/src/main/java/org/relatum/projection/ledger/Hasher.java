package org.relatum.projection.ledger;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** Hashes of a Merkle tree as RFC 6962, section 2.1, has them: SHA-256, leaves and nodes kept apart by a first byte. For one thread. */
public final class Hasher {
    /** Bytes of a hash. */
    public static final int BYTES = 32;

    private static final byte LEAF = 0;
    private static final byte NODE = 1;

    private final MessageDigest sha256;

    public Hasher() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    /** SHA-256 of some bytes. */
    public byte[] digest(byte[] bytes) {
        return sha256.digest(bytes);
    }

    /** Hash of the tree without a leaf. */
    public byte[] empty() {
        return sha256.digest();
    }

    /** Hash of a leaf. */
    public byte[] leaf(byte[] entry) {
        sha256.update(LEAF);
        return sha256.digest(entry);
    }

    /** Hash of the node above two others. */
    public byte[] node(byte[] left, byte[] right) {
        sha256.update(NODE);
        sha256.update(left);
        return sha256.digest(right);
    }

    /**
     * Hash of the node above a power of two of hashes that lie beside each other.
     *
     * @param hashes of one height
     * @param from index of the first
     * @param count how many, a power of two
     */
    public byte[] above(byte[] hashes, int from, int count) {
        byte[] row = new byte[count * BYTES];
        System.arraycopy(hashes, from * BYTES, row, 0, row.length);
        for (int left = count; left > 1; left /= 2) {
            for (int i = 0; i < left / 2; i++) {
                sha256.update(NODE);
                sha256.update(row, 2 * i * BYTES, 2 * BYTES);
                System.arraycopy(sha256.digest(), 0, row, i * BYTES, BYTES);
            }
        }
        byte[] top = new byte[BYTES];
        System.arraycopy(row, 0, top, 0, BYTES);
        return top;
    }
}
