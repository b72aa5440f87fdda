package org.relatum.query.ledger;

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
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.EventSearch;
import org.relatum.projection.engine.EventSearch.Selection;
import org.relatum.projection.engine.Memberships;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.ledger.Checkpoint;
import org.relatum.projection.ledger.Proofs;
import org.relatum.projection.ledger.SignedNote;
import org.relatum.query.api.LedgerExamples;
import org.relatum.query.api.OfCustomer;
import org.relatum.query.ledger.LedgerAnswer.CheckpointAnswer;
import org.relatum.query.ledger.LedgerAnswer.StoredEventAnswer;
import org.relatum.query.request.CustomerQuestion;
import org.relatum.query.request.JsonLines;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.Questions;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** A customer's events as they are stored, with the proof that each is in the log. */
@RestController
@RequestMapping("/api/v1/customers/{customer}/proof")
@Tag(name = "Ledger")
public class CustomerProofController {
    private static final int EVENTS_AT_ONCE = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Ledgers ledgers;
    private final Questions questions;
    private final EventLog log;
    private final EventSearch search;
    private final Memberships memberships;
    private final Clock clock;
    private final JsonMapper json;
    private final Settings settings;

    public CustomerProofController(
            Ledgers ledgers,
            Questions questions,
            EventLog log,
            EventSearch search,
            Memberships memberships,
            Clock clock,
            JsonMapper json,
            Settings settings) {
        this.ledgers = ledgers;
        this.questions = questions;
        this.log = log;
        this.search = search;
        this.memberships = memberships;
        this.clock = clock;
        this.json = json;
        this.settings = settings;
    }

    /** A line of the answer: one of its parts is there. */
    @Schema(name = "ProofLine", description = "Exactly one of its parts is there; the first line is the checkpoint")
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Line(
            @Schema(description = "What the proofs lead to") @Nullable
            CheckpointAnswer checkpoint,

            @Nullable StoredEventAnswer event,

            @Schema(description = "A published policy or a fit of the value model; only with references") @Nullable
            StoredEventAnswer reference,

            @Schema(description = "What answers depend on and no event says; only with references") @Nullable
            Settings settings) {
        static Line of(CheckpointAnswer checkpoint) {
            return new Line(checkpoint, null, null, null);
        }

        static Line event(StoredEventAnswer event) {
            return new Line(null, event, null, null);
        }

        static Line reference(StoredEventAnswer event) {
            return new Line(null, null, event, null);
        }

        static Line of(Settings settings) {
            return new Line(null, null, null, settings);
        }
    }

    /** What answers depend on and no event says: how the service is set up. */
    @Schema(name = "ProofSettings")
    public record Settings(
            @Schema(description = "The company's time zone", example = "Europe/Berlin")
            String timeZone,

            @Schema(description = "ISO 4217", example = "EUR")
            String reportingCurrency) {}

    @GetMapping(produces = MediaType.APPLICATION_NDJSON_VALUE)
    @Operation(
            operationId = "get-customer-proof",
            summary = "A customer's events as they are stored, each with the proof that it is in the log",
            description =
                    "In the order of the log, personal fields encrypted; for the survivor of a merge also those of the"
                            + " customers merged into it. The first line is the checkpoint that the proofs lead to.",
            parameters = {
                @Parameter(
                        name = "recordedFrom",
                        in = ParameterIn.QUERY,
                        description = "Only events recorded at this instant or later",
                        schema = @Schema(type = "string", format = "date-time")),
                @Parameter(
                        name = "recordedTo",
                        in = ParameterIn.QUERY,
                        description = "Only events recorded before this instant",
                        schema = @Schema(type = "string", format = "date-time")),
                @Parameter(
                        name = "references",
                        in = ParameterIn.QUERY,
                        description = "Everything from which answers about the customer can be computed anew: also what"
                                + " came along with customers whose merge was undone since, then the settings, and the"
                                + " policies published and fits recorded before recordedTo",
                        schema = @Schema(type = "boolean", defaultValue = "false"))
            },
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "Line by line",
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_NDJSON_VALUE,
                                            schema = @Schema(implementation = Line.class),
                                            examples = @ExampleObject(LedgerExamples.PROOF_LINES))))
    @OfCustomer
    public void proof(
            @Parameter(description = "The customer", schema = @Schema(format = "uuid")) @PathVariable("customer")
                    String id,
            HttpServletRequest request,
            HttpServletResponse response)
            throws IOException {
        Parameters parameters = Parameters.of(request);
        UUID customer = parameters.id(id);
        Instant from = parameters.instant("recordedFrom");
        Instant to = parameters.instant("recordedTo");
        boolean references = Boolean.TRUE.equals(parameters.flag("references"));
        parameters.done();
        Instant knownAt = to == null ? null : to.minus(1, ChronoUnit.MICROS);
        questions.fromLog(new CustomerQuestion(
                customer, null, knownAt, null, null, parameters.caller().reach(), references));
        awaitLeaves(log.head());
        SignedNote note = ledgers.newest();
        long size = Checkpoint.parse(note.text()).size();
        Map<UUID, Long> streams = references
                ? memberships.ever(customer, knownAt, size)
                : memberships.of(customer, clock.instant(), knownAt, size).streams();
        Proofs proofs = new Proofs(ledgers.stored(), size);
        try (JsonLines lines = new JsonLines(json, response)) {
            lines.write(Line.of(CheckpointAnswer.of(note)));
            List<StoredEvent> chunk = read(streams, 0, size);
            while (!chunk.isEmpty()) {
                for (StoredEvent event : chunk) {
                    if ((from == null || !event.recordedAt().isBefore(from)) && before(event, to)) {
                        lines.write(Line.event(proven(event, proofs)));
                    }
                }
                lines.flush();
                chunk = read(streams, chunk.getLast().position(), size);
            }
            if (references) {
                lines.write(Line.of(settings));
                for (StoredEvent event : search.references(0, size)) {
                    if (before(event, to)) {
                        lines.write(Line.reference(proven(event, proofs)));
                    }
                }
            }
        }
    }

    private static boolean before(StoredEvent event, @Nullable Instant to) {
        return to == null || event.recordedAt().isBefore(to);
    }

    private static StoredEventAnswer proven(StoredEvent event, Proofs proofs) {
        return StoredEventAnswer.of(event, proofs.inclusion(event.position() - 1));
    }

    private List<StoredEvent> read(Map<UUID, Long> streams, long after, long upTo) {
        return search.events(new Selection(streams, after, upTo, null, Set.of()), EVENTS_AT_ONCE);
    }

    /** What was recorded a moment ago has its leaf soon; what has none by then is left out. */
    private void awaitLeaves(long head) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        try {
            while (ledgers.stored().size() < head && System.nanoTime() < end) {
                Thread.sleep(LOOK_AGAIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
