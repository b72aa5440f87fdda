package org.relatum.query.satisfaction;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.relatum.events.ImprovementEvent.ImprovementOpened;
import org.relatum.events.access.Caller;
import org.relatum.events.access.Reach;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.projection.satisfaction.Improvement;
import org.relatum.query.api.Examples;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.ListedFromLog;
import org.relatum.query.api.OfSubject;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.personal.Revealed;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.Reaches;
import org.relatum.query.subject.SubjectQuestions;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Improvements as of any date. */
@RestController
@RequestMapping(path = "/api/v1/improvements", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about improvements", description = "Improvements as of any date")
public class ImprovementController {
    private final SubjectQuestions<UUID, Improvement> improvements;
    private final FieldCipher cipher;
    private final Reaches reaches;

    public ImprovementController(
            SubjectQuestions<UUID, Improvement> improvements, FieldCipher cipher, Reaches reaches) {
        this.improvements = improvements;
        this.cipher = cipher;
        this.reaches = reaches;
    }

    @GetMapping("/{improvement}")
    @Operation(
            operationId = "get-improvement",
            summary = "One improvement",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The improvement",
                        content =
                                @Content(
                                        schema = @Schema(implementation = ImprovementAnswer.class),
                                        examples = @ExampleObject(Examples.IMPROVEMENT))),
                @ApiResponse(
                        responseCode = "404",
                        description =
                                "improvement-not-found: there is no such improvement, or it is about a customer beyond"
                                    + " the key's reach. not-known-yet: there was none at asOf, by what was recorded"
                                    + " at knownAt",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.IMPROVEMENT_NOT_FOUND)))
            })
    @OfSubject
    @PointInTime
    @Fresh
    public ImprovementAnswer improvement(
            @Parameter(description = "The improvement's id", schema = @Schema(type = "string", format = "uuid"))
                    @PathVariable("improvement")
                    String improvement,
            HttpServletRequest request,
            HttpServletResponse response) {
        Reach reach = Caller.of(request.getAttribute(Caller.ATTRIBUTE)).reach();
        return improvements.one(
                improvement, request, response, state -> isReached(state, reach), (found, state, asOf) -> {
                    request.setAttribute(Caller.CUSTOMER_TOLD_OF, state.customer());
                    return ImprovementAnswer.of(found, state, asOf, Revealed.to(request, cipher));
                });
    }

    @GetMapping
    @Operation(
            operationId = "list-improvements",
            summary = "The improvements",
            parameters = {
                @Parameter(
                        name = "state",
                        in = ParameterIn.QUERY,
                        description = "Any of these states; repeated, or separated by commas",
                        array = @ArraySchema(schema = @Schema(implementation = Improvement.State.class))),
                @Parameter(
                        name = "owner",
                        in = ParameterIn.QUERY,
                        description = "Any of these owners; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "kpi",
                        in = ParameterIn.QUERY,
                        description = "Any of these key figures; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string")))
            },
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page of improvements; it may be short, or empty, and have a next",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ImprovementListAnswer.class),
                                            examples = @ExampleObject(Examples.IMPROVEMENTS))))
    @ListedFromLog
    @PointInTime
    @Paged
    public ImprovementListAnswer improvements(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Set<Improvement.State> states = parameters.constants("state", Improvement.State.class);
        Set<String> owners = parameters.texts("owner");
        Set<String> kpis = parameters.texts("kpi");
        Reach reach = parameters.caller().reach();
        return improvements.list(
                parameters,
                (state, asOf) -> wanted(state, asOf, states, owners, kpis) && isReached(state, reach),
                (found, state, asOf) -> ImprovementAnswer.of(found, state, asOf, Revealed.to(request, cipher)),
                ImprovementListAnswer::new);
    }

    /** What was one customer's answer is personal to that customer. */
    private boolean isReached(Improvement state, Reach reach) {
        UUID customer = state.customer();
        return customer == null || reaches.include(reach, customer);
    }

    private static boolean wanted(
            Improvement state, Instant asOf, Set<Improvement.State> states, Set<String> owners, Set<String> kpis) {
        ImprovementOpened opened = state.opened();
        return (states.isEmpty() || states.contains(state.stateAt(asOf)))
                && (owners.isEmpty() || opened != null && owners.contains(opened.owner()))
                && (kpis.isEmpty() || opened != null && opened.kpi() != null && kpis.contains(opened.kpi()));
    }
}
