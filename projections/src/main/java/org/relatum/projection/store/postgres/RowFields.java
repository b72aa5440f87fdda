package org.relatum.projection.store.postgres;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Column;
import org.relatum.projection.core.Folded;
import org.relatum.projection.core.Folded.Checkpoint;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.engine.CustomerRow;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.kpi.KpiFold.Followed;
import org.relatum.projection.timeline.TimelineEntry;

/** What stands in which column of a row, however rows are written: the live engine updates them, a rebuild copies them in. */
public final class RowFields {
    /** An instant that is not reached: an interval has no end yet. */
    public static final String INFINITY = "infinity";

    private RowFields() {}

    /** Takes the fields of a row one after the other, always in the same order. */
    public interface Sink {
        /**
         * @param type in SQL
         * @param value in the class that {@link Column.Type} names for the type; also bytes and {@link #INFINITY}
         */
        void add(String name, String type, @Nullable Object value);

        default <T> void add(Column<T> column, T from) {
            add(column.name(), Tables.sqlType(column.type()), column.value().apply(from));
        }
    }

    /** A row of a read model. */
    public static <S, V, D> void row(
            ReadModel<S, V, D> model, Folder<S, V, D> folder, CustomerRow<S, D> row, StateCodec codec, Sink sink) {
        Folded<S, D> folded = row.folded();
        V view = folder.view(folded.state(), folded.horizon());
        sink.add("customer", "uuid", row.customer());
        for (Column<V> column : model.columns()) {
            sink.add(column, view);
        }
        sink.add("since", "timestamptz", folded.since());
        sink.add("open", "text", OpenIntervals.write(folded.open().values()));
        sink.add("version", "bigint", row.version());
        sink.add("position", "bigint", row.position());
        sink.add("horizon", "timestamptz", folded.horizon());
        sink.add("next_change_at", "timestamptz", folded.nextChange());
        sink.add("first_occurred_at", "timestamptz", folded.first());
        sink.add("last_occurred_at", "timestamptz", folded.last().occurredAt());
        sink.add("last_recorded_at", "timestamptz", folded.last().recordedAt());
        sink.add("last_stream", "uuid", folded.last().stream());
        sink.add("last_sequence", "bigint", folded.last().sequence());
        sink.add("state", "bytea", codec.encode(folded.state()));
    }

    /** An interval of a customer. */
    public static <D> void interval(ReadModel<?, ?, D> model, UUID customer, Interval<D> interval, Sink sink) {
        sink.add("customer", "uuid", customer);
        sink.add("key", "text", interval.key());
        sink.add("valid_from", "timestamptz", interval.validFrom());
        sink.add("valid_to", "timestamptz", orInfinity(interval.validTo()));
        for (Column<D> column : model.valueColumns()) {
            sink.add(column, interval.value());
        }
        sink.add("recorded_from", "timestamptz", interval.recordedFrom());
        sink.add("recorded_to", "timestamptz", orInfinity(interval.recordedTo()));
    }

    /** What a customer was at an earlier fact. */
    public static void checkpoint(UUID customer, Checkpoint<?> checkpoint, StateCodec codec, Sink sink) {
        sink.add("customer", "uuid", customer);
        sink.add("last_occurred_at", "timestamptz", checkpoint.last().occurredAt());
        sink.add("last_recorded_at", "timestamptz", checkpoint.last().recordedAt());
        sink.add("last_stream", "uuid", checkpoint.last().stream());
        sink.add("last_sequence", "bigint", checkpoint.last().sequence());
        sink.add("floor", "bigint", checkpoint.floor());
        sink.add("next_sequence", "bigint", checkpoint.nextSequence());
        sink.add("known_from", "timestamptz", checkpoint.knownFrom());
        sink.add("state", "bytea", codec.encode(checkpoint.state()));
    }

    /** A customer as far as it has been followed. */
    public static void row(KpiRow row, StateCodec codec, Sink sink) {
        Followed followed = row.followed();
        sink.add("customer", "uuid", row.customer());
        sink.add("version", "bigint", row.version());
        sink.add("position", "bigint", row.position());
        sink.add("horizon", "timestamptz", followed.horizon());
        sink.add("next_change_at", "timestamptz", followed.nextChange());
        sink.add("last_occurred_at", "timestamptz", followed.last().occurredAt());
        sink.add("last_recorded_at", "timestamptz", followed.last().recordedAt());
        sink.add("last_stream", "uuid", followed.last().stream());
        sink.add("last_sequence", "bigint", followed.last().sequence());
        sink.add("state", "bytea", codec.encode(followed.state()));
    }

    /** An entry of the timeline. */
    public static void entry(TimelineEntry entry, Sink sink) {
        for (Column<TimelineEntry> column : TimelineEntry.COLUMNS) {
            sink.add(column, entry);
        }
    }

    private static Object orInfinity(@Nullable Instant instant) {
        return instant == null ? INFINITY : instant;
    }
}
