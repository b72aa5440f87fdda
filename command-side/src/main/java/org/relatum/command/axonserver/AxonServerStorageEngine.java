package org.relatum.command.axonserver;

import io.axoniq.axonserver.connector.event.AggregateEventStream;
import io.axoniq.axonserver.connector.event.AppendEventsTransaction;
import io.axoniq.axonserver.grpc.event.Confirmation;
import io.grpc.Metadata;
import io.grpc.Status;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.relatum.command.store.LogRow;
import org.relatum.command.store.LogStorageEngine;
import org.relatum.command.store.SnapshotForm;
import org.relatum.command.store.UnreachableLogException;
import org.relatum.events.wire.EventCodec;

/**
 * Records streams in Axon Server and reads them there, so that a command decides on everything that was ever acknowledged, however far
 * the copy in the database is. What is recorded together is one transaction of Axon Server, which refuses a place in a stream that is
 * taken and then records nothing of it.
 */
public final class AxonServerStorageEngine extends LogStorageEngine {
    private static final Metadata.Key<String> ERROR_CODE =
            Metadata.Key.of("AxonIQ-ErrorCode", Metadata.ASCII_STRING_MARSHALLER);
    /** The server's code for an event at a place that is taken. */
    private static final String INVALID_SEQUENCE = "AXONIQ-2000";

    private final AxonServer server;

    /** @param database has the snapshots */
    public AxonServerStorageEngine(AxonServer server, DataSource database, EventCodec codec, SnapshotForm snapshots) {
        super(database, codec, snapshots);
        this.server = server;
    }

    @Override
    protected void append(List<LogRow> rows) {
        Confirmation answer;
        try {
            answer = server.await("asked to append to a stream", () -> {
                AppendEventsTransaction transaction = server.events().startAppendEventsTransaction();
                rows.forEach(row -> transaction.appendEvent(WireEvents.of(row)));
                return transaction.commit();
            });
        } catch (UnreachableLogException e) {
            throw INVALID_SEQUENCE.equals(errorCode(e.getCause()))
                    ? new ConcurrencyException("another writer was faster", e)
                    : e;
        }
        // A call that ends without an answer ends without an error, too.
        if (answer == null || !answer.getSuccess()) {
            throw server.unreachable("asked to append to a stream, and confirmed nothing", null);
        }
    }

    private static @Nullable String errorCode(@Nullable Throwable failure) {
        Metadata trailers = failure == null ? null : Status.trailersFromThrowable(failure);
        return trailers == null ? null : trailers.get(ERROR_CODE);
    }

    @Override
    protected List<LogRow> read(UUID stream, long first) {
        List<LogRow> rows = new ArrayList<>();
        try {
            AggregateEventStream events = server.events().openAggregateStream(stream.toString(), first);
            while (events.hasNext()) {
                rows.add(WireEvents.row(events.next()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (IllegalArgumentException e) {
            throw e;
        } catch (RuntimeException e) {
            throw server.unreachable("asked for a stream", e);
        }
        // A stream that was interrupted looks like one that has ended.
        if (Thread.currentThread().isInterrupted()) {
            throw server.unreachable("asked for a stream", new InterruptedException());
        }
        return rows;
    }

    @Override
    protected Optional<Long> last(UUID stream) {
        long last = server.await(
                "asked for the last of a stream", () -> server.events().findHighestSequence(stream.toString()));
        return last < 0 ? Optional.empty() : Optional.of(last);
    }

    @Override
    public void close() {
        // The connection is not only this engine's.
    }
}
