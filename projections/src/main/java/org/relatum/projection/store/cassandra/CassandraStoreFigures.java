package org.relatum.projection.store.cassandra;

import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.Parked;
import org.relatum.projection.engine.StoreFigures;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.store.postgres.StateCodec;

/** How far the tables on Cassandra contain the log; everything else is counted in PostgreSQL. */
public final class CassandraStoreFigures implements StoreFigures.Source {
    private final CassandraRows rows;
    private final CassandraTokens tokens;
    private final StoreFigures.Source rest;
    private final boolean both;
    private final EventLog log;

    /**
     * @param rest what is counted in PostgreSQL
     * @param both whether the same rows are kept there, too: then the one that is further behind counts, and who is parked in either
     */
    public CassandraStoreFigures(
            Cassandra cassandra, StateCodec codec, StoreFigures.Source rest, boolean both, EventLog log) {
        this.rows = new CassandraRows(cassandra, codec, ReferenceTimeline.DEFAULTS);
        this.tokens = new CassandraTokens(cassandra);
        this.rest = rest;
        this.both = both;
        this.log = log;
    }

    @Override
    public StoreFigures read() {
        Map<String, CassandraTokens.Token> reached = tokens.all();
        Map<String, Long> parked =
                rows.parked().stream().collect(Collectors.groupingBy(Parked::projection, Collectors.counting()));
        StoreFigures figures = rest.read();
        return new StoreFigures(
                figures.head(),
                figures.unsequenced(),
                figures.unsequencedSince(),
                figures.customers(),
                figures.tables().stream()
                        .map(table -> here(table, reached, parked))
                        .toList());
    }

    private StoreFigures.Table here(
            StoreFigures.Table table, Map<String, CassandraTokens.Token> reached, Map<String, Long> parked) {
        String name = table.name() + "_v" + table.version();
        if (!CassandraTables.served().contains(name)) {
            return table;
        }
        CassandraTokens.Token token = reached.getOrDefault(name, CassandraTokens.Token.NONE);
        long position = both ? Math.min(token.position(), table.position()) : token.position();
        Instant behindSince = log.read(position, 1).stream()
                .findFirst()
                .map(StoredEvent::recordedAt)
                .orElse(null);
        return new StoreFigures.Table(
                table.name(),
                table.version(),
                position,
                behindSince,
                parked.getOrDefault(name, 0L) + (both ? table.parked() : 0),
                both && token.rendering() == null ? table.rendering() : token.rendering());
    }
}
