package org.relatum.query.satisfaction;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.UUID;
import org.relatum.projection.satisfaction.Survey;
import org.relatum.query.api.Examples;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.ListedFromLog;
import org.relatum.query.api.OfSubject;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.request.Parameters;
import org.relatum.query.subject.SubjectQuestions;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Surveys as of any date. */
@RestController
@RequestMapping(path = "/api/v1/surveys", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about surveys", description = "Surveys as of any date")
public class SurveyController {
    private final SubjectQuestions<UUID, Survey> surveys;

    public SurveyController(SubjectQuestions<UUID, Survey> surveys) {
        this.surveys = surveys;
    }

    @GetMapping("/{survey}")
    @Operation(
            operationId = "get-survey",
            summary = "One survey with its waves",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The survey",
                        content =
                                @Content(
                                        schema = @Schema(implementation = SurveyAnswer.class),
                                        examples = @ExampleObject(Examples.SURVEY))),
                @ApiResponse(
                        responseCode = "404",
                        description =
                                "survey-not-found: there is no such survey. not-known-yet: there was none at asOf, by"
                                        + " what was recorded at knownAt",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.SURVEY_NOT_FOUND)))
            })
    @OfSubject
    @PointInTime
    @Fresh
    public SurveyAnswer survey(
            @Parameter(description = "The survey's id", schema = @Schema(type = "string", format = "uuid"))
                    @PathVariable("survey")
                    String survey,
            HttpServletRequest request,
            HttpServletResponse response) {
        return surveys.one(survey, request, response, (found, state, asOf) -> SurveyAnswer.of(found, state));
    }

    @GetMapping
    @Operation(
            operationId = "list-surveys",
            summary = "The surveys",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page of surveys; it may be short, or empty, and have a next",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = SurveyListAnswer.class),
                                            examples = @ExampleObject(Examples.SURVEYS))))
    @ListedFromLog
    @PointInTime
    @Paged
    public SurveyListAnswer surveys(HttpServletRequest request) {
        return surveys.list(
                Parameters.of(request),
                (state, asOf) -> true,
                (found, state, asOf) -> SurveyAnswer.of(found, state),
                SurveyListAnswer::new);
    }
}
