package org.relatum.query.request;

import java.time.Instant;
import java.util.Arrays;
import java.util.Iterator;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Micros;

/** What a cursor says, field by field. Texts are to come last: they may hold the separator. */
public final class Place {
    private static final String NONE = "-";
    private static final char SEPARATOR = '|';

    private final Iterator<String> fields;

    private Place(Iterator<String> fields) {
        this.fields = fields;
    }

    /** Writes fields: instants, numbers, ids, and a text as the last. */
    public static String of(@Nullable Object... fields) {
        return Arrays.stream(fields)
                .map(field -> switch (field) {
                    case null -> NONE;
                    case Instant instant -> Long.toString(Micros.of(instant));
                    default -> field.toString();
                })
                .collect(Collectors.joining(String.valueOf(SEPARATOR)));
    }

    /**
     * Reads what {@link #of} wrote.
     *
     * @param fields number of fields
     */
    public static Place read(String place, int fields) {
        return new Place(Arrays.asList(place.split("\\" + SEPARATOR, fields)).iterator());
    }

    public long number() {
        return Long.parseLong(fields.next());
    }

    public Instant instant() {
        return Micros.toInstant(number());
    }

    public @Nullable Instant instantOrNone() {
        String field = fields.next();
        return field.equals(NONE) ? null : Micros.toInstant(Long.parseLong(field));
    }

    public UUID id() {
        return UUID.fromString(fields.next());
    }

    public String text() {
        return fields.next();
    }
}
