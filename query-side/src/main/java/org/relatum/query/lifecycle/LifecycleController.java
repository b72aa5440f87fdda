package org.relatum.query.lifecycle;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.Standing;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.LifecycleStatus.Value;
import org.relatum.query.api.Examples;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.OfCustomer;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.lifecycle.ExplainAnswer.Step;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.CustomerQuestion;
import org.relatum.query.request.Headers;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.Place;
import org.relatum.query.request.Questions;
import org.relatum.query.request.Questions.Ready;
import org.relatum.query.request.StepPage;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Where a customer stands, and why. */
@RestController
@RequestMapping(path = "/api/v1/customers/{customer}/lifecycle", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about customers", description = "Customers as of any instant, by what was known at any instant")
public class LifecycleController {
    private static final int STEPS = 100;

    private final Questions questions;
    private final Lifecycles lifecycles;
    private final Cursors cursors;
    private final Clock clock;

    public LifecycleController(Questions questions, Lifecycles lifecycles, Cursors cursors, Clock clock) {
        this.questions = questions;
        this.lifecycles = lifecycles;
        this.cursors = cursors;
        this.clock = clock;
    }

    @GetMapping
    @Operation(
            operationId = "get-lifecycle",
            summary = "Where a customer stands, since when, why, what comes next, and all stages before",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description =
                                    "The lifecycle. A merged customer has the stage MERGED, names its survivor and"
                                            + " links to it.",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = LifecycleAnswer.class),
                                            examples = @ExampleObject(Examples.LIFECYCLE))))
    @PointInTime
    @Fresh
    @OfCustomer
    public LifecycleAnswer lifecycle(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            HttpServletRequest request,
            HttpServletResponse response) {
        Parameters parameters = Parameters.of(request);
        CustomerQuestion question = CustomerQuestion.of(id, parameters, clock);
        parameters.done();
        Ready ready = questions.fromReadModels(question);
        Standing<LifecycleStatus, Value> standing = lifecycles.standing(ready).orElseThrow(ready::notKnownYet);
        Headers.customer(response, standing.version(), standing.view().survivor());
        return LifecycleAnswer.of(standing);
    }

    @GetMapping("/explain")
    @Operation(
            operationId = "explain-lifecycle",
            summary = "How the stage came to be: every fact and what it contributed, every change by time alone",
            parameters =
                    @Parameter(
                            name = "onlyChanges",
                            in = io.swagger.v3.oas.annotations.enums.ParameterIn.QUERY,
                            description = "Leave out the steps that changed neither stage nor mark",
                            schema = @Schema(type = "boolean", defaultValue = "false")),
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description =
                                    "The explanation. Pages of one explanation go by what was known when the first was"
                                            + " asked for.",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ExplainAnswer.class),
                                            examples = @ExampleObject(Examples.EXPLANATION))))
    @PointInTime
    @Fresh
    @Paged
    @OfCustomer
    public ExplainAnswer explain(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            HttpServletRequest request,
            HttpServletResponse response) {
        Parameters parameters = Parameters.of(request);
        CustomerQuestion question = CustomerQuestion.of(id, parameters, clock).ofCourse();
        boolean onlyChanges = Boolean.TRUE.equals(parameters.flag("onlyChanges"));
        int limit = parameters.limit(STEPS);
        String name = "explain " + question.customer();
        String cursor = cursors.open(name, parameters);
        parameters.done();
        Ready ready = questions.fromReadModels(question).fixed();
        int after = 0;
        if (cursor != null) {
            Place place = Place.read(cursor, 3);
            ready = new Ready(question.customer(), place.instant(), place.instant(), ready.latest());
            after = (int) place.number();
        }
        Standing<LifecycleStatus, Value> standing = lifecycles.standing(ready).orElseThrow(ready::notKnownYet);
        StepPage<Step> page = new StepPage<>(after, limit);
        lifecycles.gather(ready, onlyChanges, page);
        @Nullable
        String next = page.hasMore()
                ? cursors.seal(name, parameters, Place.of(ready.asOf(), ready.knownAt(), page.last()))
                : null;
        Headers.customer(response, standing.version(), standing.view().survivor());
        return lifecycles.explanation(standing, page, next);
    }
}
