package org.relatum.server.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.ledger.Checkpoint;
import org.relatum.projection.ledger.Finding;
import org.relatum.projection.ledger.SignedNote;
import org.relatum.query.audit.Recomputation.View;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Puts everything about a customer into one file that proves itself. */
@Command(
        name = "audit-bundle",
        description = {
            "Put what was recorded of a customer into one file: stored events with the proof that each is in the log,"
                    + " the signed checkpoint, the views, the policies in force, and a report for people.",
            "relatum verify FILE verifies it without a server. It holds personal data in the clear: keep it so."
        })
final class AuditBundleCommand implements Callable<Integer> {
    /** Something may be recorded while events and views are gathered. */
    private static final int ATTEMPTS = 3;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Mixin
    ClientOptions client;

    @Option(names = "--customer", paramLabel = "ID", required = true, description = "the customer")
    UUID customer;

    @Option(
            names = "--from",
            paramLabel = "INSTANT",
            description = "events recorded at this instant or later; a date is its beginning in UTC (default: all)")
    @Nullable
    String from;

    @Option(
            names = "--to",
            paramLabel = "INSTANT",
            description = "events recorded before this instant; views are those of it (default: now)")
    @Nullable
    String to;

    @Option(names = "--out", paramLabel = "FILE", description = "where to write it (default: audit-ID.zip)")
    @Nullable
    Path out;

    @Option(
            names = "--checkpoint",
            paramLabel = "FILE",
            description = "an older checkpoint that will be held against the bundle: adds the proof that leads from it"
                    + " to the bundle's own; may be repeated")
    @Nullable
    List<Path> checkpoints;

    @Override
    public Integer call() {
        Instant first = instant("--from", from);
        Instant end = instant("--to", to);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        Trusted trusted = new Trusted();
        trusted.checkpoints = checkpoints;
        List<SignedNote> kept = trusted.kept();
        Path file = out == null ? Path.of("audit-" + customer + ".zip") : out;
        try (ClientOptions.Connection connection = client.connect()) {
            Gathered gathered = new Gathered(connection.api(), first, end, now, kept);
            for (int i = 1; i < ATTEMPTS && !gathered.differing.isEmpty(); i++) {
                gathered = new Gathered(connection.api(), first, end, now, kept);
            }
            Bundle.write(file, gathered.files, gathered.manifest);
            gathered.differing.forEach(finding -> System.err.println("relatum: " + finding.detail()));
            if (client.json) {
                Output.json(JsonMapper.shared()
                        .createObjectNode()
                        .put("file", file.toString())
                        .put("events", gathered.events)
                        .put("size", gathered.size)
                        .put("sha256", Bundle.digest(contentOf(file))));
            } else {
                Output.line("%s: %,d events, proven against the checkpoint of %,d; relatum verify %s"
                        .formatted(file, gathered.events, gathered.size, file));
            }
            return gathered.differing.isEmpty() ? 0 : 1;
        }
    }

    private static byte[] contentOf(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new ClientException(file + " can't be read: " + e.getMessage(), e);
        }
    }

    private static @Nullable Instant instant(String option, @Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return text.indexOf('T') < 0
                    ? LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant()
                    : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new ClientException(
                    option + " " + text + ": is not an instant like 2026-01-31T12:00:00Z or a date like 2026-01-31", e);
        }
    }

    /** What goes into the bundle. */
    private final class Gathered {
        final Map<String, byte[]> files = new LinkedHashMap<>();
        final ObjectNode manifest = JsonMapper.shared().createObjectNode();
        /** What of it does not follow from its own events. */
        final List<Finding> differing = new ArrayList<>();

        long events;
        long size;

        private final ApiClient api;
        private final Progress progress = new Progress("events");

        Gathered(ApiClient api, @Nullable Instant first, @Nullable Instant end, Instant now, List<SignedNote> kept) {
            this.api = api;
            String base = "/api/v1/customers/" + customer;
            // What is asked for as of an instant that is not over yet is asked for as of now.
            Instant served = Instant.parse(api.get(base).path("asOf").asString());
            Instant at = end == null || end.isAfter(served) ? served : end.minus(1, ChronoUnit.MICROS);
            manifest.put("format", Bundle.FORMAT)
                    .put("version", Bundle.VERSION)
                    .put("customer", customer.toString())
                    .put("recordedFrom", first == null ? null : first.toString())
                    .put("recordedTo", end == null ? null : end.toString())
                    .put("viewsAt", at.toString())
                    .put("madeAt", now.toString());
            String note = events(base, at);
            size = Checkpoint.parse(SignedNote.parse(note).text()).size();
            files.put(Bundle.CHECKPOINT, note.getBytes(StandardCharsets.UTF_8));
            StringBuilder keys = new StringBuilder();
            api.get("/api/v1/ledger")
                    .path("keys")
                    .forEach(key -> keys.append(key.asString()).append('\n'));
            files.put(Bundle.KEYS, keys.toString().getBytes(StandardCharsets.UTF_8));
            String moment = "?asOf=" + at + "&knownAt=" + at;
            readable(base, at, first);
            for (View view : View.values()) {
                put(Bundle.view(view), whole(base + view.path() + moment));
            }
            put(Bundle.POLICIES, api.get("/api/v1/policies" + moment));
            for (SignedNote older : kept) {
                long before = Checkpoint.parse(older.text()).size();
                put(
                        Bundle.CONSISTENCY + before + ".json",
                        api.get("/api/v1/ledger/consistency?from=" + before + "&to=" + size));
            }
            BundleViews views = new BundleViews(files, manifest, differing::add);
            files.put(Bundle.REPORT, views.report().getBytes(StandardCharsets.UTF_8));
            views.check();
            progress.done();
        }

        private void put(String name, JsonNode document) {
            files.put(name, (document.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
        }

        /** An answer, of explanations with the steps of all their pages. */
        private JsonNode whole(String path) {
            JsonNode answer = api.get(path);
            if (answer instanceof ObjectNode document && document.path("steps") instanceof ArrayNode steps) {
                JsonNode next = document.path("next");
                while (next.isString()) {
                    JsonNode page = api.get(path + "&cursor=" + next.asString());
                    page.path("steps").forEach(steps::add);
                    next = page.path("next");
                }
                document.putNull("next");
            }
            return answer;
        }

        /** All that views follow from: stored events with their proofs. Returns the checkpoint. */
        private String events(String base, Instant at) {
            StringBuilder lines = new StringBuilder();
            StringBuilder references = new StringBuilder();
            String[] note = {""};
            String until = at.plus(1, ChronoUnit.MICROS).toString();
            api.lines(base + "/proof?references=true&recordedTo=" + until, line -> {
                if (line.has("checkpoint")) {
                    note[0] = line.path("checkpoint").path("note").asString();
                } else if (line.has("settings")) {
                    manifest.set("settings", line.path("settings"));
                } else if (line.has("reference")) {
                    references.append(line.path("reference")).append('\n');
                } else {
                    lines.append(line.path("event")).append('\n');
                    progress.at(++events, 0);
                }
            });
            files.put(Bundle.EVENTS, lines.toString().getBytes(StandardCharsets.UTF_8));
            files.put(Bundle.REFERENCES, references.toString().getBytes(StandardCharsets.UTF_8));
            return note[0];
        }

        /** Those of the period for people, personal fields as text. */
        private void readable(String base, Instant at, @Nullable Instant first) {
            StringBuilder lines = new StringBuilder();
            api.lines(base + "/history?knownAt=" + at, event -> {
                Instant recorded = Instant.parse(event.path("recordedAt").asString());
                if ((first == null || !recorded.isBefore(first))
                        && event.path("position").asLong() <= size) {
                    lines.append(event).append('\n');
                }
            });
            files.put(Bundle.READABLE, lines.toString().getBytes(StandardCharsets.UTF_8));
        }
    }
}
