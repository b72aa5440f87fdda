package org.relatum.query.customer;

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
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.RelationshipType;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.projection.engine.AsOf;
import org.relatum.projection.engine.CustomerSearch;
import org.relatum.projection.engine.CustomerSearch.Filter;
import org.relatum.projection.engine.CustomerSearch.Found;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.Standing;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.projection.profile.CustomerProfile.Assignment;
import org.relatum.projection.profile.ProfileView;
import org.relatum.query.api.Examples;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.ListedFromLog;
import org.relatum.query.api.OfCustomer;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.lifecycle.Lifecycles;
import org.relatum.query.personal.Revealed;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.CustomerQuestion;
import org.relatum.query.request.Headers;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.Questions;
import org.relatum.query.request.Questions.Ready;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** One customer at a glance, and lists of customers. */
@RestController
@RequestMapping(path = "/api/v1/customers", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about customers", description = "Customers as of any instant, by what was known at any instant")
public class CustomerController {
    private static final int ITEMS = 100;
    private static final int ATTEMPTS = 10;
    private static final String LIST = "customers";

    private final Questions questions;
    private final AsOf asOf;
    private final Lifecycles lifecycles;
    private final CustomerSearch search;
    private final LiveEngine engine;
    private final FieldCipher cipher;
    private final Cursors cursors;
    private final Clock clock;
    private final String reportingCurrency;

    public CustomerController(
            Questions questions,
            AsOf asOf,
            Lifecycles lifecycles,
            CustomerSearch search,
            LiveEngine engine,
            FieldCipher cipher,
            Cursors cursors,
            Clock clock,
            String reportingCurrency) {
        this.questions = questions;
        this.asOf = asOf;
        this.lifecycles = lifecycles;
        this.search = search;
        this.engine = engine;
        this.cipher = cipher;
        this.cursors = cursors;
        this.clock = clock;
        this.reportingCurrency = reportingCurrency;
    }

    @GetMapping("/{customer}")
    @Operation(
            operationId = "get-customer",
            summary = "One customer at a glance: profile, contact points, assignment, lifecycle, sales, contact, care",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The customer. A merged customer has the stage MERGED, names its survivor and"
                                    + " links to it. Personal fields that were erased are null and named in erased.",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = CustomerAnswer.class),
                                            examples = @ExampleObject(Examples.CUSTOMER))))
    @PointInTime
    @Fresh
    @OfCustomer
    public CustomerAnswer customer(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            HttpServletRequest request,
            HttpServletResponse response) {
        Parameters parameters = Parameters.of(request);
        CustomerQuestion question = CustomerQuestion.of(id, parameters, clock);
        parameters.done();
        Ready ready = questions.fromReadModels(question);
        CustomerAnswer answer = answer(ready, Revealed.to(request, cipher));
        Headers.customer(response, answer.version(), answer.survivor());
        return answer;
    }

    /** The answer to a question that is ready. Both read models at the same version: what is written between two reads must not make them disagree. */
    public CustomerAnswer answer(Ready ready, Revealed revealed) {
        Standing<ProfileView, Assignment> profile = profile(ready);
        Standing<LifecycleStatus, LifecycleStatus.Value> lifecycle = lifecycle(ready);
        for (int i = 0; i < ATTEMPTS && profile.position() != lifecycle.position(); i++) {
            profile = profile(ready);
            lifecycle = lifecycle(ready);
        }
        return CustomerAnswer.of(profile, lifecycle, reportingCurrency, revealed);
    }

    private Standing<ProfileView, Assignment> profile(Ready ready) {
        return asOf.standing(ReadModels.PROFILE, ready.customer(), ready.asOf(), ready.knownAt())
                .orElseThrow(ready::notKnownYet);
    }

    private Standing<LifecycleStatus, LifecycleStatus.Value> lifecycle(Ready ready) {
        return lifecycles.standing(ready).orElseThrow(ready::notKnownYet);
    }

    @GetMapping
    @Operation(
            operationId = "list-customers",
            summary = "Customers by stage, owner, segment and more",
            parameters = {
                @Parameter(
                        name = "stage",
                        in = ParameterIn.QUERY,
                        description = "Any of these stages; repeated or separated by commas",
                        array = @ArraySchema(schema = @Schema(implementation = Stage.class))),
                @Parameter(
                        name = "recovered",
                        in = ParameterIn.QUERY,
                        description = "Active again after having been lost, or not",
                        schema = @Schema(type = "boolean")),
                @Parameter(
                        name = "owner",
                        in = ParameterIn.QUERY,
                        description = "Any of these members of staff; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "department",
                        in = ParameterIn.QUERY,
                        description = "Any of these departments; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "segment",
                        in = ParameterIn.QUERY,
                        description = "Any of these segments; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "relationshipType",
                        in = ParameterIn.QUERY,
                        description = "Any of these; repeated or separated by commas",
                        array = @ArraySchema(schema = @Schema(implementation = RelationshipType.class))),
                @Parameter(
                        name = "country",
                        in = ParameterIn.QUERY,
                        description = "Any of these, ISO 3166-1 alpha-2; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "party",
                        in = ParameterIn.QUERY,
                        description = "Person or organisation",
                        array = @ArraySchema(schema = @Schema(implementation = PartyKind.class))),
                @Parameter(
                        name = "role",
                        in = ParameterIn.QUERY,
                        description = "What the party is to the company",
                        array = @ArraySchema(schema = @Schema(implementation = PartyRole.class))),
                @Parameter(
                        name = "sourceChannel",
                        in = ParameterIn.QUERY,
                        description = "How the customer was found; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "closed",
                        in = ParameterIn.QUERY,
                        description = "Ended relationships only, or none",
                        schema = @Schema(type = "boolean")),
                @Parameter(
                        name = "merged",
                        in = ParameterIn.QUERY,
                        description = "Merged customers only, or none; default: all are listed",
                        schema = @Schema(type = "boolean")),
                @Parameter(
                        name = "nextChangeBefore",
                        in = ParameterIn.QUERY,
                        description = "Those whose stage may change by time alone before this instant",
                        schema = @Schema(type = "string", format = "date-time")),
                @Parameter(
                        name = "contactDueBefore",
                        in = ParameterIn.QUERY,
                        description = "Those for whom planned care is due before this instant",
                        schema = @Schema(type = "string", format = "date-time"))
            },
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "A page of customers",
                        content =
                                @Content(
                                        schema = @Schema(implementation = CustomerListAnswer.class),
                                        examples = @ExampleObject(Examples.CUSTOMERS)))
            })
    @ListedFromLog
    @Paged
    public CustomerListAnswer customers(HttpServletRequest request, HttpServletResponse response) {
        Parameters parameters = Parameters.of(request);
        Filter filter = filter(parameters);
        Long minPosition = parameters.count("minPosition");
        int limit = parameters.limit(ITEMS);
        String cursor = cursors.open(LIST, parameters);
        parameters.done();
        questions.awaitPosition(minPosition);
        long position = engine.progress().position();
        List<Found> found = search.find(filter, cursor == null ? null : UUID.fromString(cursor), limit + 1);
        List<Found> page = found.subList(0, Math.min(limit, found.size()));
        @Nullable
        String next = found.size() <= limit
                ? null
                : cursors.seal(LIST, parameters, page.getLast().customer().toString());
        Headers.personal(response);
        return new CustomerListAnswer(
                position,
                page.stream()
                        .map(f -> CustomerListAnswer.Item.of(f, reportingCurrency, Revealed.to(request, cipher)))
                        .toList(),
                next);
    }

    private static Filter filter(Parameters parameters) {
        return new Filter(
                parameters.constants("stage", Stage.class),
                parameters.flag("recovered"),
                parameters.texts("owner"),
                parameters.texts("department"),
                parameters.texts("segment"),
                parameters.constants("relationshipType", RelationshipType.class),
                parameters.texts("country"),
                parameters.constants("party", PartyKind.class),
                parameters.constants("role", PartyRole.class),
                parameters.texts("sourceChannel"),
                parameters.flag("closed"),
                parameters.flag("merged"),
                parameters.instant("nextChangeBefore"),
                parameters.instant("contactDueBefore"),
                parameters.caller().reach());
    }
}
