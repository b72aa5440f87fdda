package org.relatum.command.decision;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import org.relatum.command.language.Text;

/**
 * How much more important each criterion is than each other one, to find weights by the analytic hierarchy process (AHP).
 *
 * @param criteria their names
 * @param matrix in row i and column k how many times as important criterion i is as criterion k, usually from 1/9 to 9; the diagonal is
 *     1, and what lies across the diagonal is the reciprocal, as nearly as two decimals allow
 */
public record PairwiseComparison(
        @NotNull @Size(min = 1, max = 10) List<@NotNull @Text(max = 100) String> criteria,

        @NotNull @Size(min = 1, max = 10) List<@NotNull @Size(min = 1, max = 10) List<@NotNull BigDecimal>> matrix) {}
