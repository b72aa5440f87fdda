package org.relatum.command.language;

import jakarta.validation.constraints.NotEmpty;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/** Commands about fits of the population's value model. */
public sealed interface ValueModelCommand extends Command {

    /**
     * Records a finished fit; every fit has a stream of its own. The fields are those of
     * {@link org.relatum.events.ValueModelEvent.ValueModelFitted}.
     */
    record RecordFit(
            @NotNull @Text(max = 60) String model,
            @NotNull Instant until,
            @NotNull Instant knownAt,
            @NotEmpty SortedMap<String, Double> parameters,
            double logLikelihood,
            long customers,
            long repeaters,
            long dataPosition)
            implements ValueModelCommand {
        public RecordFit {
            SortedMap<String, Double> given = parameters;
            parameters = given == null
                    ? Collections.emptySortedMap()
                    : Collections.unmodifiableSortedMap(new TreeMap<>(given));
        }
    }
}
