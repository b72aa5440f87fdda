package org.relatum.projection.satisfaction;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relatum.events.SurveyEvent;
import org.relatum.events.SurveyEvent.SurveyPublished;
import org.relatum.events.SurveyEvent.SurveyWaveBegun;

/**
 * One survey.
 *
 * @param publishedAt when it was published
 * @param factors the factors whose satisfaction is asked for
 * @param overall whether satisfaction on the whole is asked for
 * @param nps whether it is asked how likely a recommendation is
 * @param ces whether it is asked how easy it was
 * @param waves in the order in which they began
 */
public record Survey(
        @Nullable String title,
        @Nullable Instant publishedAt,
        List<String> factors,
        boolean overall,
        boolean nps,
        boolean ces,
        List<Wave> waves) {

    /** Nothing is known. */
    public static final Survey NONE = new Survey(null, null, List.of(), false, false, false, List.of());

    public Survey {
        factors = List.copyOf(factors);
        waves = List.copyOf(waves);
    }

    /** The same questions asked once. */
    public record Wave(String name, Instant begunAt) {}

    /** The survey after one more fact. */
    public Survey fold(SurveyEvent fact) {
        return switch (fact) {
            case SurveyPublished e ->
                new Survey(
                        e.title(),
                        e.occurredAt(),
                        e.factors(),
                        e.overall(),
                        e.nps(),
                        e.ces(),
                        more(e.wave(), e.occurredAt()));
            case SurveyWaveBegun e ->
                new Survey(title, publishedAt, factors, overall, nps, ces, more(e.wave(), e.occurredAt()));
        };
    }

    private List<Wave> more(String wave, Instant begunAt) {
        List<Wave> more = new ArrayList<>(waves);
        more.add(new Wave(wave, begunAt));
        return more;
    }
}
