package org.relatum.projection.service;

import java.util.List;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.projection.core.Column;
import org.relatum.projection.core.Column.Type;
import org.relatum.projection.core.ColumnValues;
import org.relatum.projection.service.CaseDesk.Sla;
import org.relatum.projection.service.CaseDesk.Value;
import org.relatum.projection.service.ServiceFeatures.State;

/** How cases stand in tables. */
public final class ServiceColumns {
    /** Of a customer. */
    public static final List<Column<CaseDesk>> DESK = List.of(
            new Column<>("cases", Type.INTEGER, "Cases so far", d -> d.cases().size()),
            new Column<>("unresolved", Type.INTEGER, "Cases that are open or wait", d -> d.unresolved((CaseKind) null)),
            new Column<>(
                    "unresolved_complaints",
                    Type.INTEGER,
                    "Complaints that are open or wait",
                    d -> d.unresolved(CaseKind.COMPLAINT)),
            new Column<>(
                    "response_breached",
                    Type.INTEGER,
                    "Unresolved cases whose first answer is or was late, the resolution not",
                    d -> d.unresolved(Sla.RESPONSE_BREACHED)),
            new Column<>(
                    "resolution_breached",
                    Type.INTEGER,
                    "Unresolved cases whose resolution is late",
                    d -> d.unresolved(Sla.RESOLUTION_BREACHED)));

    /** Of a case. */
    public static final List<Column<Value>> VALUE = List.of(
            new Column<>("state", Type.TEXT, "Where the case stood", Value::state),
            new Column<>("sla", Type.TEXT, "How it stood with its targets", Value::sla),
            new Column<>("kind", Type.TEXT, "What it is", Value::kind),
            new Column<>("severity", Type.TEXT, "How much it pressed", Value::severity),
            new Column<>("category", Type.TEXT, "Category", Value::category),
            new Column<>("assignee", Type.TEXT, "Who looked after it", Value::assignee));

    private ServiceColumns() {}

    /** Reads back what {@link #VALUE} wrote. */
    public static Value value(ColumnValues row) {
        return new Value(
                row.required(row.constant("state", State.class), "state"),
                row.required(row.constant("sla", Sla.class), "sla"),
                row.required(row.constant("kind", CaseKind.class), "kind"),
                row.required(row.constant("severity", CaseSeverity.class), "severity"),
                row.required(row.text("category"), "category"),
                row.text("assignee"));
    }
}
