package org.relatum.projection.oracle;

import java.util.stream.LongStream;

/** The histories that are tried. {@code -Doracle.seeds=1000} tries more of them, {@code -Doracle.firstSeed=4711} others. */
public final class Seeds {
    private Seeds() {}

    public static LongStream all() {
        long first = Long.getLong("oracle.firstSeed", 1);
        return LongStream.range(first, first + Long.getLong("oracle.seeds", 40));
    }

    /** One in ten of them, for histories that take long. */
    public static LongStream few() {
        return all().limit(Math.max(1, all().count() / 10));
    }
}
