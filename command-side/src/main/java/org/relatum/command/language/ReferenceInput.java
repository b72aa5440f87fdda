package org.relatum.command.language;

import jakarta.validation.constraints.NotNull;

/**
 * A name under which another system knows a customer.
 *
 * @param system the other system, for example {@code shop}
 * @param value the name there
 */
public record ReferenceInput(
        @NotNull @Text(max = 60) String system,
        @NotNull @Text(max = 200) String value) {}
