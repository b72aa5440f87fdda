package org.relatum.projection.reference;

import java.time.Instant;
import org.relatum.events.Recorded;
import org.relatum.events.ValueModelEvent.ValueModelFitted;

/**
 * A recorded fit of the value model. It is in force from the instant it was recorded.
 *
 * @param fact the fit
 */
public record Fit(Recorded<ValueModelFitted> fact) {
    /** The model that the probability to be alive is taken from. */
    public static final String MODEL = "mbg-nbd";

    /** A parameter of the model. */
    public double parameter(String name) {
        Double value = fact.event().parameters().get(name);
        if (value == null) {
            throw new IllegalStateException("the fit has no parameter " + name);
        }
        return value;
    }

    /** The instant from which it is in force. */
    public Instant effectiveFrom() {
        return fact.recordedAt();
    }
}
