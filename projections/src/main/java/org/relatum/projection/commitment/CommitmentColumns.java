package org.relatum.projection.commitment;

import java.time.Instant;
import java.util.List;
import org.relatum.projection.commitment.Commitments.State;
import org.relatum.projection.commitment.Commitments.Value;
import org.relatum.projection.core.Column;
import org.relatum.projection.core.Column.Type;
import org.relatum.projection.core.ColumnValues;

/** How needs and promises stand in tables. */
public final class CommitmentColumns {
    /** Of a customer. */
    public static final List<Column<Commitments>> COMMITMENTS = List.of(
            new Column<>(
                    "needs_known",
                    Type.INTEGER,
                    "Needs that were identified",
                    c -> c.needs().size()),
            new Column<>("needs_met", Type.INTEGER, "Needs that were met", c ->
                    (int) c.needs().stream().filter(n -> n.metAt() != null).count()),
            new Column<>(
                    "open_commitments", Type.INTEGER, "Promises whose time has not come", c -> c.count(State.OPEN)),
            new Column<>(
                    "overdue_commitments",
                    Type.INTEGER,
                    "Promises whose time has gone by",
                    c -> c.count(State.OVERDUE)),
            new Column<>(
                    "due_commitments",
                    Type.INTEGER,
                    "Promises kept, broken or overdue",
                    c -> c.trust().due()),
            new Column<>(
                    "kept_in_time",
                    Type.INTEGER,
                    "Those of them that were kept in time",
                    c -> c.trust().keptInTime()));

    /** Of a promise. */
    public static final List<Column<Value>> VALUE = List.of(
            new Column<>("state", Type.TEXT, "What had become of the promise", Value::state),
            new Column<>("promised_by", Type.TEXT, "Member of staff who promised", Value::promisedBy),
            new Column<>("due_at", Type.TIMESTAMPTZ, "Until when", Value::dueAt));

    private CommitmentColumns() {}

    /** Reads back what {@link #VALUE} wrote. */
    public static Value value(ColumnValues row) {
        return new Value(
                row.required(row.constant("state", State.class), "state"),
                row.required(row.text("promised_by"), "promised_by"),
                row.required((Instant) row.get("due_at"), "due_at"));
    }
}
