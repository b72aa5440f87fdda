package org.relatum.server.cli;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.relatum.events.wire.EventType;
import org.relatum.events.wire.EventTypes;
import org.relatum.projection.engine.Leaves;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.ledger.Checkpoint;
import org.relatum.projection.ledger.Finding;
import org.relatum.projection.ledger.Finding.What;
import org.relatum.projection.ledger.Hasher;
import org.relatum.projection.ledger.NoteKey;
import org.relatum.projection.ledger.Proofs;
import org.relatum.projection.ledger.SignedNote;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Verifies an audit bundle with nothing but itself, and what the verifier has from elsewhere. */
final class BundleVerification {
    private static final JsonMapper JSON = JsonMapper.shared();
    /** How a personal field is stored: whose, and what is sealed. */
    private static final Pattern SEALED = Pattern.compile("[0-9a-f-]{36}:[A-Za-z0-9_-]+");

    private final Path path;
    private final List<NoteKey> trusted;
    private final List<SignedNote> kept;
    private final Hasher hasher = new Hasher();
    private Consumer<Finding> findings = finding -> {};

    BundleVerification(Path path, List<NoteKey> trusted, List<SignedNote> kept) {
        this.path = path;
        this.trusted = trusted;
        this.kept = kept;
    }

    /**
     * What was found out.
     *
     * @param root hash over all leaves, base64, as the checkpoint says
     */
    record Result(String customer, long events, long size, String root, boolean signatureVerified) {}

    Result run(Consumer<Finding> sink) {
        findings = sink;
        Map<String, byte[]> files = Bundle.read(path);
        JsonNode manifest = json(files, Bundle.MANIFEST);
        if (!manifest.path("format").asString("").equals(Bundle.FORMAT)
                || manifest.path("version").asInt() != Bundle.VERSION) {
            throw new ClientException(path + " is no audit bundle of version " + Bundle.VERSION);
        }
        files(files, manifest.path("files"));
        SignedNote note;
        Checkpoint checkpoint;
        try {
            note = SignedNote.parse(text(files, Bundle.CHECKPOINT));
            checkpoint = Checkpoint.parse(note.text());
        } catch (IllegalArgumentException e) {
            throw new ClientException(path + " has no checkpoint that can be read: " + e.getMessage(), e);
        }
        boolean verified = signature(files, note, checkpoint);
        kept.forEach(older -> consistent(files, older, checkpoint));
        List<StoredEvent> events = events(files, checkpoint);
        readable(files, events);
        return new Result(
                manifest.path("customer").asString(), events.size(), checkpoint.size(), checkpoint.root(), verified);
    }

    private void files(Map<String, byte[]> files, JsonNode listed) {
        TreeSet<String> names = new TreeSet<>(listed.propertyNames());
        names.addAll(files.keySet());
        names.remove(Bundle.MANIFEST);
        for (String name : names) {
            byte[] content = files.get(name);
            if (content == null) {
                found(What.FILE, 0, null, name + " is not there");
            } else if (!listed.has(name)) {
                found(What.FILE, 0, null, name + " is not in the list of files");
            } else if (!listed.path(name).asString("").equals(Bundle.digest(content))) {
                found(What.FILE, 0, null, name + " is not the file that was put in");
            }
        }
    }

    private boolean signature(Map<String, byte[]> files, SignedNote note, Checkpoint checkpoint) {
        List<NoteKey> keys = trusted;
        if (keys.isEmpty()) {
            System.err.println("relatum: no --key: going by the keys that the bundle itself names");
            try {
                keys = text(files, Bundle.KEYS).lines().map(NoteKey::parse).toList();
            } catch (IllegalArgumentException e) {
                found(What.FILE, 0, null, Bundle.KEYS + " has something that is no key: " + e.getMessage());
            }
        }
        if (kept.isEmpty()) {
            System.err.println(
                    "relatum: no --checkpoint: a history that was written anew as a whole would not be seen");
        }
        if (note.signedBy(keys).isEmpty()) {
            found(
                    What.SIGNATURE,
                    0,
                    null,
                    "the checkpoint (" + checkpoint.size() + " events) is signed by none of the keys");
            return false;
        }
        return true;
    }

    private void consistent(Map<String, byte[]> files, SignedNote older, Checkpoint checkpoint) {
        Checkpoint before = Checkpoint.parse(older.text());
        if (!trusted.isEmpty() && older.signedBy(trusted).isEmpty()) {
            found(
                    What.SIGNATURE,
                    0,
                    null,
                    "the checkpoint that was kept (" + before.size() + " events) is signed by none of the keys");
        }
        if (!before.origin().equals(checkpoint.origin())) {
            found(
                    What.CHECKPOINT,
                    0,
                    null,
                    "the checkpoint that was kept is of " + before.origin() + ", the bundle of " + checkpoint.origin());
        } else if (before.size() > checkpoint.size()) {
            found(
                    What.CUT_OFF,
                    checkpoint.size() + 1,
                    null,
                    "the bundle's log ends at " + checkpoint.size() + ", and had " + before.size()
                            + " events when the checkpoint that was kept was signed");
        } else {
            String name = Bundle.CONSISTENCY + before.size() + ".json";
            boolean same = before.size() == checkpoint.size();
            if (!same && !files.containsKey(name)) {
                throw new ClientException("the bundle has no proof that leads from the checkpoint of " + before.size()
                        + " to its own; make it with audit-bundle --checkpoint");
            }
            List<byte[]> proof = same ? List.of() : proof(json(files, name));
            if (!Proofs.isConsistent(
                    before.size(), checkpoint.size(), before.rootHash(), checkpoint.rootHash(), proof)) {
                found(
                        What.REWRITTEN,
                        1,
                        null,
                        "the log of the bundle does not go on from the checkpoint of " + before.size()
                                + " that was kept");
            }
        }
    }

    private static List<byte[]> proof(JsonNode document) {
        try {
            return document.path("proof")
                    .valueStream()
                    .map(hash -> Base64.getDecoder().decode(hash.asString("")))
                    .toList();
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    private List<StoredEvent> events(Map<String, byte[]> files, Checkpoint checkpoint) {
        List<StoredEvent> events = new ArrayList<>();
        Map<UUID, Long> next = new HashMap<>();
        long last = 0;
        for (String line : text(files, Bundle.EVENTS).lines().toList()) {
            JsonNode document = parsed(line, Bundle.EVENTS);
            StoredEvent event = RemoteLog.event(document);
            events.add(event);
            String name = name(event);
            if (!Proofs.isIncluded(
                    event.position() - 1,
                    checkpoint.size(),
                    hasher.leaf(Leaves.of(event, hasher).bytes()),
                    proof(document),
                    checkpoint.rootHash())) {
                found(
                        What.CHANGED,
                        event.position(),
                        name,
                        "its proof does not lead to the checkpoint: one of them was changed");
            }
            if (event.position() <= last) {
                found(What.MOVED, event.position(), name, "stands behind position " + last);
            }
            last = Math.max(last, event.position());
            Long expected = next.get(event.stream());
            if (expected != null && event.sequence() != expected) {
                found(
                        event.sequence() > expected ? What.MISSING : What.ADDED,
                        event.position(),
                        name,
                        "follows " + event.stream() + "/" + (expected - 1) + ": "
                                + (event.sequence() > expected
                                        ? "events between them are not there"
                                        : "it was there before"));
            }
            next.put(event.stream(), event.sequence() + 1);
        }
        return events;
    }

    /** Holds what people read against what is stored, as far as it isn't sealed. */
    private void readable(Map<String, byte[]> files, List<StoredEvent> events) {
        Map<Long, StoredEvent> stored = new HashMap<>();
        events.forEach(event -> stored.put(event.position(), event));
        for (String line : text(files, Bundle.READABLE).lines().toList()) {
            JsonNode shown = parsed(line, Bundle.READABLE);
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
        stored.forEach((position, event) ->
                found(What.MISSING, position, name(event), "is stored, and not among the readable events"));
    }

    private static void differs(List<String> differences, String what, Object stored, JsonNode shown) {
        if (!stored.toString().equals(shown.asString(""))) {
            differences.add(what);
        }
    }

    private static void metadata(List<String> differences, StoredEvent event, JsonNode shown) {
        if (shown.isObject()) {
            compare(differences, "metadata", stored(event.metadata()), shown);
        }
    }

    /** Only of the revision of today: older ones are shown in another form than they are stored in. */
    private static void payload(List<String> differences, StoredEvent event, JsonNode shown) {
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

    private static void compare(List<String> differences, String path, JsonNode stored, JsonNode shown) {
        if (stored.isObject()) {
            TreeSet<String> names = new TreeSet<>(stored.propertyNames());
            shown.properties().stream()
                    .filter(property -> !property.getValue().isNull())
                    .forEach(property -> names.add(property.getKey()));
            names.forEach(name -> compare(differences, path + "." + name, stored.path(name), shown.path(name)));
        } else if (stored.isArray()) {
            if (stored.size() != shown.size()) {
                differences.add(path);
            }
            for (int i = 0; i < Math.min(stored.size(), shown.size()); i++) {
                compare(differences, path + "." + i, stored.path(i), shown.path(i));
            }
        } else if (!(stored.isString() && SEALED.matcher(stored.asString()).matches()) && !stored.equals(shown)) {
            differences.add(path);
        }
    }

    private static String name(StoredEvent event) {
        return event.type() + " " + event.stream() + "/" + event.sequence();
    }

    private void found(What what, long position, @Nullable String event, String detail) {
        findings.accept(new Finding(what, position, event, detail));
    }

    private String text(Map<String, byte[]> files, String name) {
        byte[] content = files.get(name);
        if (content == null) {
            throw new ClientException(path + " has no " + name);
        }
        return new String(content, StandardCharsets.UTF_8);
    }

    private JsonNode json(Map<String, byte[]> files, String name) {
        return parsed(text(files, name), name);
    }

    private JsonNode parsed(String text, String name) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new ClientException(path + ": " + name + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
