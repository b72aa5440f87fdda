package org.relatum.projection.store.postgres;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.relatum.events.wire.EventCodec;
import org.relatum.projection.core.Micros;
import org.relatum.projection.lifecycle.Gaps;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.ToStringSerializer;
import tools.jackson.dataformat.smile.SmileFactory;
import tools.jackson.dataformat.smile.SmileMapper;
import tools.jackson.dataformat.smile.SmileWriteFeature;

/**
 * Stores features as Smile, the binary form of JSON, with the values of the language as in events and instants as microseconds
 * since 1970; personal fields stay sealed. A name or short text that comes again is a reference to where it stood first.
 */
public final class StateCodec {
    private final ObjectMapper smile;
    private final Map<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();

    public StateCodec(EventCodec codec) {
        SmileFactory format = SmileFactory.builder()
                .enable(SmileWriteFeature.CHECK_SHARED_STRING_VALUES)
                .build();
        this.smile = codec.mapper(SmileMapper.builder(format))
                .addModule(new SimpleModule("relatum-state")
                        .addSerializer(Instant.class, new InstantSerializer())
                        .addDeserializer(Instant.class, new InstantDeserializer())
                        .addSerializer(UUID.class, ToStringSerializer.instance)
                        .addSerializer(Gaps.class, new GapsSerializer())
                        .addDeserializer(Gaps.class, new GapsDeserializer()))
                .build();
    }

    /** Features as bytes. */
    public byte[] encode(Object state) {
        return smile.writeValueAsBytes(state);
    }

    /** Features from bytes. */
    public <S> S decode(byte[] state, Class<S> type) {
        return readers.computeIfAbsent(type, smile::readerFor).readValue(state);
    }

    private static final class InstantSerializer extends ValueSerializer<Instant> {
        @Override
        public void serialize(Instant value, JsonGenerator out, SerializationContext context) {
            out.writeNumber(Micros.of(value));
        }
    }

    private static final class InstantDeserializer extends ValueDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser in, DeserializationContext context) {
            return Micros.toInstant(in.getLongValue());
        }
    }

    private static final class GapsSerializer extends ValueSerializer<Gaps> {
        @Override
        public void serialize(Gaps gaps, JsonGenerator out, SerializationContext context) {
            long[] micros = gaps.toArray();
            out.writeArray(micros, 0, micros.length);
        }
    }

    private static final class GapsDeserializer extends ValueDeserializer<Gaps> {
        @Override
        public Gaps deserialize(JsonParser in, DeserializationContext context) {
            return Gaps.of(context.readValue(in, long[].class));
        }
    }
}
