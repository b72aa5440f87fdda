package org.relatum.query.ledger;

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
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.ledger.Checkpoint;
import org.relatum.projection.ledger.Hasher;
import org.relatum.projection.ledger.Leaf;
import org.relatum.projection.ledger.NoteKey;
import org.relatum.projection.ledger.Proofs;
import org.relatum.projection.ledger.SignedNote;
import org.relatum.projection.ledger.Tile;
import org.relatum.query.api.LedgerExamples;
import org.relatum.query.api.OfSubject;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.ledger.LedgerAnswer.ConsistencyAnswer;
import org.relatum.query.ledger.LedgerAnswer.CosignedAnswer;
import org.relatum.query.ledger.LedgerAnswer.InclusionAnswer;
import org.relatum.query.ledger.LedgerAnswer.StoredEventAnswer;
import org.relatum.query.request.JsonLines;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.QueryCode;
import org.relatum.query.request.QueryProblem;
import org.relatum.query.request.QueryProblem.InvalidParameter;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The Merkle log of all events, for those who verify it. */
@RestController
@RequestMapping("/api/v1/ledger")
@Tag(name = "Ledger", description = "History that proves itself: C2SP tlog-tiles, checkpoints, RFC 6962 proofs")
public class LedgerController {
    private static final MediaType TEXT = new MediaType(MediaType.TEXT_PLAIN, StandardCharsets.UTF_8);
    private static final CacheControl FOR_EVER =
            CacheControl.maxAge(Duration.ofDays(365)).cachePrivate().immutable();
    private static final int EVENTS_AT_ONCE = 1_000;
    private static final int MOST_EVENTS = 100_000;

    private final Ledgers ledgers;
    private final JsonMapper json;

    public LedgerController(Ledgers ledgers, JsonMapper json) {
        this.ledgers = ledgers;
        this.json = json;
    }

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "get-ledger",
            summary = "How far the ledger is, who signs for it, and its newest checkpoint",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The ledger of this moment",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = LedgerAnswer.class),
                                            examples = @ExampleObject(LedgerExamples.LEDGER))))
    @OfSubject
    public LedgerAnswer ledger(HttpServletRequest request) {
        Parameters.of(request).done();
        return LedgerAnswer.of(ledgers);
    }

    @GetMapping(path = "/checkpoint", produces = MediaType.TEXT_PLAIN_VALUE)
    @Operation(
            operationId = "get-checkpoint",
            summary = "The newest signed checkpoint (C2SP tlog-checkpoint)",
            description =
                    "Keep it, as it is, where the operator can't change it: it is what later proofs are held against.",
            parameters =
                    @Parameter(
                            name = "witnessed",
                            in = ParameterIn.QUERY,
                            description = "The newest that a witness cosigned instead",
                            schema = @Schema(type = "boolean")),
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "A signed note",
                        content = @Content(mediaType = MediaType.TEXT_PLAIN_VALUE, schema = @Schema(type = "string"))),
                @ApiResponse(
                        responseCode = "404",
                        description = "checkpoint-not-found: none was signed, or cosigned, yet",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class)))
            })
    @OfSubject
    public ResponseEntity<String> checkpoint(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Boolean witnessed = parameters.flag("witnessed");
        parameters.done();
        SignedNote note = Boolean.TRUE.equals(witnessed) ? ledgers.witnessed() : ledgers.newest();
        return ResponseEntity.ok()
                .contentType(TEXT)
                .cacheControl(CacheControl.noStore())
                .body(note.note());
    }

    @GetMapping(path = "/tile/{level}/{*index}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @Operation(
            operationId = "get-tile",
            summary = "Hashes of the tree, 32 bytes each (C2SP tlog-tiles)",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "A tile",
                        content =
                                @Content(
                                        mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                                        schema = @Schema(type = "string", format = "binary"))),
                @ApiResponse(
                        responseCode = "404",
                        description = "tile-not-found: the tree has no such tile, or not yet",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class)))
            })
    @OfSubject
    public ResponseEntity<byte[]> tile(
            @Parameter(description = "0 to 63", example = "0") @PathVariable("level") String level,
            @Parameter(description = "The index in groups of three digits, as in x001/067.p/12", example = "000")
                    @PathVariable("index")
                    String index,
            HttpServletRequest request) {
        Parameters.of(request).done();
        int number = level.matches("0|[1-9]\\d?") ? Integer.parseInt(level) : -1;
        Tile tile = known(number, index);
        return bytes(ledgers.stored().read(tile));
    }

    @GetMapping(path = "/tile/entries/{*index}", produces = MediaType.APPLICATION_OCTET_STREAM_VALUE)
    @Operation(
            operationId = "get-entries",
            summary = "What was hashed of each event, behind its length in two bytes (C2SP tlog-tiles)",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "A bundle of entries; docs/formats/ledger.md describes one",
                        content =
                                @Content(
                                        mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                                        schema = @Schema(type = "string", format = "binary"))),
                @ApiResponse(
                        responseCode = "404",
                        description = "tile-not-found: the tree has no such tile, or not yet",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class)))
            })
    @OfSubject
    public ResponseEntity<byte[]> entries(
            @Parameter(description = "The index in groups of three digits, as in x001/067.p/12", example = "000")
                    @PathVariable("index")
                    String index,
            HttpServletRequest request) {
        Parameters.of(request).done();
        Tile tile = known(0, index);
        return bytes(Leaf.bundle(ledgers.stored().entries(tile.index() * Tile.WIDTH, tile.width())));
    }

    private Tile known(int level, String index) {
        return Tile.parse(level, index.startsWith("/") ? index.substring(1) : index)
                .filter(tile -> tile.isIn(ledgers.stored().size()))
                .orElseThrow(() -> QueryProblem.of(QueryCode.TILE_NOT_FOUND, "There is no tile " + level + index));
    }

    private static ResponseEntity<byte[]> bytes(byte[] content) {
        return ResponseEntity.ok()
                .contentType(MediaType.APPLICATION_OCTET_STREAM)
                .cacheControl(FOR_EVER)
                .body(content);
    }

    @GetMapping(path = "/inclusion", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "get-inclusion-proof",
            summary = "The proof that an event is in the log",
            description = "Of the event at a position, or of an event by stream and sequence.",
            parameters = {
                @Parameter(
                        name = "position",
                        in = ParameterIn.QUERY,
                        description = "Place in the log, from 1",
                        schema = @Schema(type = "integer", format = "int64", minimum = "1"),
                        example = "18102"),
                @Parameter(
                        name = "stream",
                        in = ParameterIn.QUERY,
                        description = "The event's stream, instead of a position",
                        schema = @Schema(type = "string", format = "uuid")),
                @Parameter(
                        name = "sequence",
                        in = ParameterIn.QUERY,
                        description = "The event's place in its stream, from 0",
                        schema = @Schema(type = "integer", format = "int64", minimum = "0")),
                @Parameter(
                        name = "size",
                        in = ParameterIn.QUERY,
                        description = "Leaves of the tree the proof is about; absent: those of the newest checkpoint",
                        schema = @Schema(type = "integer", format = "int64", minimum = "1"))
            },
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The proof",
                        content =
                                @Content(
                                        schema = @Schema(implementation = InclusionAnswer.class),
                                        examples = @ExampleObject(LedgerExamples.INCLUSION))),
                @ApiResponse(
                        responseCode = "404",
                        description = "event-not-found: the ledger has no such event, or not yet",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class)))
            })
    @OfSubject
    public InclusionAnswer inclusion(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Long position = parameters.count("position");
        String stream = parameters.text("stream");
        Long sequence = parameters.count("sequence");
        Long wanted = parameters.count("size");
        UUID id = stream == null ? null : parameters.id("stream", stream);
        parameters.done();
        if ((position == null) == (stream == null && sequence == null) || (stream == null) != (sequence == null)) {
            throw missing("position", "is to be given, or stream and sequence");
        }
        Long found = position;
        if (id != null && sequence != null) {
            found = ledgers.stored().position(id, sequence).orElse(null);
        }
        long size = size(wanted, "size");
        if (found == null || found < 1 || found > size) {
            throw QueryProblem.of(
                    QueryCode.EVENT_NOT_FOUND, "The ledger has no such event among its first " + size + " leaves");
        }
        Proofs proofs = new Proofs(ledgers.stored(), size);
        byte[] entry = ledgers.stored().entries(found - 1, 1).getFirst();
        return new InclusionAnswer(
                found,
                size,
                LedgerAnswer.base64(proofs.root()),
                LedgerAnswer.base64(entry),
                LedgerAnswer.base64(new Hasher().leaf(entry)),
                LedgerAnswer.base64(proofs.inclusion(found - 1)));
    }

    private static QueryProblem missing(String parameter, String reason) {
        return QueryProblem.invalid(List.of(new InvalidParameter(parameter, "missing", reason)));
    }

    private long size(@Nullable Long wanted, String parameter) {
        long size = ledgers.checkpoint().size();
        if (wanted != null && wanted > size) {
            throw QueryProblem.invalid(List.of(new InvalidParameter(
                    parameter, "not-that-large", "is more than the " + size + " leaves of the newest checkpoint")));
        }
        return wanted == null ? size : wanted;
    }

    @GetMapping(path = "/consistency", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "get-consistency-proof",
            summary = "The proof that a smaller tree is the beginning of a larger one",
            parameters = {
                @Parameter(
                        name = "from",
                        in = ParameterIn.QUERY,
                        required = true,
                        description = "Leaves of the smaller tree, as an older checkpoint says",
                        schema = @Schema(type = "integer", format = "int64", minimum = "0"),
                        example = "18102"),
                @Parameter(
                        name = "to",
                        in = ParameterIn.QUERY,
                        description = "Leaves of the larger tree; absent: those of the newest checkpoint",
                        schema = @Schema(type = "integer", format = "int64", minimum = "0"))
            },
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "The proof",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ConsistencyAnswer.class),
                                            examples = @ExampleObject(LedgerExamples.CONSISTENCY))))
    @OfSubject
    public ConsistencyAnswer consistency(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Long from = parameters.count("from");
        Long to = parameters.count("to");
        parameters.done();
        if (from == null) {
            throw missing("from", "is to be given");
        }
        long smaller = from;
        long larger = size(to, "to");
        if (smaller > larger) {
            throw QueryProblem.invalid(
                    List.of(new InvalidParameter("from", "not-that-large", "is more than " + larger)));
        }
        Proofs proofs = new Proofs(ledgers.stored(), larger);
        return new ConsistencyAnswer(
                smaller,
                LedgerAnswer.base64(new Proofs(ledgers.stored(), smaller).root()),
                larger,
                LedgerAnswer.base64(proofs.root()),
                LedgerAnswer.base64(proofs.consistency(smaller)));
    }

    @GetMapping(path = "/events", produces = MediaType.APPLICATION_NDJSON_VALUE)
    @Operation(
            operationId = "get-stored-events",
            summary = "Events as they are stored, personal fields encrypted, a line each",
            description = "What leaves are made from: whoever verifies the log hashes them.",
            parameters = {
                @Parameter(
                        name = "from",
                        in = ParameterIn.QUERY,
                        description = "First position; absent: 1",
                        schema = @Schema(type = "integer", format = "int64", minimum = "1")),
                @Parameter(
                        name = "to",
                        in = ParameterIn.QUERY,
                        description = "Last position, at most 100000 from the first on; absent: as many as there are",
                        schema = @Schema(type = "integer", format = "int64", minimum = "1"))
            },
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "In the order of the log",
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_NDJSON_VALUE,
                                            schema = @Schema(implementation = StoredEventAnswer.class),
                                            examples = @ExampleObject(LedgerExamples.EVENT_LINES))))
    @OfSubject
    public void events(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Parameters parameters = Parameters.of(request);
        Long from = parameters.count("from");
        Long to = parameters.count("to");
        parameters.done();
        long first = Math.max(1, from == null ? 1 : from);
        try (JsonLines lines = new JsonLines(json, response)) {
            long end =
                    Math.min(to == null ? Long.MAX_VALUE : to, ledgers.stored().lastPosition());
            end = end - first < MOST_EVENTS ? end : first + MOST_EVENTS - 1;
            for (long position = first; position <= end; position += EVENTS_AT_ONCE) {
                for (StoredEvent event :
                        ledgers.stored().stored(position, Math.min(end, position + EVENTS_AT_ONCE - 1))) {
                    lines.write(StoredEventAnswer.of(event, null));
                }
                lines.flush();
            }
        }
    }

    @PostMapping(
            path = "/cosignatures",
            consumes = MediaType.TEXT_PLAIN_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "cosign-checkpoint",
            summary = "Hand in a checkpoint of this log with the signatures of witnesses (C2SP tlog-cosignature)",
            description = "Signatures of witnesses that are known here (relatum.ledger.witnesses) are kept with the"
                    + " checkpoint, others are ignored. Safe to repeat.",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "Kept",
                        content =
                                @Content(
                                        schema = @Schema(implementation = CosignedAnswer.class),
                                        examples = @ExampleObject(LedgerExamples.COSIGNED))),
                @ApiResponse(
                        responseCode = "409",
                        description = "checkpoint-of-another-log: this log was never as it says",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class))),
                @ApiResponse(
                        responseCode = "415",
                        description = "unsupported-media-type: it is sent as text/plain",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class))),
                @ApiResponse(
                        responseCode = "422",
                        description = "not-cosigned: no signature of a known witness",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class)))
            })
    @OfSubject
    public CosignedAnswer cosign(@RequestBody(required = false) @Nullable String body, HttpServletRequest request) {
        Parameters.of(request).done();
        SignedNote note;
        try {
            note = SignedNote.parse(body == null ? "" : body);
            Checkpoint.parse(note.text());
        } catch (IllegalArgumentException e) {
            throw QueryProblem.invalid(
                    List.of(new InvalidParameter("body", "no-checkpoint", String.valueOf(e.getMessage()))));
        }
        List<NoteKey> witnesses = ledgers.cosign(note);
        return new CosignedAnswer(
                Checkpoint.parse(note.text()).size(),
                witnesses.stream().map(NoteKey::name).toList());
    }

    @PostMapping(path = "/keys", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "rotate-ledger-key",
            summary = "Take a new key for checkpoints into use",
            description =
                    "The next checkpoint is signed by the new key and the one before it, and kept; whoever trusts the"
                        + " old one comes to trust the new one by it. Then the old private key is destroyed. A body is"
                        + " ignored.",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The new key is the first",
                        content =
                                @Content(
                                        schema = @Schema(implementation = LedgerAnswer.class),
                                        examples = @ExampleObject(LedgerExamples.LEDGER))),
                @ApiResponse(
                        responseCode = "409",
                        description = "ledger-not-kept-here: another node keeps the ledger, or nobody can;"
                                + " ledger-key-not-writable: the file with the key can't be written, the key stays",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class)))
            })
    @OfSubject
    public LedgerAnswer rotateKey(HttpServletRequest request) {
        Parameters.of(request).done();
        ledgers.rotateKey();
        return LedgerAnswer.of(ledgers);
    }
}
