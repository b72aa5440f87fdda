package org.relatum.query.loyalty;

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
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.IntervalSearch;
import org.relatum.projection.engine.IntervalSearch.Loyal;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.Standing;
import org.relatum.projection.loyalty.LoyaltyStatus;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.Listed;
import org.relatum.query.api.OfCustomer;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.api.StandingExamples;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.Headers;
import org.relatum.query.request.ListQuestion;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.Questions;
import org.relatum.query.standing.ExplanationAnswer;
import org.relatum.query.standing.Standings;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How loyal a customer is, and lists of loyal customers. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about customers", description = "Customers as of any instant, by what was known at any instant")
public class LoyaltyController {
    private static final int ITEMS = 100;
    private static final String LIST = "loyalty";

    private final Standings standings;
    private final Questions questions;
    private final IntervalSearch search;
    private final LiveEngine engine;
    private final Cursors cursors;
    private final Clock clock;
    private final String reportingCurrency;

    public LoyaltyController(
            Standings standings,
            Questions questions,
            IntervalSearch search,
            LiveEngine engine,
            Cursors cursors,
            Clock clock,
            String reportingCurrency) {
        this.standings = standings;
        this.questions = questions;
        this.search = search;
        this.engine = engine;
        this.cursors = cursors;
        this.clock = clock;
        this.reportingCurrency = reportingCurrency;
    }

    @GetMapping("/customers/{customer}/loyalty")
    @Operation(
            operationId = "get-loyalty",
            summary = "Loyalty score with its parts and their evidence, band, tier, points account and funnel",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "How loyal the customer is",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = LoyaltyAnswer.class),
                                            examples = @ExampleObject(StandingExamples.LOYALTY))))
    @PointInTime
    @Fresh
    @OfCustomer
    public LoyaltyAnswer loyalty(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            HttpServletRequest request,
            HttpServletResponse response) {
        Standing<LoyaltyStatus, LoyaltyStatus.Value> standing = standings.standing(ReadModels.LOYALTY, id, request);
        Headers.customer(response, standing.version(), standing.view().survivor());
        return LoyaltyAnswer.of(standing, reportingCurrency);
    }

    @GetMapping("/customers/{customer}/loyalty/explain")
    @Operation(
            operationId = "explain-loyalty",
            summary = "How band and tier came to be: every fact and every change by time alone",
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
        return standings.explanation(ReadModels.LOYALTY, id, request, response, LoyaltyStatus::survivor);
    }

    /** A page of the list. */
    @Schema(name = "LoyaltyPage", description = "In ascending order of the customers' ids")
    public record Page(
            @Schema(description = "The page contains the log up to this position at least", example = "18231")
            long position,

            Instant asOf,
            Instant knownAt,
            List<Item> items,

            @Schema(description = "Cursor of the next page; null: this is the last") @Nullable
            String next) {}

    /** A customer. */
    @Schema(name = "LoyaltyItem")
    public record Item(
            UUID customerId,
            @Schema(example = "good") String band,
            Instant bandSince,

            @Schema(description = "Null unless enrolled", example = "silver") @Nullable
            String tier,

            @Nullable Instant tierSince) {
        static Item of(Loyal loyal) {
            return new Item(loyal.customer(), loyal.band(), loyal.bandSince(), loyal.tier(), loyal.tierSince());
        }
    }

    @GetMapping("/loyalty")
    @Operation(
            operationId = "list-loyalty",
            summary = "Customers by band of the loyalty score and by tier",
            parameters = {
                @Parameter(
                        name = "band",
                        in = ParameterIn.QUERY,
                        description = "Any of these bands of the policy; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "tier",
                        in = ParameterIn.QUERY,
                        description = "Any of these tiers of the policy; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string")))
            },
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = Page.class),
                                            examples = @ExampleObject(StandingExamples.LOYALTY_LIST))))
    @Listed
    @Paged
    public Page list(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Set<String> bands = parameters.texts("band");
        Set<String> tiers = parameters.texts("tier");
        ListQuestion question = ListQuestion.of(parameters, clock);
        int limit = parameters.limit(ITEMS);
        String cursor = cursors.open(LIST, parameters);
        parameters.done();
        questions.ready(question);
        long position = engine.progress().position();
        List<Loyal> found = search.loyal(
                question.moment(), bands, tiers, cursor == null ? null : UUID.fromString(cursor), limit + 1);
        @Nullable
        String next = found.size() <= limit
                ? null
                : cursors.seal(LIST, parameters, found.get(limit - 1).customer().toString());
        return new Page(
                position,
                question.asOf(),
                question.knownAt(),
                found.stream().limit(limit).map(Item::of).toList(),
                next);
    }
}
