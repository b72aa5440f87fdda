package org.relatum.projection.engine;

import java.util.UUID;
import org.relatum.projection.kpi.KpiFold.Followed;

/**
 * One customer as far as what it contributes to the measures is in the cells.
 *
 * @param version number of events of the customer's own stream that are in them
 * @param position position of the last event that is in them
 */
public record KpiRow(UUID customer, long version, long position, Followed followed) {
    /** Name of the read model. */
    public static final String NAME = "kpi";

    /** Grows whenever a contribution means something else. */
    public static final int VERSION = 1;

    /** The table of these rows; that of the cells is called {@code …_cells}. */
    public static final String TABLE = NAME + "_v" + VERSION;
}
