package org.relatum.query.operation;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import org.relatum.events.deployment.Deployment;
import org.relatum.projection.engine.StoreFigures;
import org.relatum.query.api.Examples;
import org.relatum.query.ledger.Ledgers;
import org.relatum.query.operation.StatusAnswer.LedgerStatus;
import org.relatum.query.operation.StatusAnswer.ProjectionStatus;
import org.relatum.query.request.Parameters;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** How the service is. */
@RestController
@RequestMapping(path = "/api/v1/status", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Operation", description = "The service's own state")
public class StatusController {
    private static final String VERSION =
            Objects.requireNonNullElse(StatusController.class.getPackage().getImplementationVersion(), "development");

    private final Figures figures;
    private final Ledgers ledgers;
    private final Deployment deployment;
    private final Clock clock;
    private final Instant startedAt;

    public StatusController(Figures figures, Ledgers ledgers, Deployment deployment, Clock clock) {
        this.figures = figures;
        this.ledgers = ledgers;
        this.deployment = deployment;
        this.clock = clock;
        this.startedAt = clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    @GetMapping
    @Operation(
            operationId = "get-status",
            summary = "How much there is, and how far each projection is",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The figures of this moment",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = StatusAnswer.class),
                                            examples = @ExampleObject(Examples.STATUS))))
    public StatusAnswer status(HttpServletRequest request) {
        Parameters.of(request).done();
        StoreFigures now = figures.now();
        return new StatusAnswer(
                now.head() + now.unsequenced(),
                now.customers(),
                now.head(),
                now.unsequenced(),
                now.tables().stream()
                        .map(table -> ProjectionStatus.of(now, table, figures.lag(table)))
                        .toList(),
                LedgerStatus.of(ledgers.figures()),
                figures.isRunning(),
                deployment.roleLabels(),
                VERSION,
                startedAt,
                Duration.between(startedAt, clock.instant()).toSeconds());
    }
}
