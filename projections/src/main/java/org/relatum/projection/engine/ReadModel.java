package org.relatum.projection.engine;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Column;
import org.relatum.projection.core.ColumnValues;
import org.relatum.projection.core.Projection;

/**
 * A projection with the way it stands in tables.
 *
 * @param state class of the features, to store and read them
 * @param columns of the current view; they follow from the features and from the discrete part, so that a policy under which that
 *     stays the same changes none of them
 * @param valueColumns of the discrete part in the interval table
 * @param value reads the discrete part back from those columns
 */
public record ReadModel<S, V, D>(
        Projection<S, V, D> projection,
        Class<S> state,
        List<Column<V>> columns,
        List<Column<D>> valueColumns,
        Function<ColumnValues, D> value) {

    /** Name and version, as tables are called. */
    public String table() {
        return projection.name() + "_v" + projection.version();
    }

    /** What a table shows of a view, column by column. */
    public List<@Nullable Object> shown(V view) {
        List<@Nullable Object> shown = new ArrayList<>(columns.size());
        columns.forEach(column -> shown.add(column.value().apply(view)));
        return shown;
    }
}
