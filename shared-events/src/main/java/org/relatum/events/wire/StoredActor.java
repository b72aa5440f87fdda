package org.relatum.events.wire;

import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.databind.json.JsonMapper;

/** Reads who recorded an event from its stored metadata, without keys, of any revision, damaged ones as far as they go. */
public final class StoredActor {
    private static final JsonMapper JSON = JsonMapper.shared();

    private StoredActor() {}

    /** The text of the first property {@code actor}; null when there is none or it can't be read. */
    public static @Nullable String of(byte[] metadata) {
        try (JsonParser in = JSON.createParser(metadata)) {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                boolean actor = in.currentName().equals("actor");
                JsonToken value = in.nextToken();
                if (actor) {
                    return value == JsonToken.VALUE_STRING ? in.getString() : null;
                }
                in.skipChildren();
            }
            return null;
        } catch (JacksonException e) {
            return null;
        }
    }
}
