package org.relatum.command.language;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;

/**
 * A customer's satisfaction with one factor.
 *
 * @param factor its name in the survey
 * @param rating from 1 to 5
 */
public record FactorRating(
        @NotNull @Text(max = 60) String factor,
        @NotNull @Min(1) @Max(5) Integer rating) {}
