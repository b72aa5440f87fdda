package org.relatum.server.conformance;

import org.relatum.projection.engine.ProjectionStore;
import org.relatum.projection.engine.RowStore;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.store.postgres.PostgresProjectionStore;
import org.relatum.projection.store.postgres.PostgresRowStore;
import org.relatum.projection.store.postgres.StateCodec;

class PostgresRowStoreTest extends RowStoreSuite {
    @Override
    ProjectionStore store() {
        return new PostgresProjectionStore(server.pool(), server.bean(StateCodec.class), ReferenceTimeline.DEFAULTS);
    }

    @Override
    RowStore rows() {
        return new PostgresRowStore(server.pool(), server.bean(StateCodec.class), ReferenceTimeline.DEFAULTS);
    }
}
