package org.relatum.query.scorecard;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPolicy;
import org.relatum.events.policy.KpiPolicy.Kpi;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.projection.engine.ContributionSearch;
import org.relatum.projection.engine.Scorecards;
import org.relatum.projection.performance.ScorecardName;
import org.relatum.query.api.Examples;
import org.relatum.query.api.ListedFromLog;
import org.relatum.query.api.OfPart;
import org.relatum.query.api.OfPeriod;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.personal.Revealed;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.CustomerQuestion;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.Place;
import org.relatum.query.request.QueryProblem;
import org.relatum.query.request.QueryProblem.InvalidParameter;
import org.relatum.query.request.Questions;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Scorecards of any period, as of any date. */
@RestController
@RequestMapping(path = "/api/v1/scorecard", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about performance", description = "Scorecards of any period")
public class ScorecardController {
    private static final int CONTRIBUTIONS = 100;

    private final Questions questions;
    private final ScorecardQuery query;
    private final ContributionSearch search;
    private final Scorecards scorecards;
    private final Cursors cursors;
    private final FieldCipher cipher;
    private final Clock clock;

    public ScorecardController(
            Questions questions,
            ScorecardQuery query,
            ContributionSearch search,
            Scorecards scorecards,
            Cursors cursors,
            FieldCipher cipher,
            Clock clock) {
        this.questions = questions;
        this.query = query;
        this.search = search;
        this.scorecards = scorecards;
        this.cursors = cursors;
        this.cipher = cipher;
        this.clock = clock;
    }

    @GetMapping
    @Operation(
            operationId = "get-scorecard",
            summary = "The scorecard of a period",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The scorecard",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ScorecardAnswer.class),
                                            examples = @ExampleObject(Examples.SCORECARD))))
    @OfPeriod
    @OfPart
    @PointInTime
    @ListedFromLog
    public ScorecardAnswer scorecard(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        String period = parameters.text("period");
        String dimension = parameters.text("dimension");
        String member = parameters.text("member");
        Instant asOf = parameters.instant("asOf");
        Instant knownAt = CustomerQuestion.knownAt(parameters, clock);
        Long minPosition = parameters.count("minPosition");
        parameters.done();
        ScorecardName name = name(period, dimension, member);
        ready(minPosition, knownAt);
        ScorecardQuery.Card card = query.of(name, asOf, knownAt);
        return ScorecardAnswer.of(
                card,
                scorecards.of(name, card.asOf(), card.knownAt()),
                scorecards.improvements(name, card.asOf(), card.knownAt()),
                Revealed.to(parameters.caller(), cipher));
    }

    @GetMapping("/parts")
    @Operation(
            operationId = "list-scorecard-parts",
            summary = "The figures of every part of the company at one moment",
            parameters =
                    @Parameter(
                            name = "dimension",
                            in = ParameterIn.QUERY,
                            description = "Only the parts by this; by all, with the whole company, when absent",
                            schema =
                                    @Schema(
                                            allowableValues = {"company", "segment", "department", "owner", "channel"
                                            })),
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The parts",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ScorecardParts.class),
                                            examples = @ExampleObject(Examples.SCORECARD_PARTS))))
    @OfPeriod
    @PointInTime
    @ListedFromLog
    public ScorecardParts parts(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        String period = parameters.text("period");
        String dimension = parameters.text("dimension");
        Instant asOf = parameters.instant("asOf");
        Instant knownAt = CustomerQuestion.knownAt(parameters, clock);
        Long minPosition = parameters.count("minPosition");
        parameters.done();
        KpiPeriod wanted = period(period);
        KpiDimension only = dimension(dimension);
        ready(minPosition, knownAt);
        Set<KpiDimension> dimensions = only == null ? EnumSet.allOf(KpiDimension.class) : EnumSet.of(only);
        return ScorecardParts.of(wanted, query.ofAll(wanted, dimensions, asOf, knownAt));
    }

    @GetMapping("/contributions")
    @Operation(
            operationId = "list-contributions",
            summary = "What a key figure is made of: what each customer adds, with the event that made it so",
            description =
                    "What happened is listed one by one. Of what was there at the start, at the end or on average, one"
                        + " line says how much there was of the customer, with the last change. The amounts add up to"
                        + " the figure's numerator and denominator. A page may be short, or empty, and still have a"
                        + " next.",
            parameters =
                    @Parameter(
                            name = "kpi",
                            in = ParameterIn.QUERY,
                            required = true,
                            description = "Key of the figure",
                            schema = @Schema(type = "string"),
                            example = "retention"),
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ContributionPage.class),
                                            examples = @ExampleObject(Examples.CONTRIBUTIONS))))
    @OfPeriod
    @OfPart
    @PointInTime
    @Paged
    @ListedFromLog
    public ContributionPage contributions(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        String key = parameters.text("kpi");
        String period = parameters.text("period");
        String dimension = parameters.text("dimension");
        String member = parameters.text("member");
        Instant asOf = parameters.instant("asOf");
        Instant knownAt = CustomerQuestion.knownAt(parameters, clock);
        Long minPosition = parameters.count("minPosition");
        int limit = parameters.limit(CONTRIBUTIONS);
        String cursor = cursors.open("contributions", parameters);
        parameters.done();
        ScorecardName name = name(period, dimension, member);
        ready(minPosition, knownAt);
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant at = asOf == null ? now : asOf;
        Instant known = knownAt == null ? now : knownAt;
        KpiPolicy policy = query.policy(name.period(), at, known);
        Kpi kpi = policy.kpi(key == null ? "" : key)
                .orElseThrow(() -> QueryProblem.invalid(List.of(new InvalidParameter(
                        "kpi", "unknown-kpi", "is not the key of a figure of version " + policy.version()))));
        Place place = cursor == null ? null : Place.read(cursor, 2);
        ContributionSearch.Page page = search.find(
                name,
                kpi.formula(),
                at,
                knownAt,
                place == null ? null : new ContributionSearch.After(place.id(), (int) place.number()),
                limit);
        ContributionSearch.After next = page.next();
        return ContributionPage.of(
                name,
                kpi,
                policy.version(),
                at,
                known,
                page,
                next == null
                        ? null
                        : cursors.seal("contributions", parameters, Place.of(next.customer(), next.listed())));
    }

    private void ready(@Nullable Long minPosition, @Nullable Instant knownAt) {
        questions.awaitPosition(minPosition);
        if (knownAt != null) {
            questions.readyForAll(knownAt);
        }
    }

    /** The scorecard that parameters name. */
    public static ScorecardName name(@Nullable String period, @Nullable String dimension, @Nullable String member) {
        KpiPeriod found = period(period);
        KpiDimension named = dimension(dimension);
        KpiDimension whose = named == null ? KpiDimension.COMPANY : named;
        if ((whose == KpiDimension.COMPANY) != (member == null)) {
            throw invalid(
                    "member", member == null ? "is required with a dimension" : "is not stated for the whole company");
        }
        return new ScorecardName(found, whose, member);
    }

    private static KpiPeriod period(@Nullable String period) {
        KpiPeriod found = period == null ? null : KpiPeriod.of(period).orElse(null);
        if (found == null) {
            throw invalid("period", "must be a period such as 2026, 2026-Q1, 2026-03 or 2026-03-14");
        }
        return found;
    }

    private static @Nullable KpiDimension dimension(@Nullable String dimension) {
        if (dimension == null) {
            return null;
        }
        return KpiDimension.of(dimension.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> invalid("dimension", "must be company, segment, department, owner or channel"));
    }

    private static QueryProblem invalid(String parameter, String reason) {
        return QueryProblem.invalid(List.of(new InvalidParameter(parameter, "bad-scorecard", reason)));
    }
}
