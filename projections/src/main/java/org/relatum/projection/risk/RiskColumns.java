package org.relatum.projection.risk;

import java.util.List;
import org.relatum.events.policy.RiskPolicy.Severity;
import org.relatum.events.policy.RiskRule;
import org.relatum.projection.core.Column;
import org.relatum.projection.core.Column.Type;
import org.relatum.projection.core.ColumnValues;
import org.relatum.projection.risk.RiskRegister.Value;

/** How risks stand in tables. */
public final class RiskColumns {
    /** Of a customer. */
    public static final List<Column<RiskRegister>> REGISTER = List.of(
            new Column<>(
                    "flags",
                    Type.INTEGER,
                    "Flags that are raised",
                    r -> r.flags().size()),
            new Column<>(
                    "severity",
                    Type.TEXT,
                    "Severity of the gravest flag",
                    r -> r.flags().isEmpty() ? null : r.flags().getFirst().severity()));

    /** Of a flag. */
    public static final List<Column<Value>> VALUE = List.of(
            new Column<>("rule", Type.TEXT, "Rule that raised the flag; none when a person did", Value::rule),
            new Column<>("probability", Type.INTEGER, "From 1 to 5", Value::probability),
            new Column<>("impact", Type.INTEGER, "From 1 to 5", Value::impact),
            new Column<>("severity", Type.TEXT, "How grave probability times impact is", Value::severity));

    private RiskColumns() {}

    /** Reads back what {@link #VALUE} wrote. */
    public static Value value(ColumnValues row) {
        return new Value(
                row.constant("rule", RiskRule.class),
                row.required((Integer) row.get("probability"), "probability"),
                row.required((Integer) row.get("impact"), "impact"),
                row.required(row.constant("severity", Severity.class), "severity"));
    }
}
