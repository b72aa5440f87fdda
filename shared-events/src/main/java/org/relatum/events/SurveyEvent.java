package org.relatum.events;

import java.time.Instant;
import java.util.List;

/** Facts about one survey; the stream is the survey. */
public sealed interface SurveyEvent extends DomainEvent {

    /**
     * A survey was published, and its first wave begun.
     *
     * @param title what it is called
     * @param wave name of the first wave
     * @param factors the factors whose satisfaction is asked for, by name
     * @param overall whether satisfaction on the whole is asked for
     * @param nps whether it is asked how likely a recommendation is
     * @param ces whether it is asked how easy it was
     */
    record SurveyPublished(
            Instant occurredAt,
            String title,
            String wave,
            List<String> factors,
            boolean overall,
            boolean nps,
            boolean ces)
            implements SurveyEvent {
        public SurveyPublished {
            factors = List.copyOf(factors);
        }
    }

    /**
     * The same questions are asked again.
     *
     * @param wave name of the new wave
     */
    record SurveyWaveBegun(Instant occurredAt, String wave) implements SurveyEvent {}
}
