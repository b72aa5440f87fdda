package org.relatum.query.history;

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
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.Memberships.Membership;
import org.relatum.query.api.Examples;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.OfCustomer;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.history.Histories.Pages;
import org.relatum.query.history.HistoryAnswer.Event;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.CustomerEvents;
import org.relatum.query.request.CustomerQuestion;
import org.relatum.query.request.Headers;
import org.relatum.query.request.JsonLines;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.Place;
import org.relatum.query.request.Questions;
import org.relatum.query.request.Questions.Ready;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** Every event of a customer, for auditors. */
@RestController
@RequestMapping("/api/v1/customers/{customer}/history")
@Tag(name = "Questions about customers", description = "Customers as of any instant, by what was known at any instant")
public class HistoryController {
    private static final int EVENTS = 100;
    private static final int EVENTS_AT_ONCE = 1_000;

    private final Questions questions;
    private final Histories histories;
    private final Cursors cursors;
    private final Clock clock;
    private final JsonMapper json;

    public HistoryController(Questions questions, Histories histories, Cursors cursors, Clock clock, JsonMapper json) {
        this.questions = questions;
        this.histories = histories;
        this.cursors = cursors;
        this.clock = clock;
        this.json = json;
    }

    @GetMapping(produces = {MediaType.APPLICATION_JSON_VALUE, MediaType.APPLICATION_NDJSON_VALUE})
    @Operation(
            operationId = "get-history",
            summary = "Every event of a customer with its metadata, decrypted, in the order of the log",
            description = "For the survivor of a merge also the events of the customers merged into it, as far as they"
                + " count. A merged customer shows its own. With Accept: application/x-ndjson the whole history comes"
                + " as a stream of lines, one event each (limit and cursor are not known then).",
            parameters =
                    @Parameter(
                            name = "types",
                            in = ParameterIn.QUERY,
                            description = "Any of these events, by stored name; repeated or separated by commas",
                            array = @ArraySchema(schema = @Schema(type = "string", example = "order.placed"))),
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page, or all lines. All pages of one history show what was in the log when"
                                    + " the first was asked for.",
                            content = {
                                @Content(
                                        mediaType = MediaType.APPLICATION_JSON_VALUE,
                                        schema = @Schema(implementation = HistoryAnswer.class),
                                        examples = @ExampleObject(Examples.HISTORY)),
                                @Content(
                                        mediaType = MediaType.APPLICATION_NDJSON_VALUE,
                                        schema = @Schema(implementation = Event.class),
                                        examples = @ExampleObject(Examples.EVENT_LINES))
                            }))
    @PointInTime
    @Fresh
    @Paged
    @OfCustomer
    public @Nullable HistoryAnswer history(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            @Parameter(hidden = true) @RequestHeader(name = HttpHeaders.ACCEPT, defaultValue = MediaType.ALL_VALUE)
                    String accept,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        if (MediaType.parseMediaTypes(accept).stream().anyMatch(MediaType.APPLICATION_NDJSON::equalsTypeAndSubtype)) {
            lines(id, request, response);
            return null;
        }
        Parameters parameters = Parameters.of(request);
        CustomerQuestion question = CustomerQuestion.of(id, parameters, clock);
        Set<String> types = parameters.words("types", CustomerEvents.TYPES);
        int limit = parameters.limit(EVENTS);
        String name = "history " + question.customer();
        String cursor = cursors.open(name, parameters);
        parameters.done();
        Ready ready = questions.fromLog(question);

        Pages pages;
        long after = 0;
        if (cursor == null) {
            pages = begin(ready, question);
        } else {
            Place place = Place.read(cursor, 6);
            pages = new Pages(
                    question.customer(),
                    place.instant(),
                    question.asOf() == null,
                    place.instantOrNone(),
                    place.number(),
                    place.instant(),
                    place.number());
            after = place.number();
        }
        Membership membership = histories.membership(pages);
        if (cursor != null) {
            // The instants are those of the first page, and who belonged then may not belong any more.
            questions.requireReach(question, membership.streams().keySet());
        }
        List<Event> found = histories.events(pages, membership, types, after, limit + 1);
        List<Event> page = found.subList(0, Math.min(limit, found.size()));
        @Nullable
        String next = found.size() <= limit
                ? null
                : cursors.seal(
                        name,
                        parameters,
                        Place.of(
                                pages.asOf(),
                                pages.knownAt(),
                                pages.upTo(),
                                pages.shownKnownAt(),
                                pages.version(),
                                page.getLast().position()));
        Headers.customer(response, pages.version(), membership.survivor());
        return new HistoryAnswer(
                question.customer(),
                pages.version(),
                pages.upTo(),
                pages.asOf(),
                pages.shownKnownAt(),
                membership.survivor(),
                page,
                next);
    }

    /** The whole history, a line for each event. */
    private void lines(String id, HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters parameters = Parameters.of(request);
        CustomerQuestion question = CustomerQuestion.of(id, parameters, clock);
        Set<String> types = parameters.words("types", CustomerEvents.TYPES);
        parameters.done();
        Pages pages = begin(questions.fromLog(question), question);
        Membership membership = histories.membership(pages);
        Headers.customer(response, pages.version(), membership.survivor());
        try (JsonLines lines = new JsonLines(json, response)) {
            List<Event> chunk;
            long after = 0;
            do {
                chunk = histories.events(pages, membership, types, after, EVENTS_AT_ONCE);
                for (Event event : chunk) {
                    lines.write(event);
                    after = event.position();
                }
                lines.flush();
            } while (chunk.size() == EVENTS_AT_ONCE);
        }
    }

    private Pages begin(Ready ready, CustomerQuestion question) {
        Pages pages = histories.begin(ready, question.asOf() == null);
        if (pages.version() == 0) {
            throw ready.notKnownYet();
        }
        return pages;
    }
}
