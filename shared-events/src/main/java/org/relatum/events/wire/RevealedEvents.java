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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Personal;
import org.relatum.events.Personal.Place;
import org.relatum.events.privacy.FieldCipher;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;

/**
 * Shows events to those who may see everything in them: what is stored, in the form of today, with personal fields as text. What has that
 * form already is copied but for its personal fields; only JSON, {@code occurredAt} and the form of personal fields are looked at then, so an
 * event may be shown that can't be read into its record. Anything else is read and written again. Safe for concurrent use.
 */
public final class RevealedEvents {
    private static final String OCCURRED_AT = "occurredAt";

    private final EventCodec codec;
    private final FieldCipher cipher;
    private final Map<String, Shape> shapes = new HashMap<>();

    public RevealedEvents(EventCodec codec, FieldCipher cipher) {
        this.codec = codec;
        this.cipher = cipher;
        for (EventType type : EventTypes.ALL) {
            shapes.put(type.name(), Shape.of(type.payload()));
        }
    }

    /**
     * An event to show.
     *
     * @param data its properties as JSON, on one line; a personal one that was erased is null
     * @param erased paths of those
     */
    public record Shown(Instant occurredAt, String data, List<String> erased) {}

    /**
     * Shows a stored event.
     *
     * @throws UnreadableEventException for an unknown type, a newer revision or damaged content
     * @throws IllegalStateException for a personal field that was sealed elsewhere, or changed
     */
    public Shown show(UUID stream, String type, int revision, byte[] payload) {
        try {
            if (revision == EventTypes.named(type).revision() && isOneLineOfText(payload)) {
                Shown copied = new Copy(stream, type, payload, true).shown();
                if (copied != null) {
                    return copied;
                }
            }
            byte[] written = codec.encode(stream, codec.decode(stream, type, revision, payload));
            return Objects.requireNonNull(new Copy(stream, type, written, false).shown());
        } catch (JacksonException | DateTimeException | IllegalArgumentException e) {
            throw new UnreadableEventException(type + " revision " + revision + " can't be read", e);
        }
    }

    /** Whether it may be what the codec writes: UTF-8 without a line break, of which a reader of lines would make two lines. */
    private static boolean isOneLineOfText(byte[] payload) {
        for (byte character : payload) {
            if (character >= 0 && character < ' ') {
                return false;
            }
        }
        return payload.length > 0 && payload[0] == '{';
    }

    /** Of one payload. */
    private final class Copy {
        private final UUID stream;
        private final String type;
        private final byte[] payload;
        private final boolean onlyKnown;
        private final List<String> erased = new ArrayList<>();
        /** With replaced fields; null: none was yet. */
        private @Nullable ByteArrayOutputStream out;

        private int copied;
        private boolean foundUnknown;
        private @Nullable Instant occurredAt;

        /** @param onlyKnown whether what has fields that are not known is not copied: those are not shown */
        Copy(UUID stream, String type, byte[] payload, boolean onlyKnown) {
            this.stream = stream;
            this.type = type;
            this.payload = payload;
            this.onlyKnown = onlyKnown;
        }

        /** Null: it is not copied. */
        @Nullable
        Shown shown() {
            try (JsonParser in = codec.mapper().createParser(payload)) {
                if (in.nextToken() != JsonToken.START_OBJECT) {
                    throw new IllegalArgumentException("an event is an object");
                }
                object(in, Objects.requireNonNull(shapes.get(type)));
                if (in.nextToken() != null) {
                    throw new IllegalArgumentException("an event is one object");
                }
            }
            if (occurredAt == null) {
                throw new IllegalArgumentException("an event says when it occurred");
            }
            return foundUnknown && onlyKnown ? null : new Shown(occurredAt, text(), List.copyOf(erased));
        }

        private void object(JsonParser in, Shape shape) {
            boolean whole = in.streamReadContext().getParent().inRoot();
            while (in.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = in.currentName();
                Shape field = shape.fields().get(name);
                foundUnknown |= field == null;
                in.nextToken();
                if (whole && name.equals(OCCURRED_AT)) {
                    occurredAt = InstantText.read(in.getString());
                } else {
                    value(in, name, field == null ? Shape.LEAF : field);
                }
            }
        }

        private void value(JsonParser in, String name, Shape shape) {
            switch (in.currentToken()) {
                case VALUE_NULL -> {}
                case VALUE_STRING -> {
                    if (shape.personal()) {
                        personal(in, name);
                    }
                }
                case START_ARRAY -> {
                    while (in.nextToken() != JsonToken.END_ARRAY) {
                        value(in, name, shape);
                    }
                }
                default -> {
                    if (shape.personal()) {
                        throw new IllegalArgumentException("a personal field is text");
                    } else if (shape.fields().isEmpty()) {
                        in.skipChildren();
                    } else {
                        object(in, shape);
                    }
                }
            }
        }

        private void personal(JsonParser in, String name) {
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

    /**
     * Where in the JSON of a value, or of each of a list, personal fields are.
     *
     * @param personal whether it is one itself
     * @param fields by name; none: there is nothing personal inside, or nothing inside at all
     */
    private record Shape(boolean personal, Map<String, Shape> fields) {
        static final Shape LEAF = new Shape(false, Map.of());
        static final Shape PERSONAL = new Shape(true, Map.of());

        static Shape of(Type type) {
            if (type == Personal.class) {
                return PERSONAL;
            }
            if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
                return of(list.getActualTypeArguments()[0]);
            }
            if (type instanceof Class<?> kind && kind.isRecord()) {
                Map<String, Shape> fields = new HashMap<>();
                for (RecordComponent component : kind.getRecordComponents()) {
                    fields.put(component.getName(), of(component.getGenericType()));
                }
                return new Shape(false, fields);
            }
            return LEAF;
        }
    }
}
