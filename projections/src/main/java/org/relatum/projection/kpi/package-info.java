/**
 * Key figures: what each customer contributes to measures, when, and on whose account; the cells in which contributions are summed; and
 * the scorecard, a pure function of cells, definitions and targets. No framework.
 */
@NullMarked
package org.relatum.projection.kpi;

import org.jspecify.annotations.NullMarked;
