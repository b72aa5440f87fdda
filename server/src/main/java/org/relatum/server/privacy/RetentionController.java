package org.relatum.server.privacy;

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
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.PrivacyCommand.ErasePersonalData;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.Issuance;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.command.shell.Outcome.Refused;
import org.relatum.events.ErasureGround;
import org.relatum.events.access.Reach;
import org.relatum.events.policy.RetentionPolicy;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.projection.engine.CustomerSearch;
import org.relatum.projection.engine.CustomerSearch.Filter;
import org.relatum.projection.engine.CustomerSearch.Found;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.request.JsonLines;
import org.relatum.query.request.Parameters;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/**
 * Erases whom the retention policy says. Each erasure is a command of its own: a run that breaks off has erased some, and another one
 * goes on with the others.
 */
@RestController
@RequestMapping("/api/v1/retention-runs")
@Tag(name = "Operation", description = "How the service is, and what keeps it running")
public class RetentionController {
    private static final int AT_ONCE = 500;

    private final ReferenceSource references;
    private final CustomerSearch search;
    private final ErasureRegister register;
    private final CommandService commands;
    private final Clock clock;
    private final JsonMapper json;

    public RetentionController(
            ReferenceSource references,
            CustomerSearch search,
            ErasureRegister register,
            CommandService commands,
            Clock clock,
            JsonMapper json) {
        this.references = references;
        this.search = search;
        this.register = register;
        this.commands = commands;
        this.clock = clock;
        this.json = json;
    }

    /** What becomes of a customer. */
    enum Fate {
        /** A run that erases would. */
        DUE,
        ERASED,
        /** A rule forbids it, or something happened meanwhile. */
        REFUSED
    }

    /** A line of a run: one of its parts is there. */
    @Schema(name = "RetentionLine", description = "Exactly one of its parts is there; the last line is the summary")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Line(
            @Nullable Progress progress,
            @Nullable Due customer,
            @Nullable Summary summary) {}

    /** How far the run is. */
    @Schema(name = "RetentionProgress")
    record Progress(
            @Schema(description = "Customers looked at", example = "500")
            long customers) {}

    /** A customer whose data are kept for too long. */
    @Schema(name = "RetentionDue")
    record Due(
            UUID customerId,
            Stage stage,
            Instant since,
            Fate fate,

            @Schema(description = "Code of the refusal", example = "legal-hold") @Nullable
            String reason) {}

    /** What came of it. */
    @Schema(name = "RetentionSummary")
    record Summary(
            @Schema(description = "Version of the retention policy", example = "1")
            int policy,

            @Schema(description = "Customers looked at") long customers,

            @Schema(description = "Of these, kept for too long")
            long due,

            long erased,
            long refused) {}

    @PostMapping(consumes = MediaType.ALL_VALUE, produces = MediaType.APPLICATION_NDJSON_VALUE)
    @Operation(
            operationId = "run-retention",
            summary = "Erase the personal data of customers that are kept for longer than the retention policy says",
            description =
                    "Without `erase=true` nothing is erased: the answer says who would be. The policy in force says"
                        + " for how long a customer has to have been in a stage. What a legal hold protects is refused"
                        + " and named. May be repeated. A body is ignored.",
            parameters =
                    @Parameter(
                            name = "erase",
                            in = ParameterIn.QUERY,
                            description = "Erase, and don't only say who would be erased",
                            schema = @Schema(type = "boolean", defaultValue = "false")),
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "Line by line",
                        content =
                                @Content(
                                        mediaType = MediaType.APPLICATION_NDJSON_VALUE,
                                        schema = @Schema(implementation = Line.class),
                                        examples = @ExampleObject("""
                                            {"customer": {"customerId": "0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59", "stage": "LOST", "since": "2022-03-01T09:30:00Z", "fate": "ERASED"}}
                                            {"progress": {"customers": 500}}
                                            {"summary": {"policy": 1, "customers": 812, "due": 1, "erased": 1, "refused": 0}}\
                                            """))),
                @ApiResponse(
                        responseCode = "400",
                        description = "invalid-request: parameters that can't be understood or are unknown, all of them"
                                + " named",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class)))
            })
    public void run(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters parameters = Parameters.of(request);
        boolean erase = Boolean.TRUE.equals(parameters.flag("erase"));
        String principal = parameters.caller().name();
        parameters.done();
        Instant now = clock.instant();
        RetentionPolicy policy = references.current().at(now).policies().retention();
        try (JsonLines lines = new JsonLines(json, response)) {
            lines.write(new Line(null, null, run(policy, erase, principal, now, lines)));
        }
    }

    private Summary run(RetentionPolicy policy, boolean erase, String principal, Instant now, JsonLines lines)
            throws IOException {
        Set<UUID> gone = new HashSet<>();
        register.all().forEach(erasure -> gone.addAll(erasure.subjects()));
        long customers = 0;
        long due = 0;
        long erased = 0;
        long refused = 0;
        UUID last = null;
        List<Found> page = policy.erase().isEmpty() ? List.of() : search.find(candidates(policy), null, AT_ONCE);
        while (!page.isEmpty()) {
            for (Found found : page) {
                last = found.customer();
                customers++;
                if (gone.contains(found.customer()) || !isDue(found, policy, now)) {
                    continue;
                }
                due++;
                String refusal = erase ? refusal(found, principal) : null;
                Fate fate = !erase ? Fate.DUE : refusal == null ? Fate.ERASED : Fate.REFUSED;
                erased += fate == Fate.ERASED ? 1 : 0;
                refused += fate == Fate.REFUSED ? 1 : 0;
                lines.write(new Line(
                        null,
                        new Due(found.customer(), found.lifecycle().stage(), found.since(), fate, refusal),
                        null));
            }
            lines.write(new Line(new Progress(customers), null, null));
            lines.flush();
            page = search.find(candidates(policy), last, AT_ONCE);
        }
        return new Summary(policy.version(), customers, due, erased, refused);
    }

    private static Filter candidates(RetentionPolicy policy) {
        Set<Stage> stages = policy.erase().keySet().stream()
                .map(stage -> Stage.valueOf(stage.toUpperCase(Locale.ROOT)))
                .collect(Collectors.toSet());
        return new Filter(
                stages, null, Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), Set.of(), null,
                false, null, null, Reach.ALL);
    }

    private static boolean isDue(Found found, RetentionPolicy policy, Instant now) {
        Duration after = policy.erase().get(found.lifecycle().stage().name().toLowerCase(Locale.ROOT));
        return after != null && !found.since().plus(after).isAfter(now);
    }

    /** The code of the refusal; null: erased. Somebody who came back meanwhile has another version. */
    private @Nullable String refusal(Found found, String principal) {
        return switch (commands.execute(
                found.customer(),
                new ErasePersonalData(ErasureGround.RETENTION),
                Issuance.by(principal).expecting(found.version()))) {
            case Accepted accepted -> null;
            case Refused refused -> refused.refusal().code().code();
        };
    }
}
