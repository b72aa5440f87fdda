package org.relatum.query.whatif;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.parameters.RequestBody;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.InvalidPolicyException;
import org.relatum.events.policy.KpiPolicy;
import org.relatum.events.policy.Policy;
import org.relatum.events.policy.PolicyReader;
import org.relatum.projection.engine.WhatIf;
import org.relatum.projection.engine.WhatIf.Changed;
import org.relatum.projection.engine.WhatIf.Question;
import org.relatum.projection.engine.WhatIf.Result;
import org.relatum.projection.performance.ScorecardName;
import org.relatum.projection.performance.Scores;
import org.relatum.projection.performance.Scores.KpiScore;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.query.api.CourseExamples;
import org.relatum.query.api.ListedFromLog;
import org.relatum.query.api.PointInTime;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.operation.Figures;
import org.relatum.query.request.CustomerQuestion;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.QueryCode;
import org.relatum.query.request.QueryProblem;
import org.relatum.query.request.QueryProblem.InvalidParameter;
import org.relatum.query.request.Questions;
import org.relatum.query.request.Running;
import org.relatum.query.scorecard.ScorecardController;
import org.relatum.query.scorecard.ScorecardQuery;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Tries a policy on one customer, a segment or all, and records nothing. */
@RestController
@RequestMapping("/api/v1/what-if")
@Tag(name = "Questions about policies", description = "Which policy was in force when")
public class WhatIfController {
    private static final int LONGEST_POLICY = 1 << 20;
    private static final long LISTED = 1_000;

    private final WhatIf whatIf;
    private final Questions questions;
    private final PolicyReader policies;
    private final ScorecardQuery scorecards;
    private final ReferenceSource references;
    private final Figures figures;
    private final Clock clock;
    private final Running running;

    public WhatIfController(
            WhatIf whatIf,
            Questions questions,
            PolicyReader policies,
            ScorecardQuery scorecards,
            ReferenceSource references,
            Figures figures,
            Clock clock,
            JsonMapper json) {
        this.whatIf = whatIf;
        this.questions = questions;
        this.policies = policies;
        this.scorecards = scorecards;
        this.references = references;
        this.figures = figures;
        this.clock = clock;
        this.running = new Running("a what-if", QueryCode.WHAT_IF_ALREADY_RUNNING, json);
    }

    /** A line of the answer: one of its parts is there. */
    @Schema(name = "WhatIfLine", description = "Exactly one of its parts is there; the last line is summary or error")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Line(
            @Nullable Progress progress,
            @Nullable Difference changed,
            @Nullable Summary summary,

            @Schema(description = "It broke off") @Nullable Failure error) {}

    /** How far it is. */
    @Schema(name = "WhatIfProgress")
    public record Progress(long customers, long total) {}

    /** A customer of which something would be different. */
    @Schema(name = "WhatIfChanged")
    public record Difference(UUID customerId, List<Outcome> changes) {
        static Difference of(Changed changed) {
            return new Difference(
                    changed.customer(),
                    changed.outcomes().stream()
                            .map(o -> new Outcome(o.name(), o.key(), o.before(), o.after()))
                            .toList());
        }
    }

    /** A value that would be different. */
    @Schema(name = "WhatIfOutcome")
    public record Outcome(
            @Schema(description = "stage, band, tier, flag with its rule, or service level", example = "stage")
            String outcome,

            @Schema(description = "Of what it is the value: which flag, which case", example = "status")
            String key,

            @Schema(description = "none: there is none", example = "ACTIVE")
            String before,

            @Schema(description = "none: there would be none", example = "AT_RISK")
            String after) {}

    /** How many values are one thing and would be another, or the same. */
    @Schema(name = "WhatIfCell")
    public record Cell(
            @Schema(example = "stage") String outcome,
            @Schema(example = "ACTIVE") String before,
            @Schema(example = "AT_RISK") String after,
            @Schema(example = "12") long count) {}

    /** A key figure as it is and as it would be. */
    @Schema(name = "WhatIfKpi")
    public record Kpi(
            @Schema(example = "customer_retention") String kpi,

            @Schema(description = "In the figure's unit; null: there is nothing to divide by", example = "0.91")
            @Nullable
            Double before,

            @Schema(example = "0.87") @Nullable Double after,

            @Schema(description = "From 0 to 100", example = "91.0") @Nullable
            Double scoreBefore,

            @Schema(example = "87.0") @Nullable Double scoreAfter) {}

    /** What came out. */
    @Schema(name = "WhatIfSummary")
    public record Summary(
            @Schema(example = "lifecycle") String kind,
            Instant asOf,
            Instant knownAt,

            @Schema(description = "Position of the log up to which it counts", example = "18231")
            long position,

            @Schema(description = "Who were looked at") long customers,

            @Schema(description = "Of how many of them something would be different")
            long changed,

            @Schema(description = "How many of these were listed")
            long listed,

            @Schema(description = "Who can't be read or folded, as parked customers can't; they count nowhere")
            long unreadable,

            @Schema(description = "All values that the policy decides, also those that would stay")
            List<Cell> matrix,

            @Schema(
                    description =
                            "With period: the scorecard of the company, or of the segment, as it is, and as if the"
                                    + " policy had been in force from the beginning of the period")
            @Nullable
            List<Kpi> kpis,

            double seconds) {}

    /** Why it broke off. */
    @Schema(name = "WhatIfFailure")
    public record Failure(String code, String detail) {}

    @PostMapping(
            consumes = MediaType.ALL_VALUE,
            produces = {MediaType.APPLICATION_NDJSON_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
    @Operation(
            operationId = "what-if",
            summary =
                    "What another policy would change: who would have another stage, band, tier, flag or service level",
            description =
                    "Sees the same facts by the policies in force at asOf and by those with this one among them, as"
                            + " publishing it then would do. Streams lines of JSON: progress, every customer of which"
                            + " something would be different, and at the end a summary. Nothing is recorded. On all"
                            + " customers one runs at a time.",
            parameters = {
                @Parameter(
                        name = "kind",
                        in = ParameterIn.QUERY,
                        required = true,
                        description = "Which policy it is",
                        schema = @Schema(type = "string", example = "lifecycle")),
                @Parameter(
                        name = "customer",
                        in = ParameterIn.QUERY,
                        description = "Only this customer",
                        schema = @Schema(type = "string", format = "uuid")),
                @Parameter(
                        name = "segment",
                        in = ParameterIn.QUERY,
                        description = "Only customers that are in this segment at asOf",
                        schema = @Schema(type = "string")),
                @Parameter(
                        name = "period",
                        in = ParameterIn.QUERY,
                        description =
                                "Compare the figures of this period's scorecard, too: the company's or, with segment,"
                                        + " the segment's. Not with customer",
                        schema = @Schema(type = "string", example = "2026-Q1")),
                @Parameter(
                        name = "changes",
                        in = ParameterIn.QUERY,
                        description = "List at most so many customers; all are counted",
                        schema = @Schema(type = "integer", minimum = "0", defaultValue = "1000"))
            },
            requestBody =
                    @RequestBody(
                            required = true,
                            description = "The policy, in YAML or JSON",
                            content =
                                    @Content(
                                            mediaType = "application/yaml",
                                            schema = @Schema(type = "string"),
                                            examples = @ExampleObject(CourseExamples.LIFECYCLE_POLICY))),
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The comparison, line by line",
                        content =
                                @Content(
                                        mediaType = MediaType.APPLICATION_NDJSON_VALUE,
                                        schema = @Schema(implementation = Line.class),
                                        examples = @ExampleObject(CourseExamples.WHAT_IF))),
                @ApiResponse(
                        responseCode = "404",
                        description = "customer-not-found: nobody has this id. policy-not-found: there is no such kind",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class))),
                @ApiResponse(
                        responseCode = "409",
                        description = "what-if-already-running: another is being tried on all customers",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class))),
                @ApiResponse(
                        responseCode = "422",
                        description = "invalid-policy: errors names each mistake with its line",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class)))
            })
    @PointInTime
    @ListedFromLog
    public void whatIf(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters parameters = Parameters.of(request);
        String kind = parameters.text("kind");
        String customer = parameters.text("customer");
        UUID id = customer == null ? null : parameters.id(customer);
        String segment = parameters.text("segment");
        String period = parameters.text("period");
        Long changes = parameters.count("changes");
        Instant asOf = parameters.instant("asOf");
        Instant knownAt = CustomerQuestion.knownAt(parameters, clock);
        Long minPosition = parameters.count("minPosition");
        if (customer != null && period != null) {
            parameters.wrong("period", "not-allowed", "is not asked of one customer, who has no scorecard");
        }
        parameters.done();
        Policy policy = policy(kind, request);
        ScorecardName scorecard = period == null ? null : scorecard(period, segment);
        questions.awaitLog(minPosition);
        if (id != null) {
            questions.fromLog(new CustomerQuestion(
                    id, asOf, knownAt, null, null, parameters.caller().reach(), false));
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Question question = new Question(
                policy, asOf == null ? now : asOf, knownAt == null ? now : knownAt, id, segment, scorecard);
        long most = changes == null ? LISTED : changes;
        Consumer<Consumer<Object>> work = out -> run(question, most, out);
        if (id != null) {
            running.any(response, work, WhatIfController::failure);
        } else {
            running.alone(response, work, WhatIfController::failure);
        }
    }

    /** The scorecard of those who are looked at: of the company, or of a segment. */
    private static ScorecardName scorecard(String period, @Nullable String segment) {
        return ScorecardController.name(period, segment == null ? null : KpiDimension.SEGMENT.key(), segment);
    }

    private static Object failure(String detail) {
        return new Line(null, null, null, new Failure("internal-error", detail));
    }

    private void run(Question question, long most, Consumer<Object> out) {
        long start = System.nanoTime();
        long total = question.customer() == null ? figures.now().customers() : 1;
        long[] listed = {0};
        out.accept(new Line(new Progress(0, total), null, null, null));
        Result result = whatIf.run(
                question,
                changed -> {
                    if (listed[0] < most) {
                        listed[0]++;
                        out.accept(new Line(null, Difference.of(changed), null, null));
                    }
                },
                customers ->
                        out.accept(new Line(new Progress(customers, Math.max(customers, total)), null, null, null)));
        double seconds = (System.nanoTime() - start) / 10_000_000 / 100.0;
        out.accept(new Line(
                null,
                null,
                new Summary(
                        question.policy().kind().key(),
                        question.asOf(),
                        question.knownAt(),
                        result.position(),
                        result.customers(),
                        result.changed(),
                        listed[0],
                        result.unreadable(),
                        result.matrix().stream()
                                .map(c -> new Cell(c.name(), c.before(), c.after(), c.count()))
                                .toList(),
                        kpis(question, result),
                        seconds),
                null));
    }

    private @Nullable List<Kpi> kpis(Question question, Result result) {
        ScorecardName scorecard = question.scorecard();
        Scores.Sums is = result.before();
        Scores.Sums would = result.after();
        if (scorecard == null || is == null || would == null) {
            return null;
        }
        KpiPolicy inForce = scorecards.policy(
                scorecard.period(),
                question.asOf(),
                references.including(result.position()).knownAt(question.knownAt()));
        KpiPolicy other = question.policy() instanceof KpiPolicy kpi ? kpi : inForce;
        Scores before = scorecards.scores(scorecard, inForce, question.knownAt(), is);
        Scores after = scorecards.scores(scorecard, other, question.knownAt(), would);
        List<Kpi> kpis = new ArrayList<>();
        for (KpiScore was : before.kpis()) {
            after.kpis().stream()
                    .filter(then -> then.kpi().key().equals(was.kpi().key()))
                    .forEach(then -> kpis.add(new Kpi(
                            was.kpi().key(),
                            ScorecardQuery.number(was.value()),
                            ScorecardQuery.number(then.value()),
                            ScorecardQuery.number(was.score()),
                            ScorecardQuery.number(then.score()))));
        }
        kpis.add(new Kpi("composite", null, null, number(before.composite()), number(after.composite())));
        return kpis;
    }

    private static @Nullable Double number(OptionalDouble number) {
        return ScorecardQuery.number(number);
    }

    private Policy policy(@Nullable String key, HttpServletRequest request) throws IOException {
        if (key == null) {
            throw QueryProblem.invalid(
                    List.of(new InvalidParameter("kind", "required", "says which policy it is, such as lifecycle")));
        }
        PolicyKind kind = PolicyKind.of(key)
                .orElseThrow(
                        () -> QueryProblem.of(QueryCode.POLICY_NOT_FOUND, "There is no policy of this kind: " + key));
        byte[] body = request.getInputStream().readNBytes(LONGEST_POLICY + 1);
        if (body.length > LONGEST_POLICY) {
            throw invalid(List.of(new InvalidParameter("body", "too-long", "has more than 1 MiB")));
        }
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(body))
                    .toString();
            return policies.policy(kind, WhatIf.VERSION, policies.document(kind, text));
        } catch (CharacterCodingException e) {
            throw invalid(List.of(new InvalidParameter("body", "not-utf-8", "is not UTF-8")));
        } catch (InvalidPolicyException e) {
            throw invalid(e.problems().stream()
                    .map(p -> new InvalidParameter(
                            p.path().isEmpty() ? "body" : p.path(),
                            "bad-policy",
                            "line " + p.line() + ": " + p.reason()))
                    .toList());
        }
    }

    private static QueryProblem invalid(List<InvalidParameter> errors) {
        return QueryProblem.invalid(QueryCode.INVALID_POLICY, "The policy is not valid", errors);
    }
}
