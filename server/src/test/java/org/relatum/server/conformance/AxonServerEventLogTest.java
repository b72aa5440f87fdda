package org.relatum.server.conformance;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.opentest4j.TestAbortedException;
import org.relatum.projection.engine.EventLog;

class AxonServerEventLogTest extends EventLogSuite {
    @BeforeAll
    static void skip() {
        throw new TestAbortedException(
                System.getenv("AXON_SERVER") == null
                        ? "AXON_SERVER names no Axon Server"
                        : "this version has no connector to Axon Server");
    }

    @Override
    EventLog log() {
        throw new UnsupportedOperationException();
    }

    @Override
    void record(List<UUID> streams) {
        throw new UnsupportedOperationException();
    }
}
