package org.relatum.server.conformance;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.relatum.projection.engine.EventLog;
import org.relatum.server.TestServer;
import org.relatum.server.query.LogWriter;
import org.relatum.server.query.LogWriter.Fact;

class PostgresEventLogTest extends EventLogSuite {
    private static TestServer server;
    private static LogWriter writer;
    private final Set<UUID> known = new HashSet<>();

    @BeforeAll
    static void start() {
        server = TestServer.start();
        writer = new LogWriter(server);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Override
    EventLog log() {
        return server.bean(EventLog.class);
    }

    @Override
    void record(List<UUID> streams) {
        for (UUID stream : streams) {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
            writer.record(
                    List.of(new Fact(
                            stream,
                            now,
                            known.add(stream)
                                    ? LogWriter.registered(stream, now.toString())
                                    : LogWriter.order(UUID.randomUUID().toString(), now))),
                    null);
        }
    }
}
