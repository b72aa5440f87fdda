package org.relatum.benchmarks.peers;

import org.axonframework.messaging.MetaData;
import org.axonframework.serialization.ChainingConverter;
import org.axonframework.serialization.Converter;
import org.axonframework.serialization.SerializedObject;
import org.axonframework.serialization.SerializedType;
import org.axonframework.serialization.Serializer;
import org.axonframework.serialization.SimpleSerializedType;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.StoredEvent;

/** Lets Axon read what its event store holds in these measurements. Nothing is written with it. */
final class AxonEventSerializer implements Serializer {
    private final Converter converter = new ChainingConverter();

    @Override
    public <T> SerializedObject<T> serialize(@Nullable Object object, Class<T> expectedRepresentation) {
        throw new UnsupportedOperationException("events are only read");
    }

    @Override
    public <T> boolean canSerializeTo(Class<T> expectedRepresentation) {
        return false;
    }

    @Override
    @SuppressWarnings("unchecked")
    public <S, T> T deserialize(SerializedObject<S> object) {
        SerializedType type = object.getType();
        if (MetaData.class.getName().equals(type.getName())) {
            return (T) MetaData.emptyInstance();
        }
        byte[] bytes = converter.convert(object.getData(), object.getContentType(), byte[].class);
        return (T) Envelope.open(bytes, type.getName(), Integer.parseInt(type.getRevision()));
    }

    @Override
    public Class<?> classForType(SerializedType type) {
        return MetaData.class.getName().equals(type.getName()) ? MetaData.class : StoredEvent.class;
    }

    @Override
    @SuppressWarnings("rawtypes")
    public SerializedType typeForClass(@Nullable Class type) {
        return new SimpleSerializedType(String.valueOf(type), null);
    }

    @Override
    public Converter getConverter() {
        return converter;
    }
}
