package org.relatum.command.store;

import java.sql.ResultSet;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.relatum.events.wire.EventCodec;

/**
 * Appends to and reads streams of {@code log.events}. All events of a unit of work go in with one statement; the unique (stream,
 * sequence) turns a lost race into a {@link org.axonframework.modelling.command.ConcurrencyException}.
 */
public final class PostgresEventStorageEngine extends LogStorageEngine {
    private static final String READ = "select stream_type, sequence, event_id, type, revision,"
            + " (extract(epoch from recorded_at) * 1000000)::bigint, payload, metadata"
            + " from log.events where stream = ? and sequence >= ? order by sequence";
    private static final String LAST_SEQUENCE = "select max(sequence) from log.events where stream = ?";

    private final DataSource dataSource;
    private final GroupCommit log;

    public PostgresEventStorageEngine(DataSource dataSource, EventCodec codec, SnapshotForm snapshots) {
        super(dataSource, codec, snapshots);
        this.dataSource = dataSource;
        this.log = new GroupCommit(dataSource);
    }

    @Override
    protected void append(List<LogRow> rows) {
        log.append(rows);
    }

    @Override
    protected List<LogRow> read(UUID stream, long first) {
        return Statements.run(dataSource, "read", READ, read -> {
            read.setObject(1, stream);
            read.setLong(2, first);
            try (ResultSet row = read.executeQuery()) {
                List<LogRow> rows = new ArrayList<>();
                while (row.next()) {
                    rows.add(new LogRow(
                            row.getString(1),
                            stream,
                            row.getLong(2),
                            row.getObject(3, UUID.class),
                            row.getString(4),
                            row.getInt(5),
                            Instant.EPOCH.plus(row.getLong(6), ChronoUnit.MICROS),
                            row.getBytes(7),
                            row.getBytes(8)));
                }
                return rows;
            }
        });
    }

    @Override
    protected Optional<Long> last(UUID stream) {
        return Statements.run(dataSource, "read", LAST_SEQUENCE, read -> {
            read.setObject(1, stream);
            try (ResultSet rows = read.executeQuery()) {
                rows.next();
                long last = rows.getLong(1);
                return rows.wasNull() ? Optional.empty() : Optional.of(last);
            }
        });
    }

    /** Ends the writing of events. */
    @Override
    public void close() {
        log.close();
    }
}
