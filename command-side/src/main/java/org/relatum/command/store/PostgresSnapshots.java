package org.relatum.command.store;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.time.ZoneOffset;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;

/** Snapshots of streams, in {@code log.snapshots}. */
final class PostgresSnapshots {
    private static final String READ = "select sequence, type, payload from log.snapshots"
            + " where stream = ? and revision = ? order by sequence desc limit 1";
    private static final String WRITE =
            "insert into log.snapshots (stream, sequence, type, revision, recorded_at, payload, metadata)"
                    + " values (?, ?, ?, ?, ?, ?, ?) on conflict (stream, sequence) do update"
                    + " set type = excluded.type, revision = excluded.revision, payload = excluded.payload";
    private static final String DELETE = "delete from log.snapshots where stream = ? and sequence < ?";

    private static final byte[] NO_METADATA = "{}".getBytes(StandardCharsets.US_ASCII);

    private final DataSource database;
    private final SnapshotForm form;

    PostgresSnapshots(DataSource database, SnapshotForm form) {
        this.database = database;
        this.form = form;
    }

    void store(DomainEventMessage<?> snapshot) {
        UUID stream = UUID.fromString(snapshot.getAggregateIdentifier());
        Statements.run(database, "write a snapshot of", WRITE, write -> {
            write.setObject(1, stream);
            write.setLong(2, snapshot.getSequenceNumber());
            write.setString(3, snapshot.getType());
            write.setString(4, form.revision());
            write.setObject(5, form.recordedAt(snapshot.getPayload()).atOffset(ZoneOffset.UTC));
            write.setBytes(6, form.write(snapshot.getPayload()));
            write.setBytes(7, NO_METADATA);
            return write.executeUpdate();
        });
        Statements.run(database, "delete snapshots of", DELETE, delete -> {
            delete.setObject(1, stream);
            delete.setLong(2, snapshot.getSequenceNumber());
            return delete.executeUpdate();
        });
    }

    Optional<DomainEventMessage<?>> read(String stream) {
        return Statements.run(database, "read a snapshot of", READ, read -> {
            UUID id = UUID.fromString(stream);
            read.setObject(1, id);
            read.setString(2, form.revision());
            try (ResultSet rows = read.executeQuery()) {
                if (!rows.next()) {
                    return Optional.empty();
                }
                String type = rows.getString(2);
                return Optional.of(new GenericDomainEventMessage<>(
                        type, stream, rows.getLong(1), form.read(type, id, rows.getBytes(3))));
            }
        });
    }
}
