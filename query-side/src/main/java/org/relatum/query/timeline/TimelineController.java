package org.relatum.query.timeline;

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
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.Memberships;
import org.relatum.projection.engine.Memberships.Membership;
import org.relatum.projection.engine.TimelineSearch;
import org.relatum.projection.engine.TimelineSearch.Bounds;
import org.relatum.projection.engine.TimelineSearch.Mark;
import org.relatum.projection.engine.TimelineSearch.Selection;
import org.relatum.projection.timeline.TimelineEntry;
import org.relatum.projection.timeline.TimelineEntry.Category;
import org.relatum.query.api.Examples;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.OfCustomer;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.CustomerEvents;
import org.relatum.query.request.CustomerQuestion;
import org.relatum.query.request.Headers;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.Place;
import org.relatum.query.request.Questions;
import org.relatum.query.request.Questions.Ready;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What happened with a customer. */
@RestController
@RequestMapping(path = "/api/v1/customers/{customer}/timeline", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about customers", description = "Customers as of any instant, by what was known at any instant")
public class TimelineController {
    private static final int ENTRIES = 100;

    private final Questions questions;
    private final Memberships memberships;
    private final TimelineSearch search;
    private final EventLog log;
    private final Cursors cursors;
    private final Clock clock;
    private final String reportingCurrency;

    public TimelineController(
            Questions questions,
            Memberships memberships,
            TimelineSearch search,
            EventLog log,
            Cursors cursors,
            Clock clock,
            String reportingCurrency) {
        this.questions = questions;
        this.memberships = memberships;
        this.search = search;
        this.log = log;
        this.cursors = cursors;
        this.clock = clock;
        this.reportingCurrency = reportingCurrency;
    }

    /** Which entries the caller wants to see. */
    private record Wanted(Set<Category> categories, Set<String> touchpoints, Set<String> types) {}

    /** What all pages of one timeline have in common; fixed by the first. */
    private record Pages(Bounds bounds, Instant knownAt, long version) {}

    @GetMapping
    @Operation(
            operationId = "get-timeline",
            summary = "What happened with a customer, the newest first",
            description = "For the survivor of a merge also what happened with the customers merged into it, up to the"
                    + " merge. A merged customer shows its own.",
            parameters = {
                @Parameter(
                        name = "category",
                        in = ParameterIn.QUERY,
                        description = "Any of these contexts; repeated or separated by commas",
                        array = @ArraySchema(schema = @Schema(implementation = Category.class))),
                @Parameter(
                        name = "touchpoint",
                        in = ParameterIn.QUERY,
                        description = "Any of these channels; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "type",
                        in = ParameterIn.QUERY,
                        description = "Any of these events, by stored name; repeated or separated by commas",
                        array = @ArraySchema(schema = @Schema(type = "string", example = "order.placed")))
            },
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page. All pages of one timeline show what was known when the first was"
                                    + " asked for.",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = TimelineAnswer.class),
                                            examples = @ExampleObject(Examples.TIMELINE))))
    @PointInTime
    @Fresh
    @Paged
    @OfCustomer
    public TimelineAnswer timeline(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            HttpServletRequest request,
            HttpServletResponse response) {
        Parameters parameters = Parameters.of(request);
        CustomerQuestion question = CustomerQuestion.of(id, parameters, clock);
        Wanted wanted = new Wanted(
                parameters.constants("category", Category.class),
                parameters.texts("touchpoint"),
                parameters.words("type", CustomerEvents.TYPES));
        int limit = parameters.limit(ENTRIES);
        String name = "timeline " + question.customer();
        String cursor = cursors.open(name, parameters);
        parameters.done();
        Ready ready = questions.fromReadModels(question);

        Pages pages;
        Mark before = null;
        if (cursor == null) {
            pages = begin(ready);
        } else {
            Place place = Place.read(cursor, 9);
            pages = new Pages(
                    new Bounds(place.instant(), place.instantOrNone(), place.number()),
                    place.instant(),
                    place.number());
            before = new Mark(place.instant(), place.instant(), place.id(), place.number());
        }
        Bounds bounds = pages.bounds();
        Membership membership = memberships.of(question.customer(), bounds.asOf(), bounds.knownAt(), bounds.upTo());
        if (cursor != null) {
            // The instants are those of the first page, and who belonged then may not belong any more.
            questions.requireReach(question, membership.streams().keySet());
        }
        List<TimelineEntry> found = search.newestFirst(
                new Selection(
                        membership.streams(),
                        bounds,
                        wanted.categories(),
                        wanted.touchpoints(),
                        wanted.types(),
                        before),
                limit + 1);
        List<TimelineEntry> page = found.subList(0, Math.min(limit, found.size()));
        @Nullable
        String next =
                found.size() <= limit ? null : cursors.seal(name, parameters, place(pages, Mark.of(page.getLast())));
        Headers.customer(response, pages.version(), membership.survivor());
        return new TimelineAnswer(
                question.customer(),
                pages.version(),
                bounds.upTo(),
                bounds.asOf(),
                pages.knownAt(),
                membership.survivor(),
                page.stream()
                        .map(e -> TimelineAnswer.Entry.of(e, reportingCurrency))
                        .toList(),
                next);
    }

    private static String place(Pages pages, Mark last) {
        return Place.of(
                pages.bounds().asOf(),
                pages.bounds().knownAt(),
                pages.bounds().upTo(),
                pages.knownAt(),
                pages.version(),
                last.occurredAt(),
                last.recordedAt(),
                last.customer(),
                last.sequence());
    }

    private Pages begin(Ready ready) {
        Bounds bounds = new Bounds(ready.asOf(), ready.knownAt(), search.position());
        long version = search.count(ready.customer(), bounds);
        if (version == 0) {
            // The customer is in the log. Perhaps the timeline does not contain it yet.
            questions.awaitPosition(log.head());
            bounds = new Bounds(ready.asOf(), ready.knownAt(), search.position());
            version = search.count(ready.customer(), bounds);
        }
        if (version == 0) {
            throw ready.notKnownYet();
        }
        return new Pages(bounds, ready.knownAtOrLatest(), version);
    }
}
