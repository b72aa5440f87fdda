package org.relatum.projection.core;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One column in which a read model shows something: the single source of its name, type, meaning and value.
 *
 * @param name in SQL, snake case
 * @param comment what it means, for those who read the table; unit and time zone where there is one
 */
public record Column<T>(String name, Type type, String comment, Function<T, @Nullable Object> value) {

    /** The types columns have; each takes the Java class named. */
    public enum Type {
        /** {@link String} or {@link Enum}. */
        TEXT,
        /** {@link Boolean}. */
        BOOLEAN,
        /** {@link Integer}. */
        INTEGER,
        /** {@link Long}. */
        BIGINT,
        /** {@link java.math.BigDecimal}. */
        NUMERIC,
        /** {@link java.time.Instant}. */
        TIMESTAMPTZ,
        /** {@link java.util.UUID}. */
        UUID
    }
}
