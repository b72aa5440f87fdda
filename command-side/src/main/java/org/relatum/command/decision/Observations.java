package org.relatum.command.decision;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.math.BigDecimal;
import java.util.List;
import org.relatum.command.language.Text;

/**
 * What was measured of alternatives, to find weights by entropy: a criterion in which they differ more weighs more.
 *
 * @param criteria their names
 * @param matrix a row for each alternative, with a value for each criterion; none is negative, and no criterion has only zeros
 */
public record Observations(
        @NotNull @Size(min = 1, max = 200) List<@NotNull @Text(max = 100) String> criteria,

        @NotNull @Size(min = 2, max = 1000)
        List<@NotNull @Size(min = 1, max = 200) List<@NotNull BigDecimal>> matrix) {}
