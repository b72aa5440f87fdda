package org.relatum.command.satisfaction;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;
import org.relatum.events.SurveyEvent;
import org.relatum.events.SurveyEvent.SurveyPublished;
import org.relatum.events.SurveyEvent.SurveyWaveBegun;

/**
 * What decisions need to know of one survey.
 *
 * @param factors the factors whose satisfaction it asks for
 * @param overall whether it asks for satisfaction on the whole
 * @param nps whether it asks how likely a recommendation is
 * @param ces whether it asks how easy it was
 * @param waves when each wave began, by its name; none when the survey was never published
 */
public record Survey(
        TreePSet<String> factors, boolean overall, boolean nps, boolean ces, TreePMap<String, Instant> waves) {

    /** A survey may have so many waves. */
    static final int MOST_WAVES = 1_000;

    /** A survey nobody has published. */
    public static final Survey UNKNOWN = new Survey(TreePSet.empty(), false, false, false, TreePMap.empty());

    @JsonCreator
    static Survey of(
            @JsonProperty("factors") Set<String> factors,
            @JsonProperty("overall") boolean overall,
            @JsonProperty("nps") boolean nps,
            @JsonProperty("ces") boolean ces,
            @JsonProperty("waves") Map<String, Instant> waves) {
        return new Survey(TreePSet.from(factors), overall, nps, ces, TreePMap.from(waves));
    }

    /** The state after one more event. */
    public Survey evolve(SurveyEvent event) {
        return switch (event) {
            case SurveyPublished e ->
                new Survey(
                        TreePSet.from(e.factors()),
                        e.overall(),
                        e.nps(),
                        e.ces(),
                        waves.plus(e.wave(), e.occurredAt()));
            case SurveyWaveBegun e -> new Survey(factors, overall, nps, ces, waves.plus(e.wave(), e.occurredAt()));
        };
    }

    boolean isPublished() {
        return !waves.isEmpty();
    }
}
