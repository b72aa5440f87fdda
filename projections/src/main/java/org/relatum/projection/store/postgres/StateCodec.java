package org.relatum.projection.store.postgres;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.relatum.events.wire.EventCodec;
import org.relatum.projection.lifecycle.Gaps;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.ObjectReader;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueDeserializer;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** Stores features as JSON, in the wire form of the language; personal fields stay sealed. */
public final class StateCodec {
    private final JsonMapper json;
    private final Map<Class<?>, ObjectReader> readers = new ConcurrentHashMap<>();

    public StateCodec(EventCodec codec) {
        this.json = codec.mapper()
                .rebuild()
                .addModule(new SimpleModule("relatum-state")
                        .addSerializer(Gaps.class, new GapsSerializer())
                        .addDeserializer(Gaps.class, new GapsDeserializer()))
                .build();
    }

    byte[] encode(Object state) {
        return json.writeValueAsBytes(state);
    }

    <S> S decode(byte[] state, Class<S> type) {
        return readers.computeIfAbsent(type, json::readerFor).readValue(state);
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
