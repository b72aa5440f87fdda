package org.relatum.projection.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Proofs of RFC 6962, section 2.1: made from tiles, and verified by RFC 9162, sections 2.1.3.2 and 2.1.4.2. Indexes begin at 0. */
public final class Proofs {
    private final Hasher hasher = new Hasher();
    private final Tile.Reader tiles;
    private final long size;
    private final Map<Tile, byte[]> read = new HashMap<>();

    /**
     * Proofs about a tree of some size. For one thread; remembers the tiles it read.
     *
     * @param size number of leaves
     */
    public Proofs(Tile.Reader tiles, long size) {
        this.tiles = tiles;
        this.size = size;
    }

    /** Hash over everything. */
    public byte[] root() {
        return size == 0 ? hasher.empty() : hash(0, size);
    }

    /** The way from a leaf to the root. */
    public List<byte[]> inclusion(long index) {
        if (index < 0 || index >= size) {
            throw new IllegalArgumentException("no leaf " + index + " in a tree of " + size);
        }
        List<byte[]> proof = new ArrayList<>();
        path(index, 0, size, proof);
        return proof;
    }

    private void path(long index, long from, long to, List<byte[]> proof) {
        if (to - from > 1) {
            long middle = middle(from, to);
            if (index < middle) {
                path(index, from, middle, proof);
                proof.add(hash(middle, to));
            } else {
                path(index, middle, to, proof);
                proof.add(hash(from, middle));
            }
        }
    }

    /** That the tree of another size is the beginning of this one. */
    public List<byte[]> consistency(long before) {
        if (before < 0 || before > size) {
            throw new IllegalArgumentException("no tree of " + before + " within one of " + size);
        }
        List<byte[]> proof = new ArrayList<>();
        if (before > 0 && before < size) {
            subproof(before, 0, size, true, proof);
        }
        return proof;
    }

    private void subproof(long before, long from, long to, boolean whole, List<byte[]> proof) {
        if (before == to) {
            if (!whole) {
                proof.add(hash(from, to));
            }
            return;
        }
        long middle = middle(from, to);
        if (before <= middle) {
            subproof(before, from, middle, whole, proof);
            proof.add(hash(middle, to));
        } else {
            subproof(before, middle, to, false, proof);
            proof.add(hash(from, middle));
        }
    }

    /** Where a range is split: its left part has the largest power of two of leaves that is less than all. */
    private static long middle(long from, long to) {
        return from + Long.highestOneBit(to - from - 1);
    }

    private byte[] hash(long from, long to) {
        long count = to - from;
        if (Long.bitCount(count) == 1 && from % count == 0) {
            int height = Long.numberOfTrailingZeros(count);
            int level = height / Tile.HEIGHT;
            int hashes = 1 << height % Tile.HEIGHT;
            long first = from >> (level * Tile.HEIGHT);
            return hasher.above(tile(level, first / Tile.WIDTH), (int) (first % Tile.WIDTH), hashes);
        }
        long middle = middle(from, to);
        return hasher.node(hash(from, middle), hash(middle, to));
    }

    private byte[] tile(int level, long index) {
        int width = (int) Math.min(Tile.WIDTH, Tile.hashes(level, size) - index * Tile.WIDTH);
        return read.computeIfAbsent(new Tile(level, index, width), tiles::read);
    }

    /** Whether a proof shows that a leaf stands at an index of the tree with a root. */
    public static boolean isIncluded(long index, long size, byte[] leafHash, List<byte[]> proof, byte[] root) {
        if (index < 0 || index >= size || !areHashes(proof, leafHash, root)) {
            return false;
        }
        Hasher hasher = new Hasher();
        long node = index;
        long last = size - 1;
        byte[] hash = leafHash;
        for (byte[] step : proof) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                hash = hasher.node(step, hash);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                hash = hasher.node(hash, step);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(hash, root);
    }

    private static boolean areHashes(List<byte[]> proof, byte[] one, byte[] other) {
        return one.length == Hasher.BYTES
                && other.length == Hasher.BYTES
                && proof.stream().allMatch(hash -> hash.length == Hasher.BYTES);
    }

    /** Whether a proof shows that the tree with one root is the beginning of the tree with another. */
    public static boolean isConsistent(long before, long size, byte[] rootBefore, byte[] root, List<byte[]> proof) {
        if (before < 0 || before > size || !areHashes(proof, rootBefore, root)) {
            return false;
        }
        if (before == 0 || before == size) {
            byte[] expected = before == 0 ? new Hasher().empty() : root;
            return proof.isEmpty() && Arrays.equals(rootBefore, expected);
        }
        List<byte[]> path = new ArrayList<>(proof);
        if (Long.bitCount(before) == 1) {
            path.addFirst(rootBefore);
        }
        if (path.isEmpty()) {
            return false;
        }
        Hasher hasher = new Hasher();
        long node = before - 1;
        long last = size - 1;
        while ((node & 1) == 1) {
            node >>= 1;
            last >>= 1;
        }
        byte[] old = path.getFirst();
        byte[] now = path.getFirst();
        for (byte[] step : path.subList(1, path.size())) {
            if (last == 0) {
                return false;
            }
            if ((node & 1) == 1 || node == last) {
                old = hasher.node(step, old);
                now = hasher.node(step, now);
                while ((node & 1) == 0 && node != 0) {
                    node >>= 1;
                    last >>= 1;
                }
            } else {
                now = hasher.node(now, step);
            }
            node >>= 1;
            last >>= 1;
        }
        return last == 0 && Arrays.equals(old, rootBefore) && Arrays.equals(now, root);
    }
}
