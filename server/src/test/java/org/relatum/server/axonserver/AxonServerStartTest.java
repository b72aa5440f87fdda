package org.relatum.server.axonserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.axoniq.axonserver.connector.AxonServerConnectionFactory;
import io.axoniq.axonserver.connector.event.AggregateEventStream;
import io.axoniq.axonserver.connector.event.EventChannel;
import io.axoniq.axonserver.connector.impl.ServerAddress;
import io.axoniq.axonserver.grpc.event.Event;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.server.AxonServerAt;
import org.relatum.server.StartupException;
import org.relatum.server.TestServer;
import org.relatum.server.cluster.Cluster;
import org.relatum.server.query.Rest;

/** Nodes that start when Axon Server holds more than their database. */
class AxonServerStartTest {
    private static final int BACKLOG = 5;

    @TempDir
    private Path directory;

    @Test
    @Timeout(value = 180, threadMode = ThreadMode.SEPARATE_THREAD)
    void what_is_not_copied_yet_is_copied_first_and_what_is_of_others_ends_the_start() throws Exception {
        Map<String, String> settings = AxonServerAt.properties();
        try (Cluster cluster = new Cluster(directory)) {
            TestServer node = cluster.start("first", "command", settings);
            String customer = new Rest(node)
                    .post("/api/v1/customers", "{\"party\":\"PERSON\"}")
                    .ok()
                    .json()
                    .path("customerId")
                    .asString();
            call(node, customer).ok();
            cluster.stop("first");
            append(settings, customer, BACKLOG);

            node = cluster.start("second", "command", settings);
            assertThat(call(node, customer).ok().json().path("version").asLong())
                    .isEqualTo(2 + BACKLOG + 1);
            cluster.stop("second");

            append(settings, null, 1);
            assertThatThrownBy(() -> cluster.start("third", "command", settings))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining("is not Relatum's alone");
        }
    }

    private static Rest.Answer call(TestServer node, String customer) {
        return new Rest(node)
                .post(
                        "/api/v1/customers/" + customer + "/interactions",
                        "{\"channel\":\"phone\",\"direction\":\"INBOUND\",\"topic\":\"order\"}");
    }

    /** Appends to Axon Server beside any node: more of what a customer's last event is, or somebody else's events. */
    private static void append(Map<String, String> settings, @Nullable String customer, int events) throws Exception {
        String server = Objects.requireNonNull(settings.get("relatum.axon-server.servers"));
        int colon = server.lastIndexOf(':');
        AxonServerConnectionFactory.Builder builder = AxonServerConnectionFactory.forClient("beside")
                .routingServers(
                        new ServerAddress(server.substring(0, colon), Integer.parseInt(server.substring(colon + 1))));
        String token = settings.get("relatum.axon-server.token");
        if (token != null) {
            builder.token(token);
        }
        AxonServerConnectionFactory factory = builder.build();
        try {
            EventChannel channel = factory.connect(settings.getOrDefault("relatum.axon-server.context", "default"))
                    .eventChannel();
            Event event = customer == null
                    ? Event.newBuilder()
                            .setAggregateType("other")
                            .setAggregateIdentifier(UUID.randomUUID().toString())
                            .setAggregateSequenceNumber(-1)
                            .build()
                    : last(channel, customer);
            for (int i = 1; i <= events; i++) {
                channel.appendEvents(event.toBuilder()
                                .setMessageIdentifier(UUID.randomUUID().toString())
                                .setAggregateSequenceNumber(event.getAggregateSequenceNumber() + i)
                                .build())
                        .get(10, TimeUnit.SECONDS);
            }
        } finally {
            factory.shutdown();
        }
    }

    private static Event last(EventChannel channel, String customer) throws InterruptedException {
        AggregateEventStream stream = channel.openAggregateStream(customer);
        Event last = stream.next();
        while (stream.hasNext()) {
            last = stream.next();
        }
        return last;
    }
}
