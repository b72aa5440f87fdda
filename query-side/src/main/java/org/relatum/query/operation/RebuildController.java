package org.relatum.query.operation;

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
import java.net.URI;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.deployment.Deployment;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.rebuild.Rebuild;
import org.relatum.projection.rebuild.Rebuilder;
import org.relatum.query.api.Examples;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.QueryCode;
import org.relatum.query.request.QueryProblem;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Builds read models anew from the log, one rebuild at a time. */
@RestController
@RequestMapping(path = "/api/v1/rebuilds", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Operation", description = "The service's own state")
public class RebuildController {
    private static final int LATEST = 50;

    private final Rebuilder rebuilder;
    private final Deployment deployment;

    public RebuildController(Rebuilder rebuilder, Deployment deployment) {
        this.rebuilder = rebuilder;
        this.deployment = deployment;
    }

    /** Rebuilds. */
    @Schema(name = "Rebuilds")
    public record RebuildsAnswer(List<RebuildAnswer> items) {}

    /** A rebuild, and how far it is. */
    @Schema(name = "Rebuild")
    public record RebuildAnswer(
            UUID rebuild,

            @Schema(description = "Names of the read models")
            List<String> readModels,

            @Schema(description = "Somebody asked for it, or this version of the program has other tables")
            Rebuild.Cause cause,

            Rebuild.State state,
            Instant requestedAt,
            @Nullable Instant startedAt,
            @Nullable Instant endedAt,

            @Schema(description = "Events that are folded in bulk; null before it starts") @Nullable
            Long events,

            long eventsRead,
            long eventsFolded,

            @Schema(description = "Customers whose rows are there")
            long customers,

            @Schema(description = "Pace of the work under way") @Nullable
            Double eventsPerSecond,

            @Schema(description = "Of the work under way, at this pace") @Nullable
            Double secondsLeft,

            @Schema(description = "How long nobody could read while the tables changed places") @Nullable
            Long swapMillis,

            @Schema(description = "Whether it is to end as soon as it can")
            boolean cancelling,

            @Schema(description = "Why it failed") @Nullable String error) {
        static RebuildAnswer of(Rebuild rebuild) {
            List<String> names = new ArrayList<>();
            Rebuilder.tables().forEach((name, table) -> {
                if (rebuild.tables().contains(table)) {
                    names.add(name);
                }
            });
            return new RebuildAnswer(
                    rebuild.id(),
                    names,
                    rebuild.cause(),
                    rebuild.state(),
                    rebuild.requestedAt(),
                    rebuild.startedAt(),
                    rebuild.endedAt(),
                    rebuild.position(),
                    rebuild.eventsRead(),
                    rebuild.eventsFolded(),
                    rebuild.customers(),
                    rebuild.eventsPerSecond(),
                    rebuild.secondsLeft(),
                    rebuild.swapMillis(),
                    rebuild.cancelling(),
                    rebuild.error());
        }
    }

    @GetMapping
    @Operation(
            operationId = "list-rebuilds",
            summary = "The latest rebuilds of read models, the last one first",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "At most 50",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = RebuildsAnswer.class),
                                            examples = @ExampleObject(Examples.REBUILDS))))
    public RebuildsAnswer rebuilds(HttpServletRequest request) {
        Parameters.of(request).done();
        return new RebuildsAnswer(
                rebuilder.latest(LATEST).stream().map(RebuildAnswer::of).toList());
    }

    @PostMapping
    @Operation(
            operationId = "rebuild",
            summary = "Build read models anew from the log",
            description =
                    "What is served stays so, and is kept up to date, until the new tables take its place at once."
                            + " A body is ignored.",
            parameters =
                    @Parameter(
                            name = "readModel",
                            in = ParameterIn.QUERY,
                            description = "Any of these; repeated or separated by commas; absent: all",
                            array =
                                    @ArraySchema(
                                            schema =
                                                    @Schema(
                                                            allowableValues = {
                                                                "lifecycle",
                                                                "profile",
                                                                "commitments",
                                                                "cases",
                                                                "loyalty",
                                                                "risk",
                                                                "kpi",
                                                                "timeline"
                                                            }))),
            responses = {
                @ApiResponse(
                        responseCode = "202",
                        description = "It begins; Location says where to ask how far it is",
                        content =
                                @Content(
                                        schema = @Schema(implementation = RebuildAnswer.class),
                                        examples = @ExampleObject(Examples.REBUILD))),
                @ApiResponse(
                        responseCode = "400",
                        description = "invalid-request",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class))),
                @ApiResponse(
                        responseCode = "409",
                        description = "rebuild-already-running: one has not ended; not-rebuilt-on-cassandra",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class)))
            })
    public ResponseEntity<RebuildAnswer> rebuild(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Set<String> names = parameters.words("readModel", Rebuilder.tables().keySet());
        parameters.done();
        if (!deployment.keeps(Deployment.ReadModels.POSTGRES) && !names.equals(Set.of(KpiRow.NAME))) {
            throw QueryProblem.of(
                    QueryCode.NOT_REBUILT_ON_CASSANDRA,
                    "Read models are kept on Cassandra, where tables are filled by following the log; only "
                            + KpiRow.NAME + " is kept in PostgreSQL and can be rebuilt");
        }
        Rebuild rebuild = rebuilder
                .request(names)
                .orElseThrow(() -> QueryProblem.of(
                        QueryCode.REBUILD_ALREADY_RUNNING,
                        "Another rebuild has not ended"
                                + rebuilder.open().map(open -> ": " + open.id()).orElse("")));
        return ResponseEntity.accepted()
                .location(URI.create("/api/v1/rebuilds/" + rebuild.id()))
                .body(RebuildAnswer.of(rebuild));
    }

    @GetMapping("/{rebuild}")
    @Operation(
            operationId = "get-rebuild",
            summary = "How far a rebuild is",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The rebuild",
                        content =
                                @Content(
                                        schema = @Schema(implementation = RebuildAnswer.class),
                                        examples = @ExampleObject(Examples.REBUILD))),
                @ApiResponse(
                        responseCode = "404",
                        description = "rebuild-not-found",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class)))
            })
    public RebuildAnswer find(
            @Parameter(description = "The rebuild", schema = @Schema(format = "uuid")) @PathVariable("rebuild")
                    String id,
            HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        UUID rebuild = parameters.id("rebuild", id);
        parameters.done();
        return RebuildAnswer.of(known(rebuild, rebuilder.find(rebuild).orElse(null)));
    }

    @DeleteMapping("/{rebuild}")
    @Operation(
            operationId = "cancel-rebuild",
            summary = "End a rebuild; what is served stays",
            description = "Nothing happens when it has ended. Cancelling may come too late.",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The rebuild, which ends as soon as it can",
                        content =
                                @Content(
                                        schema = @Schema(implementation = RebuildAnswer.class),
                                        examples = @ExampleObject(Examples.REBUILD))),
                @ApiResponse(
                        responseCode = "404",
                        description = "rebuild-not-found",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class)))
            })
    public RebuildAnswer cancel(
            @Parameter(description = "The rebuild", schema = @Schema(format = "uuid")) @PathVariable("rebuild")
                    String id,
            HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        UUID rebuild = parameters.id("rebuild", id);
        parameters.done();
        return RebuildAnswer.of(known(rebuild, rebuilder.cancel(rebuild).orElse(null)));
    }

    private static Rebuild known(UUID id, @Nullable Rebuild rebuild) {
        if (rebuild == null) {
            throw QueryProblem.of(QueryCode.REBUILD_NOT_FOUND, "There is no rebuild " + id);
        }
        return rebuild;
    }
}
