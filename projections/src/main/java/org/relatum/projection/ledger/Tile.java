package org.relatum.projection.ledger;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A row of at most 256 neighbouring hashes of one height, as C2SP tlog-tiles cuts the tree.
 *
 * @param level from 0; a hash of it stands for 256<sup>level</sup> leaves
 * @param index from 0, within the level
 * @param width number of hashes, 1 to 256; less than 256: a partial tile
 */
public record Tile(int level, long index, int width) {
    /** Hashes of a full tile. */
    public static final int WIDTH = 256;

    /** log2 of {@link #WIDTH}: the height of a tile. */
    static final int HEIGHT = 8;

    private static final int LEVELS = 64;
    private static final Pattern INDEX = Pattern.compile("((?:x\\d{3}/)*)(\\d{3})(?:\\.p/([1-9]\\d{0,2}))?");

    public Tile {
        if (level < 0 || level >= LEVELS || index < 0 || width < 1 || width > WIDTH) {
            throw new IllegalArgumentException("no tile: " + level + ", " + index + ", " + width);
        }
    }

    /** The address below the prefix of the log: {@code tile/<L>/<N>[.p/<W>]}. */
    public String path() {
        return "tile/" + level + "/" + indexPath();
    }

    /** The address of the entries below a tile of level 0. */
    public String entriesPath() {
        return "tile/entries/" + indexPath();
    }

    private String indexPath() {
        StringBuilder path = new StringBuilder(String.format(Locale.ROOT, "%03d", index % 1_000));
        for (long rest = index / 1_000; rest > 0; rest /= 1_000) {
            path.insert(0, String.format(Locale.ROOT, "x%03d/", rest % 1_000));
        }
        return path + (width == WIDTH ? "" : ".p/" + width);
    }

    /**
     * Reads the part of an address behind the level.
     *
     * @return empty when it is no index, or not written as it has to be
     */
    public static Optional<Tile> parse(int level, String path) {
        Matcher matcher = INDEX.matcher(path);
        if (level < 0 || level >= LEVELS || !matcher.matches() || path.length() > 40) {
            return Optional.empty();
        }
        try {
            long index = Long.parseLong(matcher.group(1).replace("x", "").replace("/", "") + matcher.group(2));
            int width = matcher.group(3) == null ? WIDTH : Integer.parseInt(matcher.group(3));
            if (width > WIDTH || (matcher.group(3) != null && width == WIDTH)) {
                return Optional.empty();
            }
            Tile tile = new Tile(level, index, width);
            return tile.indexPath().equals(path) ? Optional.of(tile) : Optional.empty();
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** Number of hashes that a level has in a tree of some size. */
    static long hashes(int level, long size) {
        int shift = HEIGHT * level;
        return shift >= Long.SIZE - 1 ? 0 : size >> shift;
    }

    /** Whether a tree of some size has this tile. */
    public boolean isIn(long size) {
        return index < Long.MAX_VALUE / WIDTH && index * WIDTH + width <= hashes(level, size);
    }

    /** Where tiles are read from. */
    @FunctionalInterface
    public interface Reader {
        /** The hashes of a tile, {@code width} times {@link Hasher#BYTES} bytes; the tree has it. */
        byte[] read(Tile tile);
    }
}
