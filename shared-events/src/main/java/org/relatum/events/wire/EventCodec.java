package org.relatum.events.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.DomainEvent;
import org.relatum.events.Metadata;
import org.relatum.events.Personal;
import org.relatum.events.Personal.Place;
import org.relatum.events.privacy.FieldCipher;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.cfg.MapperBuilder;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.module.blackbird.BlackbirdModule;

/**
 * Writes events and metadata as JSON and reads every revision ever written. Absent values are left out, decimals are strings,
 * instants are ISO 8601 in UTC to the microsecond, personal fields are {@code "<subject>:<sealed>"} and open only in the stream, type
 * and field they were sealed for. A component that isn't nullable must be there. Unknown properties are ignored, so that a node of the version before still reads what a newer one
 * added. Safe for concurrent use.
 */
public final class EventCodec {
    private static final String METADATA = "metadata";
    private static final int UUID_LENGTH = 36;

    private final FieldCipher cipher;
    private final JsonMapper json;
    private final Map<Class<?>, ObjectReader> readers = new HashMap<>();
    private final ObjectReader metadataReader;

    public EventCodec(FieldCipher cipher) {
        this.cipher = cipher;
        this.json = mapper(JsonMapper.builder()).build();
        for (EventType type : EventTypes.ALL) {
            readers.put(type.payload(), json.readerFor(type.payload()));
        }
        this.metadataReader = json.readerFor(Metadata.class);
    }

    /**
     * The mapper of the wire form, for those who store values of the language inside rows of their own. There a personal field, which
     * must be sealed, is {@code "<subject>:<sealed>:<stream>:<type>:<field>"}: with its place in the log.
     */
    public JsonMapper mapper() {
        return json;
    }

    /** Lets a mapper of any format handle values of the language as {@link #mapper()} does. */
    public <M extends ObjectMapper, B extends MapperBuilder<M, B>> B mapper(B builder) {
        SimpleModule module = new SimpleModule("relatum-wire")
                .addSerializer(Instant.class, new InstantSerializer())
                .addDeserializer(Instant.class, new InstantDeserializer())
                .addSerializer(BigDecimal.class, new PlainDecimalSerializer())
                .addSerializer(Personal.class, new PersonalSerializer(cipher))
                .addDeserializer(Personal.class, new PersonalDeserializer());
        // Compiles the access to records, which is most of the time of reading and writing them otherwise.
        return builder.addModules(module, new BlackbirdModule())
                .annotationIntrospector(
                        AnnotationIntrospector.pair(new RequiredComponents(), new JacksonAnnotationIntrospector()))
                .changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.NON_NULL))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY);
    }

    /** The payload's wire form, in the revision of {@link EventTypes#of(DomainEvent)}. Encrypts what is still clear. */
    public byte[] encode(UUID stream, DomainEvent event) {
        return encode(stream, EventTypes.of(event).name(), event);
    }

    private byte[] encode(UUID stream, String type, Object value) {
        return json.writer()
                .withAttribute(Origin.class, new Origin(stream, type))
                .writeValueAsBytes(value);
    }

    /**
     * Reads a payload that was written in this or an older revision.
     *
     * @throws UnreadableEventException for an unknown type, a newer revision or damaged content
     */
    public DomainEvent decode(UUID stream, String name, int revision, byte[] payload) {
        EventType type = EventTypes.named(name);
        ObjectReader reader = readers.get(type.payload());
        if (reader == null || revision > type.revision() || revision < 1) {
            throw new UnreadableEventException(
                    name + " revision " + revision + " is not known here, the newest is " + type.revision());
        }
        try {
            ObjectReader here = reader.withAttribute(Origin.class, new Origin(stream, name));
            DomainEvent event = revision == type.revision()
                    ? here.readValue(payload)
                    : here.readValue(Upcasters.upcast(type, revision, (ObjectNode) json.readTree(payload)));
            if (event == null) {
                throw new UnreadableEventException(name + " revision " + revision + " is null");
            }
            return event;
        } catch (JacksonException | ClassCastException e) {
            throw new UnreadableEventException(name + " revision " + revision + " can't be read", e);
        }
    }

    /**
     * A personal field from its wire form.
     *
     * @throws IllegalArgumentException when it has not that form
     */
    static Personal personal(String text, Place place) {
        return Personal.sealed(subject(text), place, text.substring(UUID_LENGTH + 1));
    }

    private static UUID subject(String text) {
        if (text.length() <= UUID_LENGTH + 1 || text.charAt(UUID_LENGTH) != ':') {
            throw new IllegalArgumentException("a personal field is <subject>:<sealed>");
        }
        return UUID.fromString(text.substring(0, UUID_LENGTH));
    }

    /** The metadata's wire form. Encrypts a reason that is still clear. */
    public byte[] encodeMetadata(UUID stream, Metadata metadata) {
        return encode(stream, METADATA, metadata);
    }

    /** Reads metadata; throws {@link UnreadableEventException} when it is damaged. */
    public Metadata decodeMetadata(UUID stream, byte[] metadata) {
        try {
            Metadata read = metadataReader
                    .withAttribute(Origin.class, new Origin(stream, METADATA))
                    .readValue(metadata);
            if (read == null) {
                throw new UnreadableEventException("metadata is null");
            }
            return read;
        } catch (JacksonException e) {
            throw new UnreadableEventException("metadata can't be read", e);
        }
    }

    /** What is being written or read when it is an event or its metadata, and not a row. */
    private record Origin(UUID stream, String type) {
        static @Nullable Origin of(@Nullable Object attribute) {
            return attribute instanceof Origin origin ? origin : null;
        }

        Place of(String field) {
            return new Place(stream, type, field);
        }
    }

    private static final class InstantSerializer extends ValueSerializer<Instant> {
        @Override
        public void serialize(Instant value, JsonGenerator out, SerializationContext context) {
            out.writeString(InstantText.write(value));
        }
    }

    private static final class InstantDeserializer extends ValueDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) {
            String text = in.getString();
            try {
                return InstantText.read(text);
            } catch (DateTimeException e) {
                throw context.weirdStringException(text, Instant.class, "an instant is ISO 8601 text");
            }
        }
    }

    /** Decimals as strings: no reader may turn money into a binary fraction. */
    private static final class PlainDecimalSerializer extends ValueSerializer<BigDecimal> {
        @Override
        public void serialize(BigDecimal value, JsonGenerator out, SerializationContext context) {
            out.writeString(value.toPlainString());
        }
    }

    private static final class PersonalSerializer extends ValueSerializer<Personal> {
        private final FieldCipher cipher;

        PersonalSerializer(FieldCipher cipher) {
            this.cipher = cipher;
        }

        @Override
        public void serialize(Personal value, JsonGenerator out, SerializationContext context) {
            Origin origin = Origin.of(context.getAttribute(Origin.class));
            if (origin != null) {
                Place place = origin.of(out.streamWriteContext().currentName());
                out.writeString(value.subject() + ":" + cipher.seal(value, place));
                return;
            }
            Place place = value.place();
            if (place == null) {
                throw new IllegalArgumentException(
                        "only what stands in the log is stored in rows, and this does not yet: " + value);
            }
            out.writeString(value.subject() + ":" + cipher.seal(value, place) + ":" + place.stream() + ":"
                    + place.type() + ":" + place.field());
        }
    }

    private static final class PersonalDeserializer extends ValueDeserializer<Personal> {
        @Override
        public Personal deserialize(JsonParser in, DeserializationContext context) {
            String text = in.getString();
            Origin origin = Origin.of(context.getAttribute(Origin.class));
            try {
                return origin != null
                        ? personal(text, origin.of(in.currentName()))
                        : ofRow(subject(text), text.substring(UUID_LENGTH + 1).split(":", -1));
            } catch (IllegalArgumentException e) {
                return context.reportInputMismatch(Personal.class, "a personal field is <subject>:<sealed>");
            }
        }

        private static Personal ofRow(UUID subject, String[] parts) {
            if (parts.length != 4) {
                throw new IllegalArgumentException("a personal field in a row has its place");
            }
            return Personal.sealed(subject, new Place(UUID.fromString(parts[1]), parts[2], parts[3]), parts[0]);
        }
    }
}
