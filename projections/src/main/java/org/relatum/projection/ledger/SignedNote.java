package org.relatum.projection.ledger;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/**
 * A text with signatures (C2SP signed-note).
 *
 * @param text ends with a new line
 */
public record SignedNote(String text, List<Line> lines) {
    private static final String DASH = "\u2014 ";
    private static final int MOST_LINES = 100;
    private static final int LONGEST = 1 << 20;

    public SignedNote {
        lines = List.copyOf(lines);
    }

    /**
     * A signature.
     *
     * @param name whose
     * @param id of the key
     * @param signature base64 of what follows the id
     */
    public record Line(String name, int id, String signature) {
        /** When a witness says it cosigned; of other signatures without meaning. */
        public Instant cosignedAt() {
            ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode(signature));
            return bytes.remaining() < Long.BYTES
                    ? Instant.MAX
                    : Instant.ofEpochSecond(Math.min(bytes.getLong(), MOST));
        }

        private static final long MOST = Instant.MAX.getEpochSecond();

        String text() {
            byte[] bytes = Base64.getDecoder().decode(signature);
            return DASH + name + " "
                    + Base64.getEncoder()
                            .encodeToString(ByteBuffer.allocate(Integer.BYTES + bytes.length)
                                    .putInt(id)
                                    .put(bytes)
                                    .array())
                    + "\n";
        }
    }

    /**
     * Reads a note.
     *
     * @throws IllegalArgumentException when it is none
     */
    public static SignedNote parse(String note) {
        if (note.length() > LONGEST || note.chars().anyMatch(c -> c < ' ' && c != '\n') || !note.endsWith("\n")) {
            throw new IllegalArgumentException(
                    "a signed note is text without control characters, and ends with a new line");
        }
        int gap = note.lastIndexOf("\n\n");
        if (gap <= 0) {
            throw new IllegalArgumentException("a signed note has an empty line between text and signatures");
        }
        List<Line> lines = new ArrayList<>();
        for (String line : note.substring(gap + 2).split("\n", -1)) {
            if (!line.isEmpty()) {
                lines.add(line(line));
            }
        }
        if (lines.isEmpty() || lines.size() > MOST_LINES) {
            throw new IllegalArgumentException("a signed note has 1 to " + MOST_LINES + " signatures");
        }
        return new SignedNote(note.substring(0, gap + 1), lines);
    }

    private static Line line(String line) {
        String[] parts = line.startsWith(DASH) ? line.substring(DASH.length()).split(" ", -1) : new String[0];
        if (parts.length != 2) {
            throw new IllegalArgumentException("a signature is written: dash, space, name, space, base64");
        }
        NoteKey.requireName(parts[0]);
        byte[] bytes = Base64.getDecoder().decode(parts[1]);
        if (bytes.length <= Integer.BYTES) {
            throw new IllegalArgumentException("the signature of " + parts[0] + " is cut off");
        }
        return new Line(
                parts[0],
                ByteBuffer.wrap(bytes).getInt(),
                Base64.getEncoder().encodeToString(Arrays.copyOfRange(bytes, Integer.BYTES, bytes.length)));
    }

    /** The note as it is handed out. */
    public String note() {
        StringBuilder note = new StringBuilder(text).append('\n');
        lines.forEach(line -> note.append(line.text()));
        return note.toString();
    }

    /** The keys that made one of the signatures. */
    public List<NoteKey> signedBy(Collection<NoteKey> keys) {
        return keys.stream()
                .filter(key -> lines.stream().anyMatch(line -> key.verifies(text, line)))
                .toList();
    }

    /** The same note with other signatures behind its own; none twice. */
    public SignedNote with(Collection<Line> others) {
        List<Line> all = new ArrayList<>(lines);
        others.stream().filter(line -> !all.contains(line)).forEach(all::add);
        return new SignedNote(text, all);
    }
}
