package org.relatum.projection.core;

import org.jspecify.annotations.Nullable;

/** The values of a row that is read back, by column name. */
@FunctionalInterface
public interface ColumnValues {
    /** The value, in the class that its column's type names, null when there is none; enumerations are their names. */
    @Nullable
    Object get(String column);

    /** A text that may be absent. */
    default @Nullable String text(String column) {
        return (String) get(column);
    }

    /** A constant of an enumeration that may be absent. */
    default <E extends Enum<E>> @Nullable E constant(String column, Class<E> type) {
        String name = text(column);
        return name == null ? null : Enum.valueOf(type, name);
    }

    /** A value that is always there. */
    default <T> T required(@Nullable T value, String column) {
        if (value == null) {
            throw new IllegalStateException("column " + column + " is empty");
        }
        return value;
    }
}
