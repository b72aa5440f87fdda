package org.relatum.server.cli;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Personal;
import org.relatum.events.wire.EventType;
import org.relatum.events.wire.EventTypes;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.ledger.Checkpoint;
import org.relatum.projection.ledger.Finding;
import org.relatum.projection.ledger.Finding.What;
import org.relatum.projection.ledger.SignedNote;
import org.relatum.query.audit.Recomputation;
import org.relatum.query.audit.Recomputation.View;
import org.relatum.query.personal.Revealed;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Holds what people read in an audit bundle against its stored events: readable events, views, policies in force and the report. Views
 * and policies are computed anew, by this program's own folds.
 */
final class BundleViews {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int NAMED = 20;
    /** How a personal field is stored: whose, and what is sealed. */
    private static final Pattern SEALED = Pattern.compile("[0-9a-f-]{36}:[A-Za-z0-9_-]+");

    private final Map<String, byte[]> files;
    private final JsonNode manifest;
    private final Consumer<Finding> findings;
    /** What stands for a sealed text where it is readable; empty: it was erased. */
    private final Map<String, Optional<String>> texts = new HashMap<>();

    /** What is in the manifest besides the list of files. */
    record Scope(
            UUID customer, @Nullable Instant from, @Nullable Instant to, Instant at, ZoneId company, String currency) {
        static Scope of(JsonNode manifest) {
            try {
                return new Scope(
                        UUID.fromString(manifest.path("customer").asString("")),
                        instant(manifest.path("recordedFrom")),
                        instant(manifest.path("recordedTo")),
                        Instant.parse(manifest.path("viewsAt").asString("")),
                        ZoneId.of(manifest.path("settings").path("timeZone").asString("")),
                        manifest.path("settings").path("reportingCurrency").asString(""));
            } catch (IllegalArgumentException | DateTimeException e) {
                throw new ClientException(Bundle.MANIFEST + " can't be understood: " + e.getMessage(), e);
            }
        }

        private static @Nullable Instant instant(JsonNode value) {
            return value.isString() ? Instant.parse(value.asString()) : null;
        }
    }

    BundleViews(Map<String, byte[]> files, JsonNode manifest, Consumer<Finding> findings) {
        this.files = files;
        this.manifest = manifest;
        this.findings = findings;
    }

    /** Checks a bundle that is being made. */
    void check() {
        check(events(Bundle.EVENTS), events(Bundle.REFERENCES));
    }

    private List<StoredEvent> events(String name) {
        return lines(name).map(RemoteLog::event).toList();
    }

    /**
     * Checks everything.
     *
     * @param events of the customer and whom it absorbed
     * @param references published policies and fits
     */
    void check(List<StoredEvent> events, List<StoredEvent> references) {
        Scope scope = Scope.of(manifest);
        Recomputation anew = null;
        Map<UUID, Long> members = Map.of();
        try {
            anew = new Recomputation(
                    scope.customer(), events, references, scope.at(), scope.company(), scope.currency(), this::text);
            members = anew.members();
            anew.missing().forEach(stream -> found(What.MISSING, 0, null, "events of customer " + stream));
        } catch (RuntimeException e) {
            found(What.VIEW, 0, null, "what follows from the events can't be computed: " + e.getMessage());
        }
        List<JsonNode> readable = readable(scope, events, members);
        if (anew == null) {
            return;
        }
        Recomputation computed = anew;
        Map<String, JsonNode> views = new LinkedHashMap<>();
        for (View view : View.values()) {
            JsonNode shown = follows(Bundle.view(view), () -> computed.answer(view));
            views.put(view.file(), shown);
        }
        JsonNode policies = follows(Bundle.POLICIES, computed::policies);
        List<String> known = Arrays.stream(View.values()).map(Bundle::view).toList();
        files.keySet().stream()
                .filter(name -> name.startsWith(Bundle.VIEWS) && !known.contains(name))
                .forEach(name -> found(What.VIEW, 0, null, name + " is none that can be computed"));
        if (!report(scope, readable, views, policies).equals(Bundle.text(files, Bundle.REPORT))) {
            found(What.VIEW, 0, null, Bundle.REPORT + " is not the one that these events, views and policies make");
        }
    }

    private Optional<String> text(Personal field) {
        return texts.getOrDefault(field.subject() + ":" + field.sealedText(), Optional.of(Revealed.MASK));
    }

    /** Holds readable events of the period against what is stored, as far as it isn't sealed. Returns them. */
    private List<JsonNode> readable(Scope scope, List<StoredEvent> events, Map<UUID, Long> members) {
        Map<Long, StoredEvent> stored = new HashMap<>();
        events.forEach(event -> stored.put(event.position(), event));
        List<JsonNode> readable = lines(Bundle.READABLE).toList();
        for (JsonNode shown : readable) {
            long position = shown.path("position").asLong();
            StoredEvent event = stored.remove(position);
            if (event == null) {
                found(
                        What.ADDED,
                        position,
                        shown.path("type").asString(""),
                        "is readable, and not among the stored events");
                continue;
            }
            List<String> differences = new ArrayList<>();
            differs(differences, "event id", event.eventId(), shown.path("eventId"));
            differs(differences, "stream", event.stream(), shown.path("stream"));
            differs(differences, "sequence", event.sequence(), shown.path("sequence"));
            differs(differences, "type", event.type(), shown.path("type"));
            differs(differences, "recordedAt", event.recordedAt(), shown.path("recordedAt"));
            metadata(differences, event, shown.path("metadata"));
            payload(differences, event, shown.path("data"));
            if (!differences.isEmpty()) {
                found(
                        What.CHANGED,
                        position,
                        name(event),
                        "is shown otherwise than it is stored: " + String.join(", ", differences));
            }
        }
        stored.values().stream()
                .filter(event -> scope.from() == null || !event.recordedAt().isBefore(scope.from()))
                .filter(event -> event.sequence() <= members.getOrDefault(event.stream(), -1L))
                .forEach(event -> found(
                        What.MISSING, event.position(), name(event), "is stored, and not among the readable events"));
        return readable;
    }

    private static void differs(List<String> differences, String what, Object stored, JsonNode shown) {
        if (!stored.toString().equals(shown.asString(""))) {
            differences.add(what);
        }
    }

    private void metadata(List<String> differences, StoredEvent event, JsonNode shown) {
        if (shown.isObject()) {
            compare(differences, "metadata", stored(event.metadata()), shown);
        }
    }

    /** Only of the revision of today: older ones are shown in another form than they are stored in. */
    private void payload(List<String> differences, StoredEvent event, JsonNode shown) {
        boolean current = EventTypes.ALL.stream()
                .filter(type -> type.name().equals(event.type()))
                .map(EventType::revision)
                .anyMatch(revision -> revision == event.revision());
        if (current && shown.isObject()) {
            compare(differences, "data", stored(event.payload()), shown);
        }
    }

    private static JsonNode stored(byte[] json) {
        try {
            return JSON.readTree(json);
        } catch (JacksonException e) {
            return JSON.nullNode();
        }
    }

    private void compare(List<String> differences, String path, JsonNode stored, JsonNode shown) {
        if (stored.isObject()) {
            names(stored, shown)
                    .forEach(name -> compare(differences, path + "." + name, stored.path(name), shown.path(name)));
        } else if (stored.isArray()) {
            if (stored.size() != shown.size()) {
                differences.add(path);
            }
            for (int i = 0; i < Math.min(stored.size(), shown.size()); i++) {
                compare(differences, path + "." + i, stored.path(i), shown.path(i));
            }
        } else if (stored.isString() && SEALED.matcher(stored.asString()).matches()) {
            texts.put(stored.asString(), shown.isString() ? Optional.of(shown.asString()) : Optional.empty());
        } else if (!stored.equals(shown)) {
            differences.add(path);
        }
    }

    /** The names of all properties of two objects that are not null in the second. */
    private static TreeSet<String> names(JsonNode one, JsonNode other) {
        TreeSet<String> names = new TreeSet<>(one.propertyNames());
        other.properties().stream()
                .filter(property -> !property.getValue().isNull())
                .forEach(property -> names.add(property.getKey()));
        return names;
    }

    /** Holds a document against what it is when it is computed. Returns the document. */
    private JsonNode follows(String name, Supplier<Object> computed) {
        JsonNode shown = JSON.nullNode();
        try {
            if (!files.containsKey(name)) {
                found(What.VIEW, 0, null, name + " is not there");
                return shown;
            }
            shown = JSON.readTree(Bundle.text(files, name));
            JsonNode anew = JSON.readTree(JSON.writeValueAsString(computed.get()));
            List<String> differences = new ArrayList<>();
            List<String> unread = new ArrayList<>();
            follows(differences, unread, "", anew, shown);
            erased(differences, unread, anew.path("erased"), shown.path("erased"));
            if (!differences.isEmpty()) {
                found(
                        What.VIEW,
                        0,
                        null,
                        name + " says otherwise than follows from the events: "
                                + String.join(", ", differences.subList(0, Math.min(NAMED, differences.size())))
                                + (differences.size() > NAMED ? " and " + (differences.size() - NAMED) + " more" : ""));
            }
        } catch (JacksonException e) {
            found(What.VIEW, 0, null, name + " is not JSON: " + e.getOriginalMessage());
        } catch (RuntimeException e) {
            found(What.VIEW, 0, null, name + " can't be computed: " + e.getMessage());
        }
        return shown;
    }

    /**
     * Compares field by field.
     *
     * @param unread gets the paths of texts that no readable event tells, and that are null
     */
    private static void follows(
            List<String> differences, List<String> unread, String path, JsonNode anew, JsonNode shown) {
        if (anew.isObject() && shown.isObject()) {
            for (String name : names(anew, shown)) {
                String field = path.isEmpty() ? name : path + "." + name;
                if (!field.equals("erased")) {
                    follows(differences, unread, field, anew.path(name), shown.path(name));
                }
            }
        } else if (anew.isArray() && shown.isArray()) {
            if (anew.size() != shown.size()) {
                differences.add(path + " (" + shown.size() + " instead of " + anew.size() + ")");
            }
            for (int i = 0; i < Math.min(anew.size(), shown.size()); i++) {
                follows(differences, unread, path + "." + i, anew.path(i), shown.path(i));
            }
        } else if (anew.isString() && anew.asString().equals(Revealed.MASK)) {
            if (shown.isNull()) {
                unread.add(path);
            } else if (!shown.isString()) {
                differences.add(path);
            }
        } else if (!anew.equals(shown) && !(nothing(anew) && nothing(shown))) {
            differences.add(path);
        }
    }

    private static boolean nothing(JsonNode value) {
        return value.isNull() || value.isMissingNode();
    }

    private static void erased(List<String> differences, List<String> unread, JsonNode anew, JsonNode shown) {
        TreeSet<String> expected = new TreeSet<>(unread);
        anew.forEach(path -> expected.add(path.asString("")));
        TreeSet<String> told = new TreeSet<>();
        shown.forEach(path -> told.add(path.asString("")));
        if (!expected.equals(told)) {
            differences.add("erased");
        }
    }

    private String report(Scope scope, List<JsonNode> readable, Map<String, JsonNode> views, JsonNode policies) {
        String note = Bundle.text(files, Bundle.CHECKPOINT);
        Checkpoint checkpoint = Checkpoint.parse(SignedNote.parse(note).text());
        return AuditReport.html(scope, note, checkpoint, readable, views, policies);
    }

    /** Makes the report of a bundle whose other files are there. */
    String report() {
        Map<String, JsonNode> views = new LinkedHashMap<>();
        for (View view : View.values()) {
            views.put(view.file(), JSON.readTree(Bundle.text(files, Bundle.view(view))));
        }
        return report(
                Scope.of(manifest),
                lines(Bundle.READABLE).toList(),
                views,
                JSON.readTree(Bundle.text(files, Bundle.POLICIES)));
    }

    private Stream<JsonNode> lines(String name) {
        return Bundle.text(files, name).lines().map(line -> {
            try {
                return JSON.readTree(line);
            } catch (JacksonException e) {
                throw new ClientException(name + " is not JSON: " + e.getOriginalMessage(), e);
            }
        });
    }

    private static String name(StoredEvent event) {
        return event.type() + " " + event.stream() + "/" + event.sequence();
    }

    private void found(What what, long position, @Nullable String event, String detail) {
        findings.accept(new Finding(what, position, event, detail));
    }
}
