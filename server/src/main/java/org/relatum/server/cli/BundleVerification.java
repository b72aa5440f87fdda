package org.relatum.server.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
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
    record Result(String customer, long events, long size, String root) {}

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
            note = SignedNote.parse(Bundle.text(files, Bundle.CHECKPOINT));
            checkpoint = Checkpoint.parse(note.text());
        } catch (IllegalArgumentException e) {
            throw new ClientException(path + " has no checkpoint that can be read: " + e.getMessage(), e);
        }
        signature(files, note, checkpoint);
        kept.forEach(older -> consistent(files, older, checkpoint));
        List<StoredEvent> events = events(files, Bundle.EVENTS, checkpoint);
        List<StoredEvent> references = events(files, Bundle.REFERENCES, checkpoint);
        new BundleViews(files, manifest, findings).check(events, references);
        return new Result(manifest.path("customer").asString(), events.size(), checkpoint.size(), checkpoint.root());
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

    private void signature(Map<String, byte[]> files, SignedNote note, Checkpoint checkpoint) {
        List<NoteKey> keys = trusted;
        if (keys.isEmpty()) {
            System.err.println("relatum: no --key: going by the keys that the bundle itself names");
            try {
                keys = Bundle.text(files, Bundle.KEYS)
                        .lines()
                        .map(NoteKey::parse)
                        .toList();
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
        }
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

    /** Reads events and holds each against its proof, and their order; streams are there from their first event on. */
    private List<StoredEvent> events(Map<String, byte[]> files, String file, Checkpoint checkpoint) {
        List<StoredEvent> events = new ArrayList<>();
        Map<UUID, Long> next = new HashMap<>();
        long last = 0;
        for (String line : Bundle.text(files, file).lines().toList()) {
            JsonNode document = parsed(line, file);
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
            long expected = next.getOrDefault(event.stream(), 0L);
            if (event.sequence() != expected) {
                found(
                        event.sequence() > expected ? What.MISSING : What.ADDED,
                        event.position(),
                        name,
                        (expected == 0 ? "is the first here" : "follows " + event.stream() + "/" + (expected - 1))
                                + ": "
                                + (event.sequence() > expected
                                        ? "events before it are not there"
                                        : "it was there before"));
            }
            next.put(event.stream(), event.sequence() + 1);
        }
        return events;
    }

    private static String name(StoredEvent event) {
        return event.type() + " " + event.stream() + "/" + event.sequence();
    }

    private void found(What what, long position, @Nullable String event, String detail) {
        findings.accept(new Finding(what, position, event, detail));
    }

    private JsonNode json(Map<String, byte[]> files, String name) {
        return parsed(Bundle.text(files, name), name);
    }

    private JsonNode parsed(String text, String name) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new ClientException(path + ": " + name + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }
}
