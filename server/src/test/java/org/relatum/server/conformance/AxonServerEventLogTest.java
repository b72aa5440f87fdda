package org.relatum.server.conformance;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.relatum.command.shell.CommandShell;
import org.relatum.events.Metadata;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.server.AxonServerAt;
import org.relatum.server.TestServer;
import org.relatum.server.query.LogWriter;

/** Recorded in Axon Server, read where everything reads the log. */
class AxonServerEventLogTest extends EventLogSuite {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static @Nullable TestServer started;
    private final Map<UUID, Long> versions = new HashMap<>();

    @BeforeAll
    static void start() {
        started = TestServer.start(AxonServerAt.properties());
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.close();
        }
    }

    private static TestServer server() {
        return Objects.requireNonNull(started);
    }

    @Override
    EventLog log() {
        return server().bean(EventLog.class);
    }

    @Override
    void record(List<UUID> streams) {
        CommandShell shell = server().bean(CommandShell.class);
        for (UUID stream : streams) {
            long sequence = versions.merge(stream, 1L, Long::sum) - 1;
            Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            shell.append(
                    "customer",
                    stream,
                    sequence,
                    sequence == 0
                            ? LogWriter.registered(stream, now.toString())
                            : LogWriter.order(UUID.randomUUID().toString(), now),
                    new Metadata("tester", null, "test", null, null, null, null),
                    now);
        }
        UUID last = streams.getLast();
        try {
            server().bean(Sequencer.class)
                    .awaitPosition(last, versions.getOrDefault(last, 0L) - 1, true, PATIENCE)
                    .orElseThrow();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
