package org.relatum.events;

import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Facts about fits of the population's value model. A fit is never edited; a newer one supersedes it. */
public sealed interface ValueModelEvent extends DomainEvent {

    /**
     * A model was fitted by maximum likelihood to every customer's purchases with occurredAt before the end of
     * {@code until} and recordedAt not after {@code knownAt}.
     *
     * @param model {@code bg-nbd} or {@code mbg-nbd}
     * @param until end of the data, exclusive
     * @param knownAt the fit knows what was recorded up to here, inclusive
     * @param parameters the model's parameters by name; time in weeks
     * @param logLikelihood natural logarithm of the likelihood of the data at these parameters
     * @param customers customers with at least one purchase
     * @param repeaters customers with at least one repeat transaction
     * @param dataPosition log position up to which the data were read
     */
    record ValueModelFitted(
            Instant occurredAt,
            String model,
            Instant until,
            Instant knownAt,
            SortedMap<String, Double> parameters,
            double logLikelihood,
            long customers,
            long repeaters,
            long dataPosition)
            implements ValueModelEvent {
        public ValueModelFitted {
            parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
        }
    }
}
