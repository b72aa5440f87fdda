package org.relatum.query.course;

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
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.Course;
import org.relatum.projection.engine.Course.Point;
import org.relatum.projection.engine.Courses;
import org.relatum.projection.engine.Courses.Shown;
import org.relatum.query.api.CourseExamples;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.OfCustomer;
import org.relatum.query.api.PointInTime;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.CustomerQuestion;
import org.relatum.query.request.Headers;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.Place;
import org.relatum.query.request.Questions;
import org.relatum.query.request.Questions.Ready;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Plays the history of a customer: a stream of its steps. */
@RestController
@RequestMapping("/api/v1/customers/{customer}/replay")
@Tag(name = "Questions about customers", description = "Customers as of any instant, by what was known at any instant")
public class ReplayController {
    private static final Logger log = LoggerFactory.getLogger(ReplayController.class);
    private static final long FASTEST = 1_000;

    private final Questions questions;
    private final Courses courses;
    private final Fields fields;
    private final Cursors cursors;
    private final Clock clock;
    private final JsonMapper json;

    public ReplayController(
            Questions questions, Courses courses, Fields fields, Cursors cursors, Clock clock, JsonMapper json) {
        this.questions = questions;
        this.courses = courses;
        this.fields = fields;
        this.cursors = cursors;
        this.clock = clock;
        this.json = json;
    }

    /** What all parts of one replay have in common; fixed by the first. */
    private record Replay(
            UUID customer, Point to, long upTo, @Nullable Shown after, boolean ended) {}

    /** The last message of a stream. */
    @Schema(name = "ReplayEnd")
    public record End(
            @Schema(description = "Steps in this stream", example = "12")
            long steps,

            @Schema(description = "Position of the log up to which it counts", example = "18231")
            long position,

            Instant asOf,
            Instant knownAt) {}

    @GetMapping(produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    @Operation(
            operationId = "replay-customer",
            summary = "Replay a customer: each event, and each change without one, with the fields it changed",
            description =
                    "Server-sent events in the order of occurrence: step after step, each with an id, and at the end"
                        + " one named end. A stream that broke off goes on after the step named by Last-Event-ID and"
                        + " shows the same history, whatever was recorded meanwhile; after the end there is nothing"
                        + " more: 204.",
            parameters = {
                @Parameter(
                        name = "pace",
                        in = ParameterIn.QUERY,
                        description = "Steps a second, at most. Default: as fast as they are read",
                        schema = @Schema(type = "integer", minimum = "1", maximum = "1000")),
                @Parameter(
                        name = "Last-Event-ID",
                        in = ParameterIn.HEADER,
                        description = "The id of the last step that was received, from the same address",
                        schema = @Schema(type = "string"))
            },
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The stream; the data of a step is a CourseStep in JSON",
                        content =
                                @Content(
                                        mediaType = MediaType.TEXT_EVENT_STREAM_VALUE,
                                        schema = @Schema(type = "string"),
                                        examples = @ExampleObject(CourseExamples.REPLAY))),
                @ApiResponse(
                        responseCode = "204",
                        description = "The stream had ended: there is nothing more",
                        content = @Content)
            })
    @PointInTime
    @Fresh
    @OfCustomer
    public void replay(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            @Parameter(hidden = true) @RequestHeader(name = "Last-Event-ID", required = false) @Nullable
                    String lastEventId,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Parameters parameters = Parameters.of(request);
        CustomerQuestion question = CustomerQuestion.of(id, parameters, clock).ofCourse();
        Long pace = parameters.count("pace");
        if (pace != null && (pace < 1 || pace > FASTEST)) {
            parameters.wrong("pace", "bad-number", "is not a whole number from 1 to " + FASTEST);
        }
        String name = "replay " + question.customer();
        String place = lastEventId == null ? null : cursors.unsealed(name, parameters, lastEventId);
        if (lastEventId != null && place == null) {
            parameters.wrong("Last-Event-ID", "bad-cursor", "is not one that this address has given");
        }
        parameters.done();
        Ready ready = questions.fromReadModels(question).fixed();
        Replay replay = place == null ? begin(ready) : resumed(question.customer(), Place.read(place, 6));
        Headers.personal(response);
        if (replay.ended()) {
            response.setStatus(HttpServletResponse.SC_NO_CONTENT);
            return;
        }
        response.setContentType(MediaType.TEXT_EVENT_STREAM_VALUE);
        try {
            send(replay, name, parameters, pace, response.getOutputStream());
        } catch (UncheckedIOException e) {
            log.debug("a replay was broken off: its client is gone");
        }
    }

    private Replay begin(Ready ready) {
        return new Replay(
                ready.customer(), new Point(ready.asOf(), ready.knownAtOrLatest()), courses.replayable(), null, false);
    }

    private static Replay resumed(UUID customer, Place place) {
        return new Replay(
                customer,
                new Point(place.instant(), place.instant()),
                place.number(),
                new Shown(place.instant(), place.number()),
                place.number() == 1);
    }

    private void send(Replay replay, String name, Parameters parameters, @Nullable Long pace, OutputStream out)
            throws IOException {
        long[] steps = {0};
        Instant[] last = {replay.to().asOf()};
        courses.replay(replay.customer(), replay.to(), replay.upTo(), replay.after(), step -> {
            if (pace != null && steps[0] > 0) {
                rest(pace);
            }
            steps[0]++;
            last[0] = step.at();
            try {
                write(out, "step", place(replay, step), CourseAnswer.Step.of(step, fields), name, parameters);
                if (steps[0] == 1 || pace != null) {
                    out.flush();
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        write(
                out,
                "end",
                Place.of(replay.to().asOf(), replay.to().knownAt(), replay.upTo(), last[0], 0, 1),
                new End(steps[0], replay.upTo(), replay.to().asOf(), replay.to().knownAt()),
                name,
                parameters);
        out.flush();
    }

    private static String place(Replay replay, Course.Step step) {
        return Place.of(
                replay.to().asOf(),
                replay.to().knownAt(),
                replay.upTo(),
                step.at(),
                step.fact() == null ? 0 : step.fact().position(),
                0);
    }

    private void write(OutputStream out, String event, String place, Object data, String name, Parameters parameters)
            throws IOException {
        out.write(("event: " + event + "\nid: " + cursors.seal(name, parameters, place) + "\ndata: ")
                .getBytes(StandardCharsets.US_ASCII));
        out.write(json.writeValueAsBytes(data));
        out.write('\n');
        out.write('\n');
    }

    private static void rest(long pace) {
        try {
            Thread.sleep(1_000 / pace);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new UncheckedIOException(new IOException("the service is stopping", e));
        }
    }
}
