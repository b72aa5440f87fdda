package org.relatum.projection.ledger;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A Merkle tree that grows: it keeps the unfinished tile of each level and hands out those that changed. For one thread. */
public final class Tree {
    private final Hasher hasher = new Hasher();
    private final List<Level> levels = new ArrayList<>();
    private final Map<Tile, byte[]> finished = new LinkedHashMap<>();
    private long size;

    /** The unfinished tile of a level. */
    private static final class Level {
        final byte[] hashes = new byte[Tile.WIDTH * Hasher.BYTES];
        long index;
        int width;
        boolean changed;
    }

    /** The tree of some size whose tiles are there. */
    public static Tree of(long size, Tile.Reader tiles) {
        Tree tree = new Tree();
        tree.size = size;
        for (int level = 0; Tile.hashes(level, size) > 0; level++) {
            long hashes = Tile.hashes(level, size);
            Level at = tree.level(level);
            at.index = hashes / Tile.WIDTH;
            at.width = (int) (hashes % Tile.WIDTH);
            if (at.width > 0) {
                byte[] read = tiles.read(new Tile(level, at.index, at.width));
                System.arraycopy(read, 0, at.hashes, 0, at.width * Hasher.BYTES);
            }
        }
        return tree;
    }

    /** A tree that grows apart from this one; it hands out no tiles of before. */
    Tree copy() {
        Tree copy = new Tree();
        copy.size = size;
        for (Level level : levels) {
            Level same = new Level();
            System.arraycopy(level.hashes, 0, same.hashes, 0, level.width * Hasher.BYTES);
            same.index = level.index;
            same.width = level.width;
            copy.levels.add(same);
        }
        return copy;
    }

    /** Number of leaves. */
    public long size() {
        return size;
    }

    /** Adds a leaf by its hash. */
    public void append(byte[] leafHash) {
        size++;
        byte[] hash = leafHash;
        for (int number = 0; hash != null; number++) {
            hash = add(number, hash);
        }
    }

    /** Adds a hash to a level. Returns what is to be added to the next one, null: nothing. */
    private byte @Nullable [] add(int number, byte[] hash) {
        Level level = level(number);
        System.arraycopy(hash, 0, level.hashes, level.width * Hasher.BYTES, Hasher.BYTES);
        level.width++;
        level.changed = true;
        if (level.width < Tile.WIDTH) {
            return null;
        }
        finished.put(new Tile(number, level.index, Tile.WIDTH), level.hashes.clone());
        byte[] above = hasher.above(level.hashes, 0, Tile.WIDTH);
        level.index++;
        level.width = 0;
        level.changed = false;
        return above;
    }

    private Level level(int number) {
        while (levels.size() <= number) {
            levels.add(new Level());
        }
        return levels.get(number);
    }

    /** The tiles that changed since this was called the last time, finished and unfinished ones. */
    public Map<Tile, byte[]> changedTiles() {
        Map<Tile, byte[]> changed = new LinkedHashMap<>(finished);
        finished.clear();
        for (int number = 0; number < levels.size(); number++) {
            Level level = levels.get(number);
            if (level.changed) {
                changed.put(
                        new Tile(number, level.index, level.width),
                        Arrays.copyOf(level.hashes, level.width * Hasher.BYTES));
                level.changed = false;
            }
        }
        return changed;
    }

    /** Hash over everything. */
    public byte[] root() {
        byte[] root = null;
        for (Level level : levels) {
            // From the right: the peaks of a level grow to the left.
            int end = level.width;
            for (int count = 1; count <= end; count *= 2) {
                if ((end & count) != 0) {
                    end -= count;
                    byte[] peak = hasher.above(level.hashes, end, count);
                    root = root == null ? peak : hasher.node(peak, root);
                }
            }
        }
        return root == null ? hasher.empty() : root;
    }
}
