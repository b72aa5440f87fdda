package org.relatum.query.course;

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
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.Course;
import org.relatum.projection.engine.Course.Point;
import org.relatum.projection.engine.Course.Sight;
import org.relatum.projection.engine.Course.View;
import org.relatum.projection.engine.Courses;
import org.relatum.projection.engine.Courses.Compared;
import org.relatum.projection.engine.ReadModels;
import org.relatum.query.api.CourseExamples;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.OfCustomer;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.course.CourseAnswer.Change;
import org.relatum.query.course.DiffAnswer.At;
import org.relatum.query.course.ExplainFieldsAnswer.Contribution;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.CustomerQuestion;
import org.relatum.query.request.Headers;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.Place;
import org.relatum.query.request.QueryProblem;
import org.relatum.query.request.QueryProblem.InvalidParameter;
import org.relatum.query.request.Questions;
import org.relatum.query.request.Questions.Ready;
import org.relatum.query.request.StepPage;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/** What differs between two points of time, and how any field that is shown came to have its value. */
@RestController
@RequestMapping(path = "/api/v1/customers/{customer}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about customers", description = "Customers as of any instant, by what was known at any instant")
public class CourseController {
    private static final int STEPS = 100;
    /** Nothing had happened then. */
    private static final Instant BEFORE_ALL = Instant.parse("0001-01-01T00:00:00Z");

    private static final Set<String> VIEWS = Set.copyOf(
            ReadModels.ALL.stream().map(model -> model.projection().name()).toList());

    private final Questions questions;
    private final Courses courses;
    private final Fields fields;
    private final Cursors cursors;
    private final Clock clock;

    public CourseController(Questions questions, Courses courses, Fields fields, Cursors cursors, Clock clock) {
        this.questions = questions;
        this.courses = courses;
        this.fields = fields;
        this.cursors = cursors;
        this.clock = clock;
    }

    /** What all pages of one comparison have in common; fixed by the first. */
    private record Compare(Point from, Point to, long upTo, int after) {}

    @GetMapping("/diff")
    @Operation(
            operationId = "diff-customer",
            summary = "What differs between two points of time, field by field, and what made it so",
            description =
                    "Each point is an instant that it is about and one by which it was known. With from and to alone:"
                        + " what changed in the world. With knownAtFrom and knownAtTo alone: what became known about"
                        + " one instant.",
            parameters = {
                @Parameter(
                        name = "from",
                        in = ParameterIn.QUERY,
                        description = "The earlier instant. Written like asOf. Default: to",
                        schema = @Schema(type = "string", format = "date-time"),
                        example = "2026-01-31"),
                @Parameter(
                        name = "to",
                        in = ParameterIn.QUERY,
                        description = "The later instant. Written like asOf. Default: now",
                        schema = @Schema(type = "string", format = "date-time"),
                        example = "2026-02-28"),
                @Parameter(
                        name = "knownAtFrom",
                        in = ParameterIn.QUERY,
                        description = "What was recorded by then counts at the earlier point. Default: knownAtTo",
                        schema = @Schema(type = "string", format = "date-time"),
                        example = "2026-02-01"),
                @Parameter(
                        name = "knownAtTo",
                        in = ParameterIn.QUERY,
                        description =
                                "What was recorded by then counts at the later point. Default: all that is recorded",
                        schema = @Schema(type = "string", format = "date-time"),
                        example = "2026-03-01")
            },
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description =
                                    "The difference. Pages hold the steps; all pages of one difference go by what was"
                                            + " known when the first was asked for.",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = DiffAnswer.class),
                                            examples = @ExampleObject(CourseExamples.DIFF))))
    @Fresh
    @Paged
    @OfCustomer
    public DiffAnswer diff(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            HttpServletRequest request,
            HttpServletResponse response) {
        Parameters parameters = Parameters.of(request);
        Instant from = parameters.instant("from");
        Instant to = parameters.instant("to");
        Instant knownAtFrom = CustomerQuestion.knownAt("knownAtFrom", parameters, clock);
        Instant knownAtTo = CustomerQuestion.knownAt("knownAtTo", parameters, clock);
        requireOrder(parameters, "from", from, to);
        requireOrder(parameters, "knownAtFrom", knownAtFrom, knownAtTo);
        CustomerQuestion question = new CustomerQuestion(
                parameters.id(id),
                to,
                knownAtTo,
                parameters.count("minVersion"),
                parameters.count("minPosition"),
                parameters.caller().reach(),
                true);
        int limit = parameters.limit(STEPS);
        String name = "diff " + question.customer();
        String cursor = cursors.open(name, parameters);
        parameters.done();
        Ready ready = questions.fromReadModels(question).fixed();
        Compare compare = cursor == null ? begin(ready, from, knownAtFrom) : resumed(Place.read(cursor, 6));
        StepPage<CourseAnswer.Step> page = new StepPage<>(compare.after(), limit);
        int[] number = {0};
        Compared compared = courses.compare(question.customer(), compare.from(), compare.to(), compare.upTo(), step -> {
            number[0]++;
            return !page.reaches(number[0]) || page.add(number[0], CourseAnswer.Step.of(step, fields));
        });
        if (compared.after().isEmpty()) {
            throw ready.notKnownYet();
        }
        @Nullable
        String next = page.hasMore()
                ? cursors.seal(
                        name,
                        parameters,
                        Place.of(
                                compare.from().asOf(),
                                compare.from().knownAt(),
                                compare.to().asOf(),
                                compare.to().knownAt(),
                                compare.upTo(),
                                page.last()))
                : null;
        Headers.personal(response);
        return new DiffAnswer(
                question.customer(),
                compare.upTo(),
                new At(compare.from().asOf(), compare.from().knownAt()),
                new At(compare.to().asOf(), compare.to().knownAt()),
                !compared.before().isEmpty(),
                changes(compared),
                page.steps(),
                next);
    }

    private static void requireOrder(Parameters parameters, String name, @Nullable Instant from, @Nullable Instant to) {
        if (from != null && to != null && from.isAfter(to)) {
            parameters.wrong(name, "out-of-order", "is later than the other end, " + to);
        }
    }

    private Compare begin(Ready ready, @Nullable Instant from, @Nullable Instant knownAtFrom) {
        Point to = new Point(ready.asOf(), ready.knownAtOrLatest());
        Instant begin = from == null || from.isAfter(to.asOf()) ? to.asOf() : from;
        Instant known = knownAtFrom == null || knownAtFrom.isAfter(to.knownAt()) ? to.knownAt() : knownAtFrom;
        return new Compare(new Point(begin, known), to, courses.comparable(), 0);
    }

    private static Compare resumed(Place place) {
        return new Compare(
                new Point(place.instant(), place.instant()),
                new Point(place.instant(), place.instant()),
                place.number(),
                (int) place.number());
    }

    private List<Change> changes(Compared compared) {
        List<Change> changes = new ArrayList<>();
        for (int i = 0; i < compared.after().size(); i++) {
            View<?, ?> before =
                    compared.before().isEmpty() ? null : compared.before().get(i);
            changes.addAll(fields.changes(before, compared.after().get(i)));
        }
        return changes;
    }

    @GetMapping("/explain")
    @Operation(
            operationId = "explain-fields",
            summary = "How any field that is shown came to have its value: the ordered events, each with its"
                    + " contribution",
            description = "A field is named by its view and its path in the answer: lifecycle.stage, loyalty.score,"
                    + " loyalty.parts.RECENCY.points, loyalty.points.balance, risk.flags.churn.probability,"
                    + " risk.indicators.pAlive, cases.cases.late-parcel.response.used, commitments.trust.share. A name"
                    + " that ends before the field's does means all below it: loyalty.parts.",
            parameters =
                    @Parameter(
                            name = "field",
                            in = ParameterIn.QUERY,
                            required = true,
                            description = "Fields to explain; repeated",
                            array = @ArraySchema(schema = @Schema(type = "string", example = "loyalty.score"))),
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description =
                                    "The explanation. Pages hold the steps; all pages of one explanation go by what was"
                                            + " known when the first was asked for.",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ExplainFieldsAnswer.class),
                                            examples = @ExampleObject(CourseExamples.FIELDS))))
    @PointInTime
    @Fresh
    @Paged
    @OfCustomer
    public ExplainFieldsAnswer explain(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            HttpServletRequest request,
            HttpServletResponse response) {
        Parameters parameters = Parameters.of(request);
        CustomerQuestion question = CustomerQuestion.of(id, parameters, clock).ofCourse();
        Set<String> wanted = parameters.texts("field");
        int limit = parameters.limit(STEPS);
        String name = "explain-fields " + question.customer();
        String cursor = cursors.open(name, parameters);
        parameters.done();
        requireFields(wanted);
        Ready ready = questions.fromReadModels(question).fixed();
        long upTo = courses.comparable();
        int after = 0;
        Point to = new Point(ready.asOf(), ready.knownAtOrLatest());
        if (cursor != null) {
            Place place = Place.read(cursor, 4);
            to = new Point(place.instant(), place.instant());
            upTo = place.number();
            after = (int) place.number();
        }
        StepPage<ExplainFieldsAnswer.Step> page = new StepPage<>(after, limit);
        Explained explained = new Explained(wanted, page);
        Compared compared =
                courses.compare(question.customer(), new Point(BEFORE_ALL, to.knownAt()), to, upTo, explained::step);
        if (compared.after().isEmpty()) {
            throw ready.notKnownYet();
        }
        Headers.personal(response);
        return new ExplainFieldsAnswer(
                question.customer(),
                upTo,
                to.asOf(),
                to.knownAt(),
                explained.values(compared.after()),
                page.steps(),
                page.hasMore()
                        ? cursors.seal(name, parameters, Place.of(to.asOf(), to.knownAt(), upTo, page.last()))
                        : null);
    }

    private static void requireFields(Set<String> wanted) {
        List<InvalidParameter> errors = new ArrayList<>();
        if (wanted.isEmpty()) {
            errors.add(new InvalidParameter("field", "required", "names no field, such as loyalty.score"));
        }
        for (String field : wanted) {
            if (!VIEWS.contains(field.split("\\.", 2)[0])) {
                errors.add(new InvalidParameter(
                        "field", "not-allowed", "does not begin with one of " + String.join(", ", VIEWS)));
            }
        }
        if (!errors.isEmpty()) {
            throw QueryProblem.invalid(errors);
        }
    }

    /** Gathers the steps of some fields. */
    private final class Explained {
        private final Set<String> wanted;
        private final StepPage<ExplainFieldsAnswer.Step> page;
        private final Map<String, JsonNode> last = new HashMap<>();
        private int number;

        Explained(Set<String> wanted, StepPage<ExplainFieldsAnswer.Step> page) {
            this.wanted = wanted;
            this.page = page;
        }

        private boolean isWanted(String field) {
            return wanted.stream().anyMatch(w -> field.equals(w) || field.startsWith(w + "."));
        }

        private boolean isLookedAt(View<?, ?> view) {
            String name = view.model().projection().name();
            return wanted.stream().anyMatch(w -> w.equals(name) || w.startsWith(name + "."));
        }

        /** Returns whether another step is of interest. */
        boolean step(Course.Step step) {
            List<Contribution> contributions = new ArrayList<>();
            for (Sight sight : step.seen()) {
                if (isLookedAt(sight.after())) {
                    for (Change change : fields.changes(sight.before(), sight.after())) {
                        String field = change.view() + "." + change.field();
                        if (isWanted(field)) {
                            contributions.add(contribution(field, change));
                        }
                    }
                }
            }
            if (contributions.isEmpty()) {
                return true;
            }
            number++;
            return !page.reaches(number)
                    || page.add(
                            number,
                            new ExplainFieldsAnswer.Step(
                                    number,
                                    step.at(),
                                    step.cause(),
                                    CourseAnswer.Event.of(step.fact()),
                                    contributions));
        }

        private Contribution contribution(String field, Change change) {
            JsonNode earlier = last.get(field);
            JsonNode is = change.after();
            if (is == null) {
                last.remove(field);
            } else {
                last.put(field, is);
            }
            return new Contribution(
                    field,
                    change.before(),
                    is,
                    Numbers.difference(field, change.before(), is),
                    Numbers.difference(field, earlier, change.before()));
        }

        List<ExplainFieldsAnswer.Value> values(List<View<?, ?>> views) {
            Map<String, JsonNode> values = new TreeMap<>();
            for (View<?, ?> view : views) {
                if (isLookedAt(view)) {
                    fields.of(view).forEach((name, value) -> {
                        String field = view.model().projection().name() + "." + name;
                        if (isWanted(field)) {
                            values.put(field, value);
                        }
                    });
                }
            }
            return values.entrySet().stream()
                    .map(value -> new ExplainFieldsAnswer.Value(value.getKey(), value.getValue()))
                    .toList();
        }
    }
}
