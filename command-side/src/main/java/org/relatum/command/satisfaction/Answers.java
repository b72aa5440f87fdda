package org.relatum.command.satisfaction;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.Set;
import java.util.UUID;
import org.pcollections.TreePSet;
import org.relatum.events.SatisfactionEvent;
import org.relatum.events.SatisfactionEvent.SurveyResponded;

/**
 * What decisions need to know of one customer's answers. Its size has the
 * {@linkplain org.relatum.command.language.Bound bound} of every customer's.
 *
 * @param given the waves answered, each as the survey's id, a blank, and the name of the wave
 */
public record Answers(TreePSet<String> given) {

    /** No survey was answered. */
    public static final Answers NONE = new Answers(TreePSet.empty());

    @JsonCreator
    static Answers of(@JsonProperty("given") Set<String> given) {
        return new Answers(TreePSet.from(given));
    }

    /** The state after one more event. */
    public Answers evolve(SatisfactionEvent event) {
        return switch (event) {
            case SurveyResponded e -> new Answers(given.plus(key(e.survey(), e.wave())));
        };
    }

    static boolean has(Collection<Answers> histories, UUID survey, String wave) {
        String key = key(survey, wave);
        return histories.stream().anyMatch(h -> h.given.contains(key));
    }

    private static String key(UUID survey, String wave) {
        return survey + " " + wave;
    }
}
