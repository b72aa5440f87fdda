package org.relatum.server;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import org.relatum.command.ingest.kafka.Ingest;
import org.relatum.command.ingest.kafka.IngestFigures;
import org.relatum.command.relay.Relay;
import org.relatum.command.relay.Shards;

/** Measures how far the feed to Kafka is, and what came in over Kafka. */
final class FeedMetrics implements MeterBinder {
    private final @Nullable Relay relay;
    private final Ingest ingest;

    /** @param relay null where nothing is passed on */
    FeedMetrics(@Nullable Relay relay, Ingest ingest) {
        this.relay = relay;
        this.ingest = ingest;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        if (relay != null) {
            Gauge.builder("relatum.feed.lag.events", relay, FeedMetrics::lag)
                    .description("Events that the shard that is furthest behind has not looked at yet")
                    .register(registry);
            Gauge.builder("relatum.feed.shards.waiting", relay, FeedMetrics::waiting)
                    .description("Shards that do not go on: GET /api/v1/feed says why")
                    .register(registry);
        }
        if (!ingest.topics().isEmpty()) {
            count(registry, "accepted", "Messages that became facts", IngestFigures::accepted);
            count(registry, "repeated", "Messages that had become facts before", IngestFigures::repeated);
            count(registry, "dead", "Messages that became dead letters", IngestFigures::dead);
            Gauge.builder(
                            "relatum.ingest.waiting",
                            ingest.figures(),
                            f -> f.waitingFor().isEmpty() ? 0 : 1)
                    .description("1 while messages wait and are tried again: the log says why")
                    .register(registry);
            Gauge.builder("relatum.ingest.lag.messages", ingest.figures(), FeedMetrics::lag)
                    .description("Messages that are not taken yet, of the partitions of this node")
                    .register(registry);
        }
    }

    private void count(MeterRegistry registry, String what, String description, ToDoubleFunction<IngestFigures> value) {
        FunctionCounter.builder("relatum.ingest." + what, ingest.figures(), value)
                .description(description)
                .register(registry);
    }

    private static double lag(IngestFigures figures) {
        return figures.lag().values().stream().mapToLong(Long::longValue).sum();
    }

    private static double lag(Relay relay) {
        long head = relay.head();
        return relay.shards().all().stream()
                .filter(shard -> shard.to() == null)
                .mapToLong(shard -> shard.lag(head))
                .max()
                .orElse(0);
    }

    private static double waiting(Relay relay) {
        return relay.shards().all().stream()
                .map(Shards.State::error)
                .filter(error -> error != null)
                .count();
    }
}
