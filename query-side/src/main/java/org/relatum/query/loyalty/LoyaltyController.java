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
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.IntervalSearch.Loyal;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.Standing;
import org.relatum.projection.loyalty.LoyaltyStatus;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.Listed;
import org.relatum.query.api.OfCustomer;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.api.StandingExamples;
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

/** How loyal a customer is, and lists of loyal customers. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about customers", description = "Customers as of any instant, by what was known at any instant")
public class LoyaltyController {
    private static final String LIST = "loyalty";

    private final Standings standings;
    private final StandingLists lists;
    private final String reportingCurrency;

    public LoyaltyController(Standings standings, StandingLists lists, String reportingCurrency) {
        this.standings = standings;
        this.lists = lists;
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
        Standing<LoyaltyStatus, LoyaltyStatus.Value> standing =
                standings.standing(ReadModels.LOYALTY, id, request, response, LoyaltyStatus::survivor);
        return LoyaltyAnswer.of(standing, reportingCurrency);
    }

    @GetMapping("/customers/{customer}/loyalty/explain")
    @Operation(
            operationId = "explain-loyalty",
            summary = "How band and tier came to be: every fact and every change by time alone")
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
        return lists.loyal(LIST, bands, tiers, parameters, Item::of, Page::new);
    }
}
