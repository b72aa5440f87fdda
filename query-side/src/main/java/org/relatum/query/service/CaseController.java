package org.relatum.query.service;

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
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.projection.engine.IntervalSearch.Found;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.Standing;
import org.relatum.projection.service.CaseDesk;
import org.relatum.projection.service.CaseDesk.Sla;
import org.relatum.projection.service.ServiceFeatures.State;
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

/** The case desk of a customer, and lists of cases. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about customers", description = "Customers as of any instant, by what was known at any instant")
public class CaseController {
    private static final String LIST = "cases";

    private final Standings standings;
    private final StandingLists lists;
    private final FieldCipher cipher;

    public CaseController(Standings standings, StandingLists lists, FieldCipher cipher) {
        this.standings = standings;
        this.lists = lists;
        this.cipher = cipher;
    }

    @GetMapping("/customers/{customer}/cases")
    @Operation(
            operationId = "get-cases",
            summary = "Cases with their service-level clock: what is late, and what will be late when",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The cases",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = CasesAnswer.class),
                                            examples = @ExampleObject(StandingExamples.CASES))))
    @PointInTime
    @Fresh
    @OfCustomer
    public CasesAnswer cases(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            HttpServletRequest request,
            HttpServletResponse response) {
        Standing<CaseDesk, CaseDesk.Value> standing =
                standings.standing(ReadModels.CASES, id, request, response, CaseDesk::survivor);
        return CasesAnswer.of(standing, Revealed.to(request, cipher));
    }

    @GetMapping("/customers/{customer}/cases/explain")
    @Operation(
            operationId = "explain-cases",
            summary = "Where each case stood: every fact and every change by time alone")
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
        return standings.explanation(ReadModels.CASES, id, request, response, CaseDesk::survivor);
    }

    /** A page of the list. */
    @Schema(name = "CasePage", description = "In ascending order of the customers' ids")
    public record Page(
            @Schema(description = "The page contains the log up to this position at least", example = "18231")
            long position,

            Instant asOf,
            Instant knownAt,
            List<Item> items,

            @Schema(description = "Cursor of the next page; null: this is the last") @Nullable
            String next) {}

    /** A case. */
    @Schema(name = "CaseItem")
    public record Item(
            UUID customerId,

            @Schema(description = "Names the case within the customer", example = "late-parcel")
            String key,

            State state,
            Sla sla,
            CaseKind kind,
            CaseSeverity severity,
            String category,
            @Nullable String assignee,

            @Schema(description = "Since when all this is so")
            Instant since) {
        static Item of(Found<CaseDesk.Value> found) {
            CaseDesk.Value value = found.interval().value();
            return new Item(
                    found.customer(),
                    found.interval().key(),
                    value.state(),
                    value.sla(),
                    value.kind(),
                    value.severity(),
                    value.category(),
                    value.assignee(),
                    found.interval().validFrom());
        }
    }

    @GetMapping("/cases")
    @Operation(
            operationId = "list-cases",
            summary = "Cases of all customers by how they stand with their targets",
            parameters = {
                @Parameter(
                        name = "sla",
                        in = ParameterIn.QUERY,
                        description = "Any of these; repeated or separated by commas",
                        array = @ArraySchema(schema = @Schema(implementation = Sla.class))),
                @Parameter(
                        name = "state",
                        in = ParameterIn.QUERY,
                        description = "Any of these; repeated or separated by commas",
                        array = @ArraySchema(schema = @Schema(implementation = State.class))),
                @Parameter(
                        name = "kind",
                        in = ParameterIn.QUERY,
                        description = "Any of these; repeated or separated by commas",
                        array = @ArraySchema(schema = @Schema(implementation = CaseKind.class))),
                @Parameter(
                        name = "severity",
                        in = ParameterIn.QUERY,
                        description = "Any of these; repeated or separated by commas",
                        array = @ArraySchema(schema = @Schema(implementation = CaseSeverity.class))),
                @Parameter(
                        name = "category",
                        in = ParameterIn.QUERY,
                        description = "Any of these; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "assignee",
                        in = ParameterIn.QUERY,
                        description = "Any of these members of staff; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string")))
            },
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = Page.class),
                                            examples = @ExampleObject(StandingExamples.CASE_LIST))))
    @Listed
    @Paged
    public Page list(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Map<String, Set<String>> filters = Map.of(
                "sla", StandingLists.names(parameters.constants("sla", Sla.class)),
                "state", StandingLists.names(parameters.constants("state", State.class)),
                "kind", StandingLists.names(parameters.constants("kind", CaseKind.class)),
                "severity", StandingLists.names(parameters.constants("severity", CaseSeverity.class)),
                "category", parameters.texts("category"),
                "assignee", parameters.texts("assignee"));
        return lists.values(LIST, ReadModels.CASES, filters, parameters, Item::of, Page::new);
    }
}
