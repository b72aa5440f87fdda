package org.relatum.query.operation;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.Check;
import org.relatum.query.api.Examples;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.QueryCode;
import org.relatum.query.request.Running;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Proves the read models against the log, one check at a time. */
@RestController
@RequestMapping("/api/v1/checks")
@Tag(name = "Operation", description = "The service's own state")
public class CheckController {
    private final Check check;
    private final Figures figures;
    private final Running running;

    public CheckController(Check check, Figures figures, JsonMapper json) {
        this.check = check;
        this.figures = figures;
        this.running = new Running("a check", QueryCode.CHECK_ALREADY_RUNNING, json);
    }

    /** A line of the answer: one of its parts is there. */
    @Schema(name = "CheckLine", description = "Exactly one of its parts is there; the last line is summary or error")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Line(
            @Nullable Progress progress,
            @Nullable Difference difference,
            @Nullable Summary summary,

            @Schema(description = "The check broke off") @Nullable
            Failure error) {}

    /** How far the check is. */
    @Schema(name = "CheckProgress")
    public record Progress(long customers, long total) {}

    /** Something that is not as the log says. */
    @Schema(name = "CheckDifference")
    public record Difference(
            @Schema(description = "The table", example = "lifecycle_v1")
            String projection,

            UUID customer,

            @Schema(
                    description = "parked, missing, stranger, features, place, intervals, timeline, overdue or"
                            + " unreadable",
                    example = "place")
            String what,

            String detail) {}

    /** What the check found out. */
    @Schema(name = "CheckSummary")
    public record Summary(
            long customers,

            @Schema(description = "Differences, parked customers among them")
            long differences,

            @Schema(description = "Differences that are parked customers")
            long parked,

            @Schema(description = "Position of each table at which it was checked")
            Map<String, Long> positions,

            double seconds) {}

    /** Why the check broke off. */
    @Schema(name = "CheckFailure")
    public record Failure(String code, String detail) {}

    @PostMapping(produces = MediaType.APPLICATION_NDJSON_VALUE)
    @Operation(
            operationId = "check",
            summary = "Fold every customer from scratch and compare with what the read models hold",
            description =
                    "Streams lines of JSON: progress, every difference, and at the end a summary. Everything is read"
                            + " from one snapshot, so it can run while the service works. A body is ignored.",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The check, line by line",
                        content =
                                @Content(
                                        mediaType = MediaType.APPLICATION_NDJSON_VALUE,
                                        schema = @Schema(implementation = Line.class),
                                        examples = @ExampleObject(Examples.CHECK_LINES))),
                @ApiResponse(
                        responseCode = "409",
                        description = "check-already-running: one is running already",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class)))
            })
    public void check(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters.of(request).done();
        running.alone(response, this::run, detail -> new Line(null, null, null, new Failure("internal-error", detail)));
    }

    private void run(Consumer<Object> lines) {
        long start = System.nanoTime();
        long total = figures.now().customers();
        long[] parked = {0};
        lines.accept(new Line(new Progress(0, total), null, null, null));
        Check.Summary summary = check.run(
                difference -> {
                    parked[0] += difference.what().equals("parked") ? 1 : 0;
                    lines.accept(new Line(null, shown(difference), null, null));
                },
                customers ->
                        lines.accept(new Line(new Progress(customers, Math.max(customers, total)), null, null, null)));
        double seconds = (System.nanoTime() - start) / 10_000_000 / 100.0;
        lines.accept(new Line(
                null,
                null,
                new Summary(summary.customers(), summary.differences(), parked[0], summary.positions(), seconds),
                null));
    }

    private static Difference shown(Check.Difference difference) {
        return new Difference(
                difference.projection(), difference.customer(), difference.what(), Shortened.of(difference.detail()));
    }
}
