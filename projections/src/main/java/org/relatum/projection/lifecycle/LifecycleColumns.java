package org.relatum.projection.lifecycle;

import java.util.List;
import org.relatum.projection.core.Column;
import org.relatum.projection.core.Column.Type;
import org.relatum.projection.core.ColumnValues;
import org.relatum.projection.lifecycle.LifecycleStatus.Value;

/** How the lifecycle status stands in tables. */
public final class LifecycleColumns {
    /** Of the current status. */
    public static final List<Column<LifecycleStatus>> STATUS = List.of(
            new Column<>("stage", Type.TEXT, "Where the relationship stands", LifecycleStatus::stage),
            new Column<>("recovered", Type.BOOLEAN, "Active again after having been lost", LifecycleStatus::recovered),
            new Column<>(
                    "phase",
                    Type.TEXT,
                    "What the company's effort is about",
                    s -> s.stage().phase()),
            new Column<>("rule", Type.TEXT, "The rule that decided the stage", LifecycleStatus::rule));

    /** Of the history. */
    public static final List<Column<Value>> VALUE = List.of(
            new Column<>("stage", Type.TEXT, "Where the relationship stood", Value::stage),
            new Column<>("recovered", Type.BOOLEAN, "Active again after having been lost", Value::recovered));

    private LifecycleColumns() {}

    /** Reads back what {@link #VALUE} wrote. */
    public static Value value(ColumnValues row) {
        return new Value(
                row.required(row.constant("stage", Stage.class), "stage"), Boolean.TRUE.equals(row.get("recovered")));
    }
}
