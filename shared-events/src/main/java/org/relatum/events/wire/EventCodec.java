package org.relatum.events.wire;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.relatum.events.DomainEvent;
import org.relatum.events.Metadata;
import org.relatum.events.Personal;
import org.relatum.events.privacy.FieldCipher;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.AnnotationIntrospector;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.MapperFeature;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.introspect.JacksonAnnotationIntrospector;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/**
 * Writes events and metadata as JSON and reads every revision ever written. Absent values are left out, decimals are strings,
 * instants are ISO 8601 in UTC to the microsecond, personal fields are {@code "<subject>:<sealed>"}. A component that isn't
 * nullable must be there. Unknown properties are ignored, so that a node of the version before still reads what a newer one
 * added. Safe for concurrent use.
 */
public final class EventCodec {
    private final JsonMapper json;
    private final Map<Class<?>, ObjectReader> readers = new HashMap<>();
    private final ObjectReader metadataReader;

    public EventCodec(FieldCipher cipher) {
        this.json = mapper(cipher);
        for (EventType type : EventTypes.ALL) {
            readers.put(type.payload(), json.readerFor(type.payload()));
        }
        this.metadataReader = json.readerFor(Metadata.class);
    }

    /** The mapper of the wire form, for those who store values of the language inside rows of their own. */
    public JsonMapper mapper() {
        return json;
    }

    /** The payload's wire form, in the revision of {@link EventTypes#of(DomainEvent)}. Encrypts what is still clear. */
    public byte[] encode(DomainEvent event) {
        return json.writeValueAsBytes(event);
    }

    /**
     * Reads a payload that was written in this or an older revision.
     *
     * @throws UnreadableEventException for an unknown type, a newer revision or damaged content
     */
    public DomainEvent decode(String name, int revision, byte[] payload) {
        EventType type = EventTypes.named(name);
        ObjectReader reader = readers.get(type.payload());
        if (reader == null || revision > type.revision() || revision < 1) {
            throw new UnreadableEventException(
                    name + " revision " + revision + " is not known here, the newest is " + type.revision());
        }
        try {
            DomainEvent event = revision == type.revision()
                    ? reader.readValue(payload)
                    : reader.readValue(Upcasters.upcast(type, revision, (ObjectNode) json.readTree(payload)));
            if (event == null) {
                throw new UnreadableEventException(name + " revision " + revision + " is null");
            }
            return event;
        } catch (JacksonException | ClassCastException e) {
            throw new UnreadableEventException(name + " revision " + revision + " can't be read", e);
        }
    }

    /** The metadata's wire form. Encrypts a reason that is still clear. */
    public byte[] encodeMetadata(Metadata metadata) {
        return json.writeValueAsBytes(metadata);
    }

    /** Reads metadata; throws {@link UnreadableEventException} when it is damaged. */
    public Metadata decodeMetadata(byte[] metadata) {
        try {
            Metadata read = metadataReader.readValue(metadata);
            if (read == null) {
                throw new UnreadableEventException("metadata is null");
            }
            return read;
        } catch (JacksonException e) {
            throw new UnreadableEventException("metadata can't be read", e);
        }
    }

    private static JsonMapper mapper(FieldCipher cipher) {
        SimpleModule module = new SimpleModule("relatum-wire")
                .addSerializer(Instant.class, new InstantSerializer())
                .addDeserializer(Instant.class, new InstantDeserializer())
                .addSerializer(BigDecimal.class, new PlainDecimalSerializer())
                .addSerializer(Personal.class, new PersonalSerializer(cipher))
                .addDeserializer(Personal.class, new PersonalDeserializer());
        return JsonMapper.builder()
                .addModule(module)
                .annotationIntrospector(
                        AnnotationIntrospector.pair(new RequiredComponents(), new JacksonAnnotationIntrospector()))
                .changeDefaultPropertyInclusion(i -> i.withValueInclusion(JsonInclude.Include.NON_NULL))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .disable(MapperFeature.SORT_PROPERTIES_ALPHABETICALLY)
                .build();
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
            out.writeString(value.subject() + ":" + cipher.seal(value));
        }
    }

    private static final class PersonalDeserializer extends ValueDeserializer<Personal> {
        private static final int UUID_LENGTH = 36;

        @Override
        public Personal deserialize(JsonParser in, DeserializationContext context) {
            String text = in.getString();
            try {
                if (text.length() > UUID_LENGTH + 1 && text.charAt(UUID_LENGTH) == ':') {
                    return Personal.sealed(
                            UUID.fromString(text.substring(0, UUID_LENGTH)), text.substring(UUID_LENGTH + 1));
                }
            } catch (IllegalArgumentException e) {
                // Refused below, as every other text that is no personal field.
            }
            return context.reportInputMismatch(Personal.class, "a personal field is <subject>:<sealed>");
        }
    }
}
