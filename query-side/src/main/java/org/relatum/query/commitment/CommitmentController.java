package org.relatum.query.commitment;

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
import org.relatum.events.privacy.FieldCipher;
import org.relatum.projection.commitment.Commitments;
import org.relatum.projection.commitment.Commitments.State;
import org.relatum.projection.engine.IntervalSearch.Found;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.Standing;
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

/** What a customer needs and was promised, and lists of promises. */
@RestController
@RequestMapping(path = "/api/v1", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about customers", description = "Customers as of any instant, by what was known at any instant")
public class CommitmentController {
    private static final String LIST = "commitments";

    private final Standings standings;
    private final StandingLists lists;
    private final FieldCipher cipher;

    public CommitmentController(Standings standings, StandingLists lists, FieldCipher cipher) {
        this.standings = standings;
        this.lists = lists;
        this.cipher = cipher;
    }

    @GetMapping("/customers/{customer}/commitments")
    @Operation(
            operationId = "get-commitments",
            summary = "Needs and promises, what has become of them, and how far promises were kept",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "Needs and promises",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = CommitmentsAnswer.class),
                                            examples = @ExampleObject(StandingExamples.COMMITMENTS))))
    @PointInTime
    @Fresh
    @OfCustomer
    public CommitmentsAnswer commitments(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            HttpServletRequest request,
            HttpServletResponse response) {
        Standing<Commitments, Commitments.Value> standing =
                standings.standing(ReadModels.COMMITMENTS, id, request, response, Commitments::survivor);
        return CommitmentsAnswer.of(standing, Revealed.to(request, cipher));
    }

    @GetMapping("/customers/{customer}/commitments/explain")
    @Operation(
            operationId = "explain-commitments",
            summary = "What became of each promise: every fact and every change by time alone")
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
        return standings.explanation(ReadModels.COMMITMENTS, id, request, response, Commitments::survivor);
    }

    /** A page of the list. */
    @Schema(name = "CommitmentPage", description = "In ascending order of the customers' ids")
    public record Page(
            @Schema(description = "The page contains the log up to this position at least", example = "18231")
            long position,

            Instant asOf,
            Instant knownAt,
            List<Item> items,

            @Schema(description = "Cursor of the next page; null: this is the last") @Nullable
            String next) {}

    /** A promise. */
    @Schema(name = "CommitmentItem")
    public record Item(
            UUID customerId,

            @Schema(description = "Names the promise within the customer", example = "call-back")
            String key,

            State state,
            String promisedBy,
            Instant dueAt,

            @Schema(description = "Since when it is in this state")
            Instant since) {
        static Item of(Found<Commitments.Value> found) {
            Commitments.Value value = found.interval().value();
            return new Item(
                    found.customer(),
                    found.interval().key(),
                    value.state(),
                    value.promisedBy(),
                    value.dueAt(),
                    found.interval().validFrom());
        }
    }

    @GetMapping("/commitments")
    @Operation(
            operationId = "list-commitments",
            summary = "Promises of all customers by what has become of them",
            parameters = {
                @Parameter(
                        name = "state",
                        in = ParameterIn.QUERY,
                        description = "Any of these; repeated or separated by commas",
                        array = @ArraySchema(schema = @Schema(implementation = State.class))),
                @Parameter(
                        name = "promisedBy",
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
                                            examples = @ExampleObject(StandingExamples.COMMITMENT_LIST))))
    @Listed
    @Paged
    public Page list(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Map<String, Set<String>> filters = Map.of(
                "state", StandingLists.names(parameters.constants("state", State.class)),
                "promised_by", parameters.texts("promisedBy"));
        return lists.values(LIST, ReadModels.COMMITMENTS, filters, parameters, Item::of, Page::new);
    }
}
