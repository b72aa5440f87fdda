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
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.policy.RiskPolicy.Severity;
import org.relatum.events.policy.RiskRule;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.projection.engine.IntervalSearch.Cell;
import org.relatum.projection.engine.IntervalSearch.Found;
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
import org.relatum.query.request.Parameters;
import org.relatum.query.standing.Explained;
import org.relatum.query.standing.ExplanationAnswer;
import org.relatum.query.standing.StandingLists;
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
    private static final String LIST = "risk-flags";

    private final Standings standings;
    private final StandingLists lists;
    private final String reportingCurrency;
    private final FieldCipher cipher;

    public RiskController(Standings standings, StandingLists lists, String reportingCurrency, FieldCipher cipher) {
        this.standings = standings;
        this.lists = lists;
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
        Standing<RiskRegister, RiskRegister.Value> standing =
                standings.standing(ReadModels.RISK, id, request, response, RiskRegister::survivor);
        return RiskAnswer.of(standing, reportingCurrency, Revealed.to(request, cipher));
    }

    @GetMapping("/customers/{customer}/risk/explain")
    @Operation(
            operationId = "explain-risk",
            summary = "How flags were raised and cleared: every fact and every change by time alone")
    @Explained
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
                "rule", StandingLists.names(parameters.constants("rule", RiskRule.class)),
                "severity", StandingLists.names(parameters.constants("severity", Severity.class)),
                "key", parameters.texts("flag"));
        return lists.values(LIST, ReadModels.RISK, filters, parameters, Item::of, Page::new);
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

            @Schema(example = "12") long flags) {
        static MatrixCell of(Cell cell) {
            return new MatrixCell(cell.probability(), cell.impact(), Severity.valueOf(cell.severity()), cell.flags());
        }
    }

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
        return lists.matrix(Parameters.of(request), MatrixCell::of, Matrix::new);
    }
}
