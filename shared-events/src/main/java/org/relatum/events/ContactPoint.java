package org.relatum.events;

import org.jspecify.annotations.Nullable;

/**
 * A way to reach a customer.
 *
 * @param id identifier within the customer
 * @param kind what sort of way
 * @param value the address or number itself
 * @param label what the customer uses it for, in free text, for example {@code work}
 */
public record ContactPoint(
        String id,
        ContactPointKind kind,
        Personal value,
        @Nullable Personal label) {}
