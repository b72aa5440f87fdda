package org.relatum.query.standing;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Column;
import org.relatum.projection.core.Interval;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.Standing;

/** Discrete values as an answer shows them: by the names of the columns they have in tables. */
public final class Values {
    private Values() {}

    /** What was so from an instant (inclusive) to another (exclusive). */
    @Schema(name = "ValueInterval", description = "Half-open: from inclusive, to exclusive; to is null while it is so")
    public record Span(
            @Schema(
                    description = "Of what it is the value: the band or the tier, a case, a promise, a flag",
                    example = "churn")
            String key,

            Instant from,
            @Nullable Instant to,

            @Schema(description = "By the names of the columns of the history in SQL")
            Map<String, @Nullable Object> value,

            @Schema(description = "Since when this has been known")
            Instant recordedFrom) {}

    /** A change by time alone, if nothing happens until then. */
    @Schema(name = "ValueChange")
    public record Next(
            @Schema(description = "The exact instant from which it is so")
            Instant at,

            @Schema(description = "All values from then on, by key")
            Map<String, Map<String, @Nullable Object>> values) {}

    static <D> Map<String, @Nullable Object> shown(List<Column<D>> columns, D value) {
        Map<String, @Nullable Object> shown = new LinkedHashMap<>();
        for (Column<D> column : columns) {
            Object v = column.value().apply(value);
            shown.put(column.name(), v instanceof Enum<?> e ? e.name() : v);
        }
        return shown;
    }

    static <D> Map<String, Map<String, @Nullable Object>> shown(List<Column<D>> columns, Map<String, D> values) {
        Map<String, Map<String, @Nullable Object>> shown = new TreeMap<>();
        values.forEach((key, value) -> shown.put(key, shown(columns, value)));
        return shown;
    }

    /** The history of an answer. */
    public static <D> List<Span> history(ReadModel<?, ?, D> model, List<Interval<D>> history) {
        return history.stream()
                .map(i -> new Span(
                        i.key(), i.validFrom(), i.validTo(), shown(model.valueColumns(), i.value()), i.recordedFrom()))
                .toList();
    }

    /** What changes next by time alone, null when nothing will. */
    public static <V, D> @Nullable Next next(ReadModel<?, V, D> model, Standing<V, D> standing) {
        Standing.Next<D> next = standing.next();
        return next == null ? null : new Next(next.at(), shown(model.valueColumns(), next.values()));
    }
}
