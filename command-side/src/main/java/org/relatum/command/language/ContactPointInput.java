package org.relatum.command.language;

import jakarta.validation.constraints.NotNull;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ContactPointKind;

/**
 * A way to reach a customer, as a caller states it.
 *
 * @param contactPoint its identifier within the customer; one is made when absent
 * @param value the address or number itself
 * @param label what the customer uses it for, for example {@code work}
 */
public record ContactPointInput(
        @Text(max = 60) @Nullable String contactPoint,
        @NotNull ContactPointKind kind,
        @NotNull @Text(max = 500) String value,
        @Text(max = 60) @Nullable String label) {}
