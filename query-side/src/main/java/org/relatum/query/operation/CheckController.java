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
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.Check;
import org.relatum.query.api.Examples;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.request.JsonLines;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.QueryCode;
import org.relatum.query.request.QueryProblem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
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
    private static final Logger log = LoggerFactory.getLogger(CheckController.class);

    private final Check check;
    private final Figures figures;
    private final JsonMapper json;
    private final AtomicBoolean running = new AtomicBoolean();

    public CheckController(Check check, Figures figures, JsonMapper json) {
        this.check = check;
        this.figures = figures;
        this.json = json;
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
        if (!running.compareAndSet(false, true)) {
            throw QueryProblem.of(QueryCode.CHECK_ALREADY_RUNNING, "Another check is running; ask again when it ended");
        }
        try (JsonLines lines = new JsonLines(json, response)) {
            run(lines);
        } catch (UncheckedIOException e) {
            log.info("a check was broken off: its client is gone");
        } finally {
            running.set(false);
        }
    }

    private void run(JsonLines lines) {
        long start = System.nanoTime();
        long total = figures.now().customers();
        long[] parked = {0};
        send(lines, new Line(new Progress(0, total), null, null, null));
        try {
            Check.Summary summary = check.run(
                    difference -> {
                        parked[0] += difference.what().equals("parked") ? 1 : 0;
                        send(lines, new Line(null, shown(difference), null, null));
                    },
                    customers -> send(
                            lines, new Line(new Progress(customers, Math.max(customers, total)), null, null, null)));
            double seconds = (System.nanoTime() - start) / 10_000_000 / 100.0;
            send(
                    lines,
                    new Line(
                            null,
                            null,
                            new Summary(
                                    summary.customers(),
                                    summary.differences(),
                                    parked[0],
                                    summary.positions(),
                                    seconds),
                            null));
        } catch (UncheckedIOException e) {
            throw e;
        } catch (RuntimeException e) {
            log.error("a check failed", e);
            send(
                    lines,
                    new Line(null, null, null, new Failure("internal-error", "The check failed; the log says why")));
        }
    }

    private static Difference shown(Check.Difference difference) {
        return new Difference(
                difference.projection(), difference.customer(), difference.what(), Shortened.of(difference.detail()));
    }

    private static void send(JsonLines lines, Line line) {
        try {
            lines.write(line);
            lines.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
