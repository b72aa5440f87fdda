package org.relatum.command.relay;

import io.cloudevents.CloudEvent;
import io.cloudevents.core.builder.CloudEventBuilder;
import io.cloudevents.kafka.KafkaMessageFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;
import org.relatum.events.DomainEvent;
import org.relatum.events.Metadata;
import org.relatum.events.Personal;
import org.relatum.events.wire.EventCodec;
import org.relatum.events.wire.EventTypes;
import tools.jackson.databind.json.JsonMapper;

/**
 * What is sent. An event is a CloudEvent in binary mode, in the form of today whatever revision it was stored in; personal fields are
 * left out, not even their ciphertext leaves the house.
 */
final class Messages {
    /** Extensions of CloudEvents, with what they mean. {@code recordedtime} is one that CloudEvents documents. */
    static final Map<String, String> EXTENSIONS = extensions();

    private static final String JSON_TYPE = "application/json";

    private final EventCodec codec;
    private final JsonMapper json;
    private final URI source;
    private final Topics topics;

    Messages(EventCodec codec, UUID store, Topics topics) {
        this.codec = codec;
        this.json = codec.mapper(JsonMapper.builder())
                .withConfigOverride(Personal.class, override -> override.setIsIgnoredType(true))
                .build();
        this.source = source(store);
        this.topics = topics;
    }

    /** What {@code ce_source} says. */
    static URI source(UUID store) {
        return URI.create("urn:relatum:" + store);
    }

    private static Map<String, String> extensions() {
        Map<String, String> extensions = new LinkedHashMap<>();
        extensions.put("recordedtime", "When it was recorded, RFC 3339 in UTC");
        extensions.put("position", "Place in the whole log, dense, the first is 1");
        extensions.put("sequence", "Place in the stream, the first is 0");
        extensions.put("streamtype", "Kind of the stream: customer, product, survey …");
        extensions.put("revision", "Revision of the type that the data are in: today's");
        extensions.put("actor", "Principal that issued the command");
        extensions.put("channel", "Source system of the command, if it was stated");
        extensions.put("correlationid", "Common to everything that one outside request caused, if it was stated");
        extensions.put("causationid", "What directly caused the command, if it was stated");
        return extensions;
    }

    /** The mapper that leaves personal fields out. */
    JsonMapper json() {
        return json;
    }

    ProducerRecord<String, byte[]> event(String topic, FeedLog.Entry stored) {
        DomainEvent event = codec.decode(stored.stream(), stored.type(), stored.revision(), stored.payload());
        Metadata metadata = codec.decodeMetadata(stored.stream(), stored.metadata());
        CloudEventBuilder message = CloudEventBuilder.v1()
                .withId(stored.eventId().toString())
                .withSource(source)
                .withType(stored.type())
                .withSubject(stored.stream().toString())
                .withTime(event.occurredAt().atOffset(ZoneOffset.UTC))
                .withDataContentType(JSON_TYPE)
                .withData(json.writeValueAsBytes(event))
                .withExtension("recordedtime", stored.recordedAt().atOffset(ZoneOffset.UTC))
                .withExtension("position", Long.toString(stored.position()))
                .withExtension("sequence", Long.toString(stored.sequence()))
                .withExtension("streamtype", stored.streamType())
                .withExtension("revision", Integer.toString(EventTypes.of(event).revision()))
                .withExtension("actor", metadata.actor());
        extension(message, "channel", metadata.channel());
        extension(message, "correlationid", metadata.correlationId());
        extension(message, "causationid", metadata.causationId());
        return binary(topic, stored.stream(), message.build());
    }

    /** Kafka's own time of a message is when it is sent: retention counts from then. */
    @SuppressWarnings("NullAway") // no time: now
    private ProducerRecord<String, byte[]> binary(String topic, UUID key, CloudEvent message) {
        return KafkaMessageFactory.<String>createWriter(topic, topics.shard(key), null, key.toString())
                .writeBinary(message);
    }

    private static void extension(CloudEventBuilder message, String name, @Nullable String value) {
        if (value != null) {
            message.withExtension(name, value);
        }
    }

    /** A row as it is now. */
    ProducerRecord<String, byte[]> row(FeedRows.Model model, FeedRows.Row row) {
        Map<String, @Nullable Object> value = new LinkedHashMap<>();
        value.put("customer", row.customer());
        value.putAll(row.values());
        value.put("since", row.since());
        value.put("version", row.version());
        value.put("position", row.position());
        return row(model, row.customer(), json.writeValueAsBytes(value));
    }

    /** There is no row of a customer any more. */
    ProducerRecord<String, byte[]> noRow(FeedRows.Model model, UUID customer) {
        return row(model, customer, null);
    }

    @SuppressWarnings("NullAway") // a message without a value is how Kafka writes that there is none
    private ProducerRecord<String, byte[]> row(FeedRows.Model model, UUID customer, byte @Nullable [] value) {
        List<Header> headers =
                List.of(header("content-type", JSON_TYPE), header("modelversion", Integer.toString(model.version())));
        return new ProducerRecord<>(
                topics.rows(model.name()), topics.shard(customer), customer.toString(), value, headers);
    }

    private static Header header(String name, String value) {
        return new RecordHeader(name, Objects.requireNonNull(value).getBytes(StandardCharsets.UTF_8));
    }
}
