package org.relatum.query.policy;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.PolicyReader;
import org.relatum.projection.engine.PolicyVersions;
import org.relatum.projection.engine.PolicyVersions.Version;
import org.relatum.query.api.Examples;
import org.relatum.query.api.ListedFromLog;
import org.relatum.query.api.PointInTime;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.request.CustomerQuestion;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.QueryCode;
import org.relatum.query.request.QueryProblem;
import org.relatum.query.request.Questions;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The company's policies: in force, and their history. */
@RestController
@RequestMapping(path = "/api/v1/policies", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about policies", description = "Which policy was in force when")
public class PolicyController {
    /** Documents say {@code company}, whatever its zone is. */
    private static final PolicyReader READER = new PolicyReader(ZoneOffset.UTC);

    private final Questions questions;
    private final PolicyVersions versions;
    private final Clock clock;

    public PolicyController(Questions questions, PolicyVersions versions, Clock clock) {
        this.questions = questions;
        this.versions = versions;
        this.clock = clock;
    }

    @GetMapping
    @Operation(
            operationId = "list-policies",
            summary = "The policies in force",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The policy of each kind",
                        content =
                                @Content(
                                        schema = @Schema(implementation = PolicyListAnswer.class),
                                        examples = @ExampleObject(Examples.POLICIES)))
            })
    @PointInTime
    @ListedFromLog
    public PolicyListAnswer inForce(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Instant asOf = parameters.instant("asOf");
        Instant knownAt = CustomerQuestion.knownAt(parameters, clock);
        Long minPosition = parameters.count("minPosition");
        parameters.done();
        questions.awaitLog(minPosition);
        return inForce(kind -> versions.of(kind, knownAt), at(asOf));
    }

    /**
     * What is in force at an instant.
     *
     * @param versions the published versions of a kind, ascending
     */
    public static PolicyListAnswer inForce(Function<PolicyKind, List<Version>> versions, Instant at) {
        return new PolicyListAnswer(Arrays.stream(PolicyKind.values())
                .map(kind -> inForce(kind, versions.apply(kind), at))
                .toList());
    }

    @GetMapping("/{kind}")
    @Operation(
            operationId = "get-policy-history",
            summary = "All versions of a policy, the newest first",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The versions",
                        content =
                                @Content(
                                        schema = @Schema(implementation = PolicyListAnswer.class),
                                        examples = @ExampleObject(Examples.POLICIES))),
                @ApiResponse(
                        responseCode = "404",
                        description = "policy-not-found: there is no policy of this kind",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.POLICY_NOT_FOUND)))
            })
    @ListedFromLog
    public PolicyListAnswer history(
            @Parameter(description = "Kind of policy", example = "points") @PathVariable("kind") String kind,
            HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Long minPosition = parameters.count("minPosition");
        parameters.done();
        PolicyKind found = kind(kind);
        questions.awaitLog(minPosition);
        List<PolicyAnswer> items = new ArrayList<>();
        items.add(PolicyAnswer.shipped(READER, found));
        versions.of(found, null).forEach(version -> items.add(PolicyAnswer.of(version)));
        Collections.reverse(items);
        return new PolicyListAnswer(items);
    }

    @GetMapping("/{kind}/at")
    @Operation(
            operationId = "get-policy",
            summary = "The policy in force at an instant",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The policy",
                        content =
                                @Content(
                                        schema = @Schema(implementation = PolicyAnswer.class),
                                        examples = @ExampleObject(Examples.POLICY))),
                @ApiResponse(
                        responseCode = "404",
                        description = "policy-not-found: there is no policy of this kind",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.POLICY_NOT_FOUND)))
            })
    @PointInTime
    @ListedFromLog
    public PolicyAnswer at(
            @Parameter(description = "Kind of policy", example = "points") @PathVariable("kind") String kind,
            HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Instant asOf = parameters.instant("asOf");
        Instant knownAt = CustomerQuestion.knownAt(parameters, clock);
        Long minPosition = parameters.count("minPosition");
        parameters.done();
        PolicyKind found = kind(kind);
        questions.awaitLog(minPosition);
        return inForce(found, versions.of(found, knownAt), at(asOf));
    }

    private static PolicyKind kind(String key) {
        return PolicyKind.of(key)
                .orElseThrow(() -> QueryProblem.of(
                        QueryCode.POLICY_NOT_FOUND, "There is no policy of this kind; there are " + kinds()));
    }

    private static String kinds() {
        return String.join(
                ", ", Arrays.stream(PolicyKind.values()).map(PolicyKind::key).toList());
    }

    private Instant at(@Nullable Instant asOf) {
        return asOf == null ? clock.instant().truncatedTo(ChronoUnit.MICROS) : asOf;
    }

    private static PolicyAnswer inForce(PolicyKind kind, List<Version> versions, Instant at) {
        Version highest = null;
        for (Version version : versions) {
            if (!version.policy().effectiveFrom().isAfter(at)) {
                highest = version;
            }
        }
        return highest == null ? PolicyAnswer.shipped(READER, kind) : PolicyAnswer.of(highest);
    }
}
