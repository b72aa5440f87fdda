package org.relatum.query.operation;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.Parked;
import org.relatum.projection.engine.RowStore;
import org.relatum.query.api.Examples;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.QueryCode;
import org.relatum.query.request.QueryProblem;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Customers whose events could not be folded. */
@RestController
@RequestMapping(path = "/api/v1/parked-customers", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Operation", description = "The service's own state")
public class ParkedController {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(50);

    private final RowStore rows;
    private final List<LiveEngine> engines;

    public ParkedController(RowStore rows, List<LiveEngine> engines) {
        this.rows = rows;
        this.engines = List.copyOf(engines);
    }

    /** Everybody who is parked. */
    @Schema(name = "ParkedCustomers")
    public record ParkedAnswer(List<Item> items) {}

    /** A customer that is parked in one projection. */
    @Schema(name = "ParkedCustomer")
    public record Item(
            @Schema(description = "The table", example = "lifecycle_v1")
            String projection,

            UUID customer,

            @Schema(description = "Position of the first event that is not in the row")
            long position,

            String error,
            Instant parkedAt) {
        static Item of(Parked parked) {
            return new Item(
                    parked.projection(), parked.customer(), parked.position(), parked.error(), parked.parkedAt());
        }
    }

    /** What became of a retry. */
    @Schema(name = "ParkedRetry")
    public record RetryAnswer(
            UUID customer,

            @Schema(description = "Whether the engine has tried; false: it will")
            boolean tried,

            @Schema(description = "Where the customer is still parked")
            List<Item> stillParked) {}

    @GetMapping
    @Operation(
            operationId = "list-parked-customers",
            summary = "Customers whose events could not be folded; their rows are as they were before",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "All of them",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ParkedAnswer.class),
                                            examples = @ExampleObject(Examples.PARKED))))
    public ParkedAnswer parked(HttpServletRequest request) {
        Parameters.of(request).done();
        return new ParkedAnswer(rows.parked().stream().map(Item::of).toList());
    }

    @PostMapping("/{customer}/retry")
    @Operation(
            operationId = "retry-parked-customer",
            summary = "Fold a parked customer again, from the log",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The engine has tried; stillParked is empty when it went well",
                        content = @Content(schema = @Schema(implementation = RetryAnswer.class))),
                @ApiResponse(
                        responseCode = "202",
                        description = "The engine will try",
                        content = @Content(schema = @Schema(implementation = RetryAnswer.class))),
                @ApiResponse(
                        responseCode = "400",
                        description = "invalid-request",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class))),
                @ApiResponse(
                        responseCode = "404",
                        description = "customer-not-parked",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class)))
            })
    public ResponseEntity<RetryAnswer> retry(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            HttpServletRequest request)
            throws InterruptedException {
        Parameters parameters = Parameters.of(request);
        UUID customer = parameters.id(id);
        parameters.done();
        List<Parked> before = parked(customer);
        if (before.isEmpty()) {
            throw QueryProblem.of(QueryCode.CUSTOMER_NOT_PARKED, "Customer " + customer + " is not parked anywhere");
        }
        engines.forEach(engine -> engine.retry(customer));
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<Parked> after = parked(customer);
        while (after.stream().anyMatch(before::contains) && System.nanoTime() < end) {
            Thread.sleep(PAUSE);
            after = parked(customer);
        }
        boolean tried = after.stream().noneMatch(before::contains);
        return ResponseEntity.status(tried ? HttpStatus.OK : HttpStatus.ACCEPTED)
                .body(new RetryAnswer(
                        customer, tried, after.stream().map(Item::of).toList()));
    }

    private List<Parked> parked(UUID customer) {
        return rows.parked().stream().filter(p -> p.customer().equals(customer)).toList();
    }
}
