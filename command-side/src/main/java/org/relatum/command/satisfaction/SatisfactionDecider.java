package org.relatum.command.satisfaction;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Bound;
import org.relatum.command.language.FactorRating;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.SatisfactionCommand;
import org.relatum.command.language.SatisfactionCommand.RespondToSurvey;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Personal;
import org.relatum.events.SatisfactionEvent.SurveyResponded;

/** The rules of customers' answers to surveys. */
public final class SatisfactionDecider {
    private SatisfactionDecider() {}

    /**
     * What happens when this is asked.
     *
     * @param histories the customer's own answers first, then those of the customers merged into it
     * @param at when it happened
     * @param survey the survey that the command names
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<CustomerEvent> decide(
            List<Answers> histories, SatisfactionCommand command, UUID customer, Instant at, Survey survey) {
        return switch (command) {
            case RespondToSurvey c -> {
                requireWave(survey, c.wave(), at);
                if (Answers.has(histories, c.survey(), c.wave())) {
                    throw Refusal.of(RefusalCode.ALREADY_ANSWERED, "The customer answered this wave already")
                            .asException();
                }
                requireAsked(survey, c);
                Bound.requireRoom(histories.getFirst().given().size(), Bound.PER_CUSTOMER);
                SortedMap<String, Integer> csat = new TreeMap<>();
                c.csat().forEach(rating -> csat.put(rating.factor(), rating.rating()));
                yield List.of(new SurveyResponded(
                        at,
                        c.survey(),
                        c.wave(),
                        csat,
                        c.overall(),
                        c.nps(),
                        c.ces(),
                        c.comment() == null ? null : Personal.clear(customer, c.comment())));
            }
        };
    }

    private static void requireWave(Survey survey, String wave, Instant at) {
        if (!survey.isPublished()) {
            throw Refusal.of(RefusalCode.SURVEY_NOT_FOUND, "No survey with this id was published")
                    .asException();
        }
        Instant begun = survey.waves().get(wave);
        if (begun == null) {
            throw Refusal.of(
                            RefusalCode.UNKNOWN_WAVE,
                            "The survey has no wave of this name",
                            "allowed",
                            survey.waves().keySet())
                    .asException();
        }
        OccurredAt.requireOrder(at, begun, "The answer was given before the wave began");
    }

    private static void requireAsked(Survey survey, RespondToSurvey c) {
        List<InvalidField> errors = new ArrayList<>(0);
        List<String> rated = new ArrayList<>();
        for (int i = 0; i < c.csat().size(); i++) {
            FactorRating rating = c.csat().get(i);
            String field = "csat[" + i + "].factor";
            if (!survey.factors().contains(rating.factor())) {
                errors.add(notAsked(field));
            } else if (rated.contains(rating.factor())) {
                errors.add(new InvalidField(field, "repeated", "is stated twice"));
            }
            rated.add(rating.factor());
        }
        requireAsked(errors, "overall", c.overall(), survey.overall());
        requireAsked(errors, "nps", c.nps(), survey.nps());
        requireAsked(errors, "ces", c.ces(), survey.ces());
        if (rated.isEmpty() && c.overall() == null && c.nps() == null && c.ces() == null && c.comment() == null) {
            errors.add(new InvalidField("csat", "required", "is required where nothing else is answered"));
        }
        if (!errors.isEmpty()) {
            throw Refusal.invalid(errors).asException();
        }
    }

    private static void requireAsked(List<InvalidField> errors, String field, @Nullable Integer answer, boolean asked) {
        if (answer != null && !asked) {
            errors.add(notAsked(field));
        }
    }

    private static InvalidField notAsked(String field) {
        return new InvalidField(field, "not-asked", "is not asked by the survey");
    }
}
