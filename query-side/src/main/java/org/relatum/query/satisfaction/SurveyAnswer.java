package org.relatum.query.satisfaction;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.Subjects.Found;
import org.relatum.projection.satisfaction.Survey;

/** A survey. */
@Schema(name = "Survey", description = "A survey at asOf, going by what was recorded at knownAt")
public record SurveyAnswer(
        UUID surveyId,

        @Schema(description = "Number of the survey's events that count", example = "2")
        long version,

        @Schema(description = "Position of the last event that counts", example = "911")
        long position,

        @Nullable String title,
        @Nullable Instant publishedAt,

        @Schema(description = "The factors whose satisfaction is asked for")
        List<String> factors,

        @Schema(description = "Whether satisfaction on the whole is asked for")
        boolean overall,

        @Schema(description = "Whether it is asked how likely a recommendation is")
        boolean nps,

        @Schema(description = "Whether it is asked how easy it was")
        boolean ces,

        @Schema(description = "In the order in which they began")
        List<Wave> waves) {

    /** The same questions asked once. */
    @Schema(name = "SurveyWave")
    public record Wave(@Schema(example = "2026-spring") String name, Instant begunAt) {}

    static SurveyAnswer of(Found<?, Survey> found, Survey survey) {
        return new SurveyAnswer(
                found.id(),
                found.version(),
                found.position(),
                survey.title(),
                survey.publishedAt(),
                survey.factors(),
                survey.overall(),
                survey.nps(),
                survey.ces(),
                survey.waves().stream()
                        .map(wave -> new Wave(wave.name(), wave.begunAt()))
                        .toList());
    }
}
