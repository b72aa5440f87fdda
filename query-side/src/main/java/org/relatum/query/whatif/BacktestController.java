package org.relatum.query.whatif;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.Backtest;
import org.relatum.projection.engine.Backtest.NotFitted;
import org.relatum.projection.engine.Backtest.Question;
import org.relatum.projection.engine.Backtest.Result;
import org.relatum.query.api.CourseExamples;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.operation.Figures;
import org.relatum.query.request.CustomerQuestion;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.QueryCode;
import org.relatum.query.request.QueryProblem;
import org.relatum.query.request.QueryProblem.InvalidParameter;
import org.relatum.query.request.Running;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Puts the churn flag to the test on a day that is past. */
@RestController
@RequestMapping("/api/v1/backtests")
@Tag(name = "Questions about policies", description = "Which policy was in force when")
public class BacktestController {
    private static final long LONGEST = 3_650;
    private static final LocalDate EARLIEST = LocalDate.parse("1900-01-01");
    private static final LocalDate LATEST = LocalDate.parse("9999-12-31");

    private final Backtest backtest;
    private final Figures figures;
    private final ZoneId company;
    private final Clock clock;
    private final Running running;

    public BacktestController(Backtest backtest, Figures figures, ZoneId company, Clock clock, JsonMapper json) {
        this.backtest = backtest;
        this.figures = figures;
        this.company = company;
        this.clock = clock;
        this.running = new Running("a backtest", QueryCode.BACKTEST_ALREADY_RUNNING, json);
    }

    /** A line of the answer: one of its parts is there. */
    @Schema(name = "BacktestLine", description = "Exactly one of its parts is there; the last line is summary or error")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Line(
            @Nullable Progress progress,
            @Nullable Summary summary,

            @Schema(description = "It broke off") @Nullable Failure error) {}

    /** How far it is. */
    @Schema(name = "BacktestProgress")
    public record Progress(long customers, long total) {}

    /** The fit that the flags went by. */
    @Schema(name = "BacktestFit")
    public record Fit(Map<String, Double> parameters, double logLikelihood, long customers, long repeaters) {}

    /** A tenth of the customers, by their probability to be alive, the least alive first. */
    @Schema(name = "BacktestDecile")
    public record Decile(
            long customers,

            @Schema(description = "Mean probability to be alive", example = "0.41")
            double pAlive,

            @Schema(description = "Mean probability of an order in the time after, by the fit", example = "0.22")
            double expected,

            @Schema(description = "Share of those who did order", example = "0.2")
            double ordered) {}

    /** What came out. */
    @Schema(
            name = "BacktestSummary",
            description = "Customers who had bought count, unless their relationship was ended or merged")
    public record Summary(
            @Schema(description = "The last day that counted")
            LocalDate until,

            @Schema(description = "The instant of the flags: the end of that day")
            Instant asOf,

            Instant knownAt,

            @Schema(description = "Until when orders were looked for, exclusive")
            Instant end,

            @Schema(description = "Position of the log up to which it counts", example = "18231")
            long position,

            @Schema(description = "Version of the risk policy in force at asOf")
            int policyVersion,

            Fit fit,
            long customers,

            @Schema(description = "With a churn flag at asOf")
            long flagged,

            @Schema(description = "Who did not order in the time after")
            long lost,

            @Schema(description = "Flagged, and did not order")
            long hits,

            @Schema(description = "Merged meanwhile, so that nobody knows whose their orders are; not counted")
            long leftOut,

            @Schema(description = "Who can't be read or folded, as parked customers can't; not counted")
            long unreadable,

            @Schema(description = "Share of the flagged who did not order; null: nobody was flagged") @Nullable
            Double precision,

            @Schema(description = "Share of those who did not order that were flagged; null: all ordered") @Nullable
            Double recall,

            @Schema(description = "How many times as often the flagged did not order as everybody") @Nullable
            Double lift,

            List<Decile> deciles,
            double seconds) {}

    /** Why it broke off. */
    @Schema(name = "BacktestFailure")
    public record Failure(String code, String detail) {}

    @PostMapping(produces = {MediaType.APPLICATION_NDJSON_VALUE, MediaType.APPLICATION_PROBLEM_JSON_VALUE})
    @Operation(
            operationId = "backtest",
            summary = "How well the churn flag would have told on a past day who would not order",
            description =
                    "Fits the value model on what had happened and was known on that day, raises flags as of its end"
                            + " by the policy in force, and compares them with the orders of the time after. Nothing of"
                            + " that time is known to the flags. Streams lines of JSON: progress, and at the end a"
                            + " summary. Nothing is recorded. A body is ignored.",
            parameters = {
                @Parameter(
                        name = "until",
                        in = ParameterIn.QUERY,
                        required = true,
                        description = "The last day that the flags know of, in the company's time zone",
                        schema = @Schema(type = "string", format = "date"),
                        example = "2026-03-31"),
                @Parameter(
                        name = "horizon",
                        in = ParameterIn.QUERY,
                        required = true,
                        description = "Days after it in which orders are looked for; they must be over",
                        schema = @Schema(type = "integer", minimum = "1", maximum = "3650"),
                        example = "90"),
                @Parameter(
                        name = "knownAt",
                        in = ParameterIn.QUERY,
                        description =
                                "What was recorded by this instant counts for the flags. Default: the end of the day."
                                        + " Of a history that was imported later, say an instant after the import",
                        schema = @Schema(type = "string", format = "date-time"))
            },
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The test, line by line",
                        content =
                                @Content(
                                        mediaType = MediaType.APPLICATION_NDJSON_VALUE,
                                        schema = @Schema(implementation = Line.class),
                                        examples = @ExampleObject(CourseExamples.BACKTEST))),
                @ApiResponse(
                        responseCode = "400",
                        description =
                                "invalid-request: parameters that can't be understood, or a time that is not over",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class))),
                @ApiResponse(
                        responseCode = "409",
                        description = "backtest-already-running: one at a time",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class))),
                @ApiResponse(
                        responseCode = "422",
                        description = "not-fitted: too little had happened and was known for a fit",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class)))
            })
    public void backtest(HttpServletRequest request, HttpServletResponse response) {
        Parameters parameters = Parameters.of(request);
        String until = parameters.text("until");
        Long horizon = parameters.count("horizon");
        Instant knownAt = CustomerQuestion.knownAt(parameters, clock);
        parameters.done();
        Question question = question(until, horizon, knownAt);
        running.alone(
                response,
                out -> run(question, out),
                detail -> new Line(null, null, new Failure("internal-error", detail)));
    }

    private Question question(@Nullable String until, @Nullable Long horizon, @Nullable Instant knownAt) {
        List<InvalidParameter> errors = new ArrayList<>();
        LocalDate day = null;
        try {
            day = until == null ? null : LocalDate.parse(until);
        } catch (DateTimeException e) {
            // Said below, as when there is none.
        }
        if (day == null) {
            errors.add(new InvalidParameter("until", "bad-date", "must be a day such as 2026-03-31"));
        } else if (day.isBefore(EARLIEST) || day.isAfter(LATEST)) {
            errors.add(new InvalidParameter("until", "out-of-range", "is not between " + EARLIEST + " and " + LATEST));
            day = null;
        }
        if (horizon == null || horizon < 1 || horizon > LONGEST) {
            errors.add(new InvalidParameter("horizon", "bad-number", "must be a number of days from 1 to " + LONGEST));
        } else if (day != null) {
            Instant end = day.plusDays(1 + horizon).atStartOfDay(company).toInstant();
            if (end.isAfter(clock.instant())) {
                errors.add(new InvalidParameter("horizon", "in-future", "ends at " + end + ", which lies ahead"));
            }
        }
        if (day == null || horizon == null || !errors.isEmpty()) {
            throw QueryProblem.invalid(errors);
        }
        Instant endOfDay = day.plusDays(1).atStartOfDay(company).toInstant();
        return new Question(day, Math.toIntExact(horizon), knownAt == null ? endOfDay.minusNanos(1_000) : knownAt);
    }

    private void run(Question question, Consumer<Object> out) {
        long start = System.nanoTime();
        long total = figures.now().customers();
        Result result;
        try {
            result = backtest.run(
                    question,
                    customers -> out.accept(new Line(new Progress(customers, Math.max(customers, total)), null, null)));
        } catch (NotFitted e) {
            throw QueryProblem.of(
                    QueryCode.NOT_FITTED,
                    e.getMessage() + ". By what had been recorded at " + question.knownAt()
                            + "; of a history that was imported later, say knownAt");
        }
        out.accept(new Line(null, summary(question, result, (System.nanoTime() - start) / 10_000_000 / 100.0), null));
    }

    private static Summary summary(Question question, Result r, double seconds) {
        return new Summary(
                question.until(),
                r.asOf(),
                question.knownAt(),
                r.end(),
                r.position(),
                r.policyVersion(),
                new Fit(
                        r.fit().parameters(),
                        r.fit().logLikelihood(),
                        r.fit().customers(),
                        r.fit().repeaters()),
                r.customers(),
                r.flagged(),
                r.lost(),
                r.hits(),
                r.leftOut(),
                r.unreadable(),
                number(r.precision()),
                number(r.recall()),
                number(r.lift()),
                r.deciles().stream()
                        .map(d -> new Decile(d.customers(), d.pAlive(), d.expected(), d.ordered()))
                        .toList(),
                seconds);
    }

    private static @Nullable Double number(double number) {
        return Double.isFinite(number) ? (Double) number : null;
    }
}
