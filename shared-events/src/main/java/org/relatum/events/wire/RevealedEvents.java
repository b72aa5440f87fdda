package org.relatum.events.wire;

import java.io.ByteArrayOutputStream;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Personal;
import org.relatum.events.Personal.Place;
import org.relatum.events.privacy.FieldCipher;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Shows events to those who may see everything in them: what is stored, in the form of today, with personal fields as text. Events are
 * not read for that: an event of today's revision is copied but for its personal fields, so what is shown is what was recorded. Safe for
 * concurrent use.
 */
public final class RevealedEvents {
    private static final String OCCURRED_AT = "occurredAt";

    private final EventCodec codec;
    private final FieldCipher cipher;
    private final Map<String, Set<String>> personalFields = new HashMap<>();

    public RevealedEvents(EventCodec codec, FieldCipher cipher) {
        this.codec = codec;
        this.cipher = cipher;
        for (EventType type : EventTypes.ALL) {
            personalFields.put(type.name(), personalFields(type.payload()));
        }
    }

    /**
     * An event to show.
     *
     * @param data its properties as JSON; a personal one that was erased is null
     * @param erased paths of those
     */
    public record Shown(Instant occurredAt, String data, List<String> erased) {}

    /**
     * Shows a stored event.
     *
     * @throws UnreadableEventException for an unknown type, a newer revision or damaged content
     */
    public Shown show(UUID stream, String type, int revision, byte[] payload) {
        byte[] today = codec.today(stream, type, revision, payload);
        try (JsonParser in = codec.mapper().createParser(today)) {
            return new Copy(stream, type, today, in).shown();
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            throw new UnreadableEventException(type + " revision " + revision + " can't be read", e);
        }
    }

    /** Of one payload. */
    private final class Copy {
        private final UUID stream;
        private final String type;
        private final byte[] payload;
        private final JsonParser in;
        private final Set<String> personal;
        private final List<String> erased = new ArrayList<>();
        /** With replaced fields; null: none was yet. */
        private @Nullable ByteArrayOutputStream out;

        private int copied;
        private @Nullable Instant occurredAt;

        Copy(UUID stream, String type, byte[] payload, JsonParser in) {
            this.stream = stream;
            this.type = type;
            this.payload = payload;
            this.in = in;
            this.personal = Objects.requireNonNull(personalFields.get(type));
        }

        Shown shown() {
            if (in.nextToken() != JsonToken.START_OBJECT) {
                throw new IllegalArgumentException("an event is an object");
            }
            while (!in.streamReadContext().inRoot()) {
                if (in.nextToken() == JsonToken.VALUE_STRING) {
                    string(in.currentName());
                }
            }
            if (in.nextToken() != null) {
                throw new IllegalArgumentException("an event is one object");
            }
            if (occurredAt == null) {
                throw new IllegalArgumentException("an event says when it occurred");
            }
            return new Shown(occurredAt, text(), List.copyOf(erased));
        }

        private void string(@Nullable String name) {
            if (name == null) {
                return;
            }
            if (personal.contains(name)) {
                personal(name);
            } else if (name.equals(OCCURRED_AT)
                    && in.streamReadContext().getParent().inRoot()) {
                occurredAt = InstantText.read(in.getString());
            }
        }

        private void personal(String name) {
            int start = (int) in.currentTokenLocation().getByteOffset();
            Personal field = EventCodec.personal(in.getString(), new Place(stream, type, name));
            int end = (int) in.currentLocation().getByteOffset();
            String text = cipher.reveal(field).orElse(null);
            if (text == null) {
                erased.add("data"
                        + in.streamReadContext().pathAsPointer().toString().replace('/', '.'));
            }
            if (out == null) {
                out = new ByteArrayOutputStream(payload.length);
            }
            out.write(payload, copied, start - copied);
            out.writeBytes(codec.mapper().writeValueAsBytes(text));
            copied = end;
        }

        private String text() {
            if (out == null) {
                return new String(payload, StandardCharsets.UTF_8);
            }
            out.write(payload, copied, payload.length - copied);
            return out.toString(StandardCharsets.UTF_8);
        }
    }

    /** Names of the personal fields of an event, wherever in it they stand; no other field of it has the same name. */
    private static Set<String> personalFields(Class<?> event) {
        Set<String> personal = new HashSet<>();
        Set<String> others = new HashSet<>();
        gather(event, personal, others);
        if (personal.stream().anyMatch(others::contains)) {
            throw new IllegalStateException(
                    event + " has a personal field and another one of the same name: " + personal + " " + others);
        }
        return Set.copyOf(personal);
    }

    private static void gather(Type type, Set<String> personal, Set<String> others) {
        if (type instanceof ParameterizedType generic) {
            for (Type argument : generic.getActualTypeArguments()) {
                if (argument == Personal.class) {
                    throw new IllegalStateException("a personal field is no element: " + type);
                }
                gather(argument, personal, others);
            }
        } else if (type instanceof Class<?> kind && kind.isRecord()) {
            for (RecordComponent component : kind.getRecordComponents()) {
                if (component.getType() == Personal.class) {
                    personal.add(component.getName());
                } else {
                    others.add(component.getName());
                    gather(component.getGenericType(), personal, others);
                }
            }
        }
    }
}
