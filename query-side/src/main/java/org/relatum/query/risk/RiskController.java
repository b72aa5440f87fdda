package org.relatum.query.risk;

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
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.events.policy.RiskPolicy.Severity;
import org.relatum.events.policy.RiskRule;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.projection.engine.IntervalSearch;
import org.relatum.projection.engine.IntervalSearch.After;
import org.relatum.projection.engine.IntervalSearch.Found;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.Standing;
import org.relatum.projection.risk.RiskRegister;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.Listed;
import org.relatum.query.api.OfCustomer;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.api.StandingExamples;
import org.relatum.query.personal.Revealed;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.Headers;
import org.relatum.query.request.ListQuestion;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.Place;
import org.relatum.query.request.Questions;
import org.relatum.query.standing.ExplanationAnswer;
import org.relatum.query.standing.Standings;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The risks of a relationship, and lists of flags. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about customers", description = "Customers as of any instant, by what was known at any instant")
public class RiskController {
    private static final int ITEMS = 100;
    private static final String LIST = "risk-flags";

    private final Standings standings;
    private final Questions questions;
    private final IntervalSearch search;
    private final LiveEngine engine;
    private final Cursors cursors;
    private final Clock clock;
    private final String reportingCurrency;
    private final FieldCipher cipher;

    public RiskController(
            Standings standings,
            Questions questions,
            IntervalSearch search,
            LiveEngine engine,
            Cursors cursors,
            Clock clock,
            String reportingCurrency,
            FieldCipher cipher) {
        this.standings = standings;
        this.questions = questions;
        this.search = search;
        this.engine = engine;
        this.cursors = cursors;
        this.clock = clock;
        this.reportingCurrency = reportingCurrency;
        this.cipher = cipher;
    }

    @GetMapping("/customers/{customer}/risk")
    @Operation(
            operationId = "get-risk",
            summary = "Risk flags with their severity and evidence, what is done about them, and early warnings",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The risks",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = RiskAnswer.class),
                                            examples = @ExampleObject(StandingExamples.RISK))))
    @PointInTime
    @Fresh
    @OfCustomer
    public RiskAnswer risk(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            HttpServletRequest request,
            HttpServletResponse response) {
        Standing<RiskRegister, RiskRegister.Value> standing = standings.standing(ReadModels.RISK, id, request);
        Headers.customer(response, standing.version(), standing.view().survivor());
        return RiskAnswer.of(standing, reportingCurrency, new Revealed(cipher));
    }

    @GetMapping("/customers/{customer}/risk/explain")
    @Operation(
            operationId = "explain-risk",
            summary = "How flags were raised and cleared: every fact and every change by time alone",
            parameters =
                    @Parameter(
                            name = "onlyChanges",
                            in = ParameterIn.QUERY,
                            description = "Leave out the steps that changed nothing",
                            schema = @Schema(type = "boolean", defaultValue = "false")),
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description =
                                    "The explanation. Pages of one explanation go by what was known when the first was"
                                            + " asked for.",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ExplanationAnswer.class),
                                            examples = @ExampleObject(StandingExamples.EXPLANATION))))
    @PointInTime
    @Fresh
    @Paged
    @OfCustomer
    public ExplanationAnswer explain(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            HttpServletRequest request,
            HttpServletResponse response) {
        return standings.explanation(ReadModels.RISK, id, request, response, RiskRegister::survivor);
    }

    /** A page of the list. */
    @Schema(name = "RiskFlagPage", description = "In ascending order of the customers' ids")
    public record Page(
            @Schema(description = "The page contains the log up to this position at least", example = "18231")
            long position,

            Instant asOf,
            Instant knownAt,
            List<Item> items,

            @Schema(description = "Cursor of the next page; null: this is the last") @Nullable
            String next) {}

    /** A flag. */
    @Schema(name = "RiskFlagItem")
    public record Item(
            UUID customerId,

            @Schema(description = "Names the flag within the customer", example = "complaint:late-parcel")
            String flag,

            @Schema(description = "Null: a person raised it") @Nullable
            RiskRule rule,

            @Schema(description = "From 1 to 5", example = "4")
            int probability,

            @Schema(description = "From 1 to 5", example = "3")
            int impact,

            Severity severity,

            @Schema(description = "Since when it has these figures")
            Instant since) {
        static Item of(Found<RiskRegister.Value> found) {
            RiskRegister.Value value = found.interval().value();
            return new Item(
                    found.customer(),
                    found.interval().key(),
                    value.rule(),
                    value.probability(),
                    value.impact(),
                    value.severity(),
                    found.interval().validFrom());
        }
    }

    @GetMapping("/risk-flags")
    @Operation(
            operationId = "list-risk-flags",
            summary = "The risk register: flags of all customers by rule and severity",
            parameters = {
                @Parameter(
                        name = "rule",
                        in = ParameterIn.QUERY,
                        description = "Raised by any of these rules; repeated or separated by commas",
                        array = @ArraySchema(schema = @Schema(implementation = RiskRule.class))),
                @Parameter(
                        name = "severity",
                        in = ParameterIn.QUERY,
                        description = "Any of these; repeated or separated by commas",
                        array = @ArraySchema(schema = @Schema(implementation = Severity.class))),
                @Parameter(
                        name = "flag",
                        in = ParameterIn.QUERY,
                        description = "Any of these names; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string")))
            },
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = Page.class),
                                            examples = @ExampleObject(StandingExamples.FLAG_LIST))))
    @Listed
    @Paged
    public Page list(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Map<String, Set<String>> filters = Map.of(
                "rule", names(parameters.constants("rule", RiskRule.class)),
                "severity", names(parameters.constants("severity", Severity.class)),
                "key", parameters.texts("flag"));
        ListQuestion question = ListQuestion.of(parameters, clock);
        int limit = parameters.limit(ITEMS);
        String cursor = cursors.open(LIST, parameters);
        parameters.done();
        questions.ready(question);
        long position = engine.progress().position();
        List<Found<RiskRegister.Value>> found = search.find(
                ReadModels.RISK, question.moment(), filters, cursor == null ? null : after(cursor), limit + 1);
        @Nullable
        String next = found.size() <= limit
                ? null
                : cursors.seal(
                        LIST,
                        parameters,
                        Place.of(
                                found.get(limit - 1).customer(),
                                found.get(limit - 1).interval().key()));
        return new Page(
                position,
                question.asOf(),
                question.knownAt(),
                found.stream().limit(limit).map(Item::of).toList(),
                next);
    }

    /** How flags spread over probability and impact. */
    @Schema(name = "RiskMatrix")
    public record Matrix(
            @Schema(description = "It contains the log up to this position at least", example = "18231")
            long position,

            Instant asOf,
            Instant knownAt,

            @Schema(description = "Cells with at least one flag, the gravest first")
            List<MatrixCell> cells) {}

    /** A cell of the matrix. */
    @Schema(name = "RiskMatrixCell")
    public record MatrixCell(
            @Schema(description = "From 1 to 5", example = "4")
            int probability,

            @Schema(description = "From 1 to 5", example = "3")
            int impact,

            Severity severity,

            @Schema(example = "12") long flags) {}

    @GetMapping("/risk-flags/matrix")
    @Operation(
            operationId = "get-risk-matrix",
            summary = "How many flags there are of each probability and impact",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The matrix",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = Matrix.class),
                                            examples = @ExampleObject(StandingExamples.MATRIX))))
    @Listed
    public Matrix matrix(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        ListQuestion question = ListQuestion.of(parameters, clock);
        parameters.done();
        questions.ready(question);
        long position = engine.progress().position();
        return new Matrix(
                position,
                question.asOf(),
                question.knownAt(),
                search.matrix(question.moment()).stream()
                        .map(c ->
                                new MatrixCell(c.probability(), c.impact(), Severity.valueOf(c.severity()), c.flags()))
                        .toList());
    }

    private static After after(String cursor) {
        Place place = Place.read(cursor, 2);
        return new After(place.id(), place.text());
    }

    private static Set<String> names(Set<? extends Enum<?>> constants) {
        return constants.stream().map(Enum::name).collect(Collectors.toSet());
    }
}
