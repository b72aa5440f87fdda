package org.relatum.server.privacy;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;
import org.relatum.events.privacy.WrappedSubjectKeys;
import org.relatum.query.request.JsonLines;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/** The master key, by its version; the key itself is never said. */
@RestController
@RequestMapping("/api/v1/master-key")
@Tag(name = "Operation", description = "How the service is, and what keeps it running")
public class MasterKeyController {
    private static final Logger LOG = LoggerFactory.getLogger(MasterKeyController.class);

    private final WrappedSubjectKeys keys;
    private final JsonMapper json;

    public MasterKeyController(WrappedSubjectKeys keys, JsonMapper json) {
        this.keys = keys;
        this.json = json;
    }

    /** What is known of the master key. */
    @Schema(name = "MasterKey")
    record MasterKeyAnswer(
            @Schema(description = "Of the master key that wraps, from 1", example = "2")
            int version,

            @Schema(description = "A rotation broke off, and the master key before is still there; rotate again")
            boolean rotating,

            @Schema(description = "Subjects that have or had a key of their own", example = "18231")
            long subjects) {}

    /** A line of a rotation: one of its parts is there. */
    @Schema(name = "RotationLine", description = "Exactly one of its parts is there; the last line is the result")
    record Line(@Nullable Progress progress, @Nullable MasterKeyAnswer summary) {}

    /** So many keys are wrapped by the new master key. */
    @Schema(name = "RotationProgress")
    record Progress(
            @Schema(example = "8192") long keys,
            @Schema(example = "18231") long total) {}

    @GetMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "get-master-key",
            summary = "The version of the master key",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "As it is now",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = MasterKeyAnswer.class),
                                            examples =
                                                    @ExampleObject("{\"version\": 2, \"rotating\": false, \"subjects\":"
                                                            + " 18231}"))))
    public MasterKeyAnswer masterKey() {
        WrappedSubjectKeys.Wrapping wrapping = keys.wrapping();
        return new MasterKeyAnswer(wrapping.version(), wrapping.rotating(), wrapping.subjects());
    }

    @PostMapping(path = "/rotation", consumes = MediaType.ALL_VALUE, produces = MediaType.APPLICATION_NDJSON_VALUE)
    @Operation(
            operationId = "rotate-master-key",
            summary = "Change the master key",
            description =
                    "Makes a new one, wraps the keys of all subjects by it, and destroys the old one; everything goes"
                            + " on meanwhile. One that broke off is completed by another request. It goes on to its end"
                            + " also when nobody listens any more.",
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "Line by line",
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_NDJSON_VALUE,
                                            schema = @Schema(implementation = Line.class),
                                            examples = @ExampleObject("""
                                                {"progress": {"keys": 8192, "total": 18231}, "summary": null}
                                                {"progress": null, "summary": {"version": 3, "rotating": false, "subjects": 18231}}\
                                                """))))
    public void rotate(HttpServletResponse response) throws IOException {
        try (Listener listener = new Listener(new JsonLines(json, response))) {
            int version = keys.rotateMaster((done, of) -> listener.hear(new Line(new Progress(done, of), null)));
            LOG.info("The master key was changed, it is version {} now", version);
            listener.hear(new Line(null, masterKey()));
        }
    }

    /** The client, as long as it is there. */
    private static final class Listener implements AutoCloseable {
        private final JsonLines lines;
        private boolean gone;

        Listener(JsonLines lines) {
            this.lines = lines;
        }

        void hear(Line line) {
            try {
                if (!gone) {
                    lines.write(line);
                    lines.flush();
                }
            } catch (IOException | UncheckedIOException e) {
                gone = true;
            }
        }

        @Override
        public void close() throws IOException {
            if (!gone) {
                lines.close();
            }
        }
    }
}
