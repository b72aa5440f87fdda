package org.relatum.server.cli;

import java.io.IOException;
import java.net.URLEncoder;
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
import org.relatum.projection.ledger.SignedNote;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
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
    private static final List<String> VIEWS = List.of(
            "", "/lifecycle", "/lifecycle/explain", "/commitments", "/cases", "/loyalty", "/loyalty/explain", "/risk");

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
            Gathered gathered = new Gathered(connection.api(), first, end, kept);
            ObjectNode manifest = JsonMapper.shared()
                    .createObjectNode()
                    .put("format", Bundle.FORMAT)
                    .put("version", Bundle.VERSION)
                    .put("customer", customer.toString())
                    .put("recordedFrom", first == null ? null : first.toString())
                    .put("recordedTo", end == null ? null : end.toString())
                    .put("viewsAt", gathered.at.toString())
                    .put("madeAt", now.toString());
            Bundle.write(file, gathered.files, manifest);
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
            return 0;
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
        final Instant at;
        long events;
        long size;

        private final ApiClient api;
        private final Progress progress = new Progress("events");

        Gathered(ApiClient api, @Nullable Instant first, @Nullable Instant end, List<SignedNote> kept) {
            this.api = api;
            String base = "/api/v1/customers/" + customer;
            String note = events(base, first, end);
            Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(note).text());
            size = checkpoint.size();
            files.put(Bundle.CHECKPOINT, note.getBytes(StandardCharsets.UTF_8));
            StringBuilder keys = new StringBuilder();
            api.get("/api/v1/ledger")
                    .path("keys")
                    .forEach(key -> keys.append(key.asString()).append('\n'));
            files.put(Bundle.KEYS, keys.toString().getBytes(StandardCharsets.UTF_8));
            // What is asked for as of an instant that is not over yet is asked for as of now.
            Instant served = Instant.parse(api.get(base).path("asOf").asString());
            at = end == null || end.isAfter(served) ? served : end.minus(1, ChronoUnit.MICROS);
            String moment = "?asOf=" + at + "&knownAt=" + at;
            List<JsonNode> readable = readable(base, moment, first);
            Map<String, JsonNode> views = new LinkedHashMap<>();
            for (String view : VIEWS) {
                String name = view.isEmpty() ? "customer" : view.substring(1).replace('/', '-');
                views.put(name, api.get(base + view + moment));
            }
            views.forEach((name, view) -> put("views/" + name + ".json", view));
            JsonNode policies = api.get("/api/v1/policies" + moment);
            put("policies.json", policies);
            for (SignedNote older : kept) {
                long before = Checkpoint.parse(older.text()).size();
                put(
                        Bundle.CONSISTENCY + before + ".json",
                        api.get("/api/v1/ledger/consistency?from=" + before + "&to=" + size));
            }
            files.put(
                    Bundle.REPORT,
                    AuditReport.html(customer, first, end, at, note, checkpoint, readable, views, policies)
                            .getBytes(StandardCharsets.UTF_8));
            progress.done();
        }

        private void put(String name, JsonNode document) {
            files.put(name, (document.toPrettyString() + "\n").getBytes(StandardCharsets.UTF_8));
        }

        /** Stored events with their proofs. Returns the checkpoint. */
        private String events(String base, @Nullable Instant first, @Nullable Instant end) {
            List<String> bounds = new ArrayList<>();
            if (first != null) {
                bounds.add("recordedFrom=" + encoded(first));
            }
            if (end != null) {
                bounds.add("recordedTo=" + encoded(end));
            }
            StringBuilder lines = new StringBuilder();
            String[] note = {""};
            api.lines(base + "/proof" + (bounds.isEmpty() ? "" : "?" + String.join("&", bounds)), line -> {
                if (line.has("checkpoint")) {
                    note[0] = line.path("checkpoint").path("note").asString();
                } else {
                    lines.append(line.path("event")).append('\n');
                    progress.at(++events, 0);
                }
            });
            files.put(Bundle.EVENTS, lines.toString().getBytes(StandardCharsets.UTF_8));
            return note[0];
        }

        /** The same events for people, personal fields as text. */
        private List<JsonNode> readable(String base, String moment, @Nullable Instant first) {
            List<JsonNode> events = new ArrayList<>();
            StringBuilder lines = new StringBuilder();
            String knownAt = moment.substring(moment.indexOf("knownAt"));
            api.lines(base + "/history?" + knownAt, event -> {
                Instant recorded = Instant.parse(event.path("recordedAt").asString());
                if ((first == null || !recorded.isBefore(first))
                        && event.path("position").asLong() <= size) {
                    events.add(event);
                    lines.append(event).append('\n');
                }
            });
            files.put(Bundle.READABLE, lines.toString().getBytes(StandardCharsets.UTF_8));
            return events;
        }

        private static String encoded(Instant instant) {
            return URLEncoder.encode(instant.toString(), StandardCharsets.UTF_8);
        }
    }
}
