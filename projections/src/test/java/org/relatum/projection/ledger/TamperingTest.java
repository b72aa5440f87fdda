package org.relatum.projection.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.ledger.Finding.What;

/**
 * Whoever changes a stored log is found out, and what was changed is named. {@code -Dledger.mutations} says how many changes are
 * tried, {@code -Dledger.seed} which.
 */
class TamperingTest {
    private static final int MUTATIONS = Integer.getInteger("ledger.mutations", 1_200);
    private static final long SEED = Long.getLong("ledger.seed", 42);
    private static final int[] SIZES = {3, 40, 256, 300, 700};

    private static final NoteSigner SIGNER = NoteSigner.generate(MemoryLog.ORIGIN, NoteKey.LOG, new SecureRandom());
    private static final List<NoteKey> KEYS = List.of(SIGNER.key());

    private enum Kind {
        FLIP,
        DELETE,
        INSERT,
        REORDER,
        SWAP_PAYLOADS,
        REWRITE_METADATA,
        TRUNCATE,
        FORK
    }

    private enum Attacker {
        /** Changes events only. */
        PLAIN,
        /** Makes entries, hashes and tiles anew, and has no private key: the signed checkpoint stays. */
        RECOMPUTES,
        /** Also has the private key and signs; the verifier holds one older checkpoint, and what it covers is changed. */
        SIGNS
    }

    /** A sound log, and the checkpoint of its first part that somebody keeps. */
    private record Sound(MemoryLog log, SignedNote kept, int keptSize) {
        static Sound of(int size, SplittableRandom random) {
            int keptSize = 2 + random.nextInt(size - 1);
            List<StoredEvent> events = new ArrayList<>();
            List<Long> versions = new ArrayList<>();
            List<UUID> streams = new ArrayList<>();
            for (int i = 0; i < Math.max(1, size / 10); i++) {
                streams.add(new UUID(random.nextLong(), random.nextLong()));
                versions.add(0L);
            }
            for (int position = 1; position <= size; position++) {
                int stream = random.nextInt(streams.size());
                long sequence = versions.get(stream);
                versions.set(stream, sequence + 1);
                events.add(event(position, streams.get(stream), sequence, random));
            }
            MemoryLog before = new MemoryLog(events.subList(0, keptSize));
            SignedNote kept = MemoryLog.signed(before.recompute(), SIGNER);
            MemoryLog log = new MemoryLog(events);
            log.checkpoint = MemoryLog.signed(log.recompute(), SIGNER).note();
            return new Sound(log, kept, keptSize);
        }
    }

    private static StoredEvent event(long position, UUID stream, long sequence, SplittableRandom random) {
        return new StoredEvent(
                position,
                "customer",
                stream,
                sequence,
                new UUID(random.nextLong(), random.nextLong()),
                random.nextBoolean() ? "order.placed" : "interaction.logged",
                1 + random.nextInt(2),
                Instant.parse("2026-01-01T00:00:00Z").plusSeconds(position),
                ("{\"order\":\"O-" + random.nextLong() + "\"}").getBytes(StandardCharsets.UTF_8),
                ("{\"actor\":\"shop\",\"correlationId\":\"" + random.nextLong() + "\"}")
                        .getBytes(StandardCharsets.UTF_8));
    }

    /** What was done: the positions that are to be named, and words that are to be said of them. */
    private record Change(List<Long> positions, What what, String words) {
        static Change at(long position, What what, String words) {
            return new Change(List.of(position), what, words);
        }
    }

    @Test
    void every_change_of_a_stored_log_is_named() {
        SplittableRandom random = new SplittableRandom(SEED);
        List<Sound> sounds = new ArrayList<>();
        for (int size : SIZES) {
            sounds.add(Sound.of(size, random.split()));
        }
        sounds.forEach(sound -> assertThat(verify(sound.log(), sound.kept())).isEmpty());
        Map<Kind, EnumMap<Attacker, Integer>> named = new EnumMap<>(Kind.class);
        int combinations = Kind.values().length * Attacker.values().length;
        for (int i = 0; i < MUTATIONS; i++) {
            Kind kind = Kind.values()[i % Kind.values().length];
            Attacker attacker = Attacker.values()[i / Kind.values().length % Attacker.values().length];
            Sound sound = sounds.get(i / combinations % sounds.size());
            MemoryLog log = sound.log().copy();
            int covered = attacker == Attacker.SIGNS ? sound.keptSize() : log.events.size();
            Change change = change(kind, log, covered, random);
            if (attacker != Attacker.PLAIN) {
                Checkpoint checkpoint = log.recompute();
                if (attacker == Attacker.SIGNS) {
                    log.checkpoint = MemoryLog.signed(checkpoint, SIGNER).note();
                }
            }
            List<Finding> findings = verify(log, sound.kept());
            String what = "change " + i + ", " + kind + " by one who " + attacker + ", seed " + SEED + ": " + change
                    + " -> " + findings;
            if (attacker == Attacker.PLAIN) {
                for (long position : change.positions()) {
                    assertThat(findings)
                            .as(what)
                            .anyMatch(f -> f.what() == change.what()
                                    && f.position() == position
                                    && (f.event() != null || f.what() == What.MOVED)
                                    && f.detail().contains(change.words()));
                }
                if (change.positions().isEmpty()) {
                    assertThat(findings)
                            .as(what)
                            .anyMatch(f -> f.what() == change.what()
                                    && String.valueOf(f.event()).contains(change.words()));
                }
                assertThat(findings)
                        .as(what)
                        .hasSizeLessThanOrEqualTo(2 * change.positions().size() + 3);
            } else {
                assertThat(findings)
                        .as(what)
                        .anyMatch(f ->
                                f.what() == What.REWRITTEN || f.what() == What.CUT_OFF || f.what() == What.MISSING);
            }
            named.computeIfAbsent(kind, k -> new EnumMap<>(Attacker.class)).merge(attacker, 1, Integer::sum);
        }
        named.forEach((kind, counts) -> System.out.println("named: " + kind + " " + counts));
    }

    private static List<Finding> verify(MemoryLog log, SignedNote kept) {
        List<Finding> findings = new ArrayList<>();
        new LogVerification(log, KEYS, List.of(kept)).run(findings::add, done -> {});
        return findings;
    }

    private static Change change(Kind kind, MemoryLog log, int covered, SplittableRandom random) {
        List<StoredEvent> events = log.events;
        int at = random.nextInt(covered);
        StoredEvent event = events.get(at);
        long position = at + 1L;
        switch (kind) {
            case FLIP -> {
                return flip(events, at, random);
            }
            case DELETE -> {
                events.remove(at);
                if (random.nextBoolean()) {
                    renumber(events);
                }
                return Change.at(position, What.MISSING, "gone");
            }
            case INSERT -> {
                StoredEvent other = events.get((at + 1 + random.nextInt(events.size() - 1)) % events.size());
                StoredEvent inserted =
                        random.nextInt(4) == 0 ? other : event(0, other.stream(), other.sequence() + 1_000, random);
                events.add(at, inserted);
                renumber(events);
                // Of two that are alike either may be called the stranger.
                return inserted == other
                        ? new Change(List.of(), What.ADDED, other.stream() + "/" + other.sequence())
                        : Change.at(position, What.ADDED, "never recorded");
            }
            case REORDER -> {
                int other = (at + 1 + random.nextInt(covered - 1)) % covered;
                if (random.nextBoolean()) {
                    Collections.swap(events, at, other);
                    renumber(events);
                    return new Change(List.of(position, other + 1L), What.MOVED, "recorded at");
                }
                events.add(other, events.remove(at));
                renumber(events);
                return Change.at(other + 1L, What.MOVED, "recorded at");
            }
            case SWAP_PAYLOADS -> {
                int other = (at + 1 + random.nextInt(covered - 1)) % covered;
                StoredEvent second = events.get(other);
                events.set(at, with(event, second.payload(), event.metadata()));
                events.set(other, with(second, event.payload(), second.metadata()));
                return new Change(List.of(position, other + 1L), What.CHANGED, "payload (it is that of position ");
            }
            case REWRITE_METADATA -> {
                events.set(at, with(event, event.payload(), "{\"actor\":\"nobody\"}".getBytes(StandardCharsets.UTF_8)));
                return Change.at(position, What.CHANGED, "actor (was shop, is nobody), metadata");
            }
            case TRUNCATE -> {
                List<Long> gone = new ArrayList<>();
                for (long p = position; p <= events.size(); p++) {
                    gone.add(p);
                }
                events.subList(at, events.size()).clear();
                return new Change(gone, What.MISSING, "gone");
            }
            default -> {
                List<Long> replaced = new ArrayList<>();
                for (int i = at; i < events.size(); i++) {
                    StoredEvent was = events.get(i);
                    events.set(i, event(i + 1L, was.stream(), was.sequence(), random));
                    replaced.add(i + 1L);
                }
                return new Change(replaced, What.CHANGED, "payload, metadata");
            }
        }
    }

    private static Change flip(List<StoredEvent> events, int at, SplittableRandom random) {
        StoredEvent e = events.get(at);
        String part;
        StoredEvent flipped;
        switch (random.nextInt(9)) {
            case 0 -> {
                part = "payload";
                flipped = with(e, flipped(e.payload(), random), e.metadata());
            }
            case 1 -> {
                part = "metadata";
                flipped = with(e, e.payload(), flipped(e.metadata(), random));
            }
            case 2 -> {
                part = "type (was";
                flipped = with(e, Map.of("type", flipped(e.type(), random)));
            }
            case 3 -> {
                part = "revision (was";
                flipped = with(e, Map.of("revision", e.revision() ^ 1 << random.nextInt(31)));
            }
            case 4 -> {
                part = "stream type (was";
                flipped = with(e, Map.of("streamType", flipped(e.streamType(), random)));
            }
            case 5 -> {
                part = "stream (was";
                flipped = with(e, Map.of("stream", flipped(e.stream(), random)));
            }
            case 6 -> {
                part = "sequence (was";
                flipped = with(e, Map.of("sequence", e.sequence() ^ 1L << random.nextInt(63)));
            }
            case 7 -> {
                part = "event id (was";
                flipped = with(e, Map.of("eventId", flipped(e.eventId(), random)));
            }
            default -> {
                part = "recorded at (was";
                flipped = with(e, Map.of("recordedAt", e.recordedAt().plusNanos(1_000L << random.nextInt(40))));
            }
        }
        events.set(at, flipped);
        return Change.at(at + 1L, What.CHANGED, part);
    }

    private static byte[] flipped(byte[] bytes, SplittableRandom random) {
        byte[] flipped = bytes.clone();
        flipped[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
        return flipped;
    }

    private static String flipped(String text, SplittableRandom random) {
        StringBuilder flipped = new StringBuilder(text);
        int at = random.nextInt(text.length());
        flipped.setCharAt(at, (char) (text.charAt(at) ^ 1 << random.nextInt(7)));
        return flipped.toString();
    }

    private static UUID flipped(UUID id, SplittableRandom random) {
        long bit = 1L << random.nextInt(64);
        return random.nextBoolean()
                ? new UUID(id.getMostSignificantBits() ^ bit, id.getLeastSignificantBits())
                : new UUID(id.getMostSignificantBits(), id.getLeastSignificantBits() ^ bit);
    }

    private static StoredEvent with(StoredEvent e, byte[] payload, byte[] metadata) {
        return with(e, Map.of("payload", payload, "metadata", metadata));
    }

    private static StoredEvent with(StoredEvent e, Map<String, Object> others) {
        Map<String, Object> all = new HashMap<>(Map.of(
                "position", e.position(),
                "streamType", e.streamType(),
                "stream", e.stream(),
                "sequence", e.sequence(),
                "eventId", e.eventId(),
                "type", e.type(),
                "revision", e.revision(),
                "recordedAt", e.recordedAt(),
                "payload", e.payload(),
                "metadata", e.metadata()));
        all.putAll(others);
        return new StoredEvent(
                (Long) all.get("position"),
                (String) all.get("streamType"),
                (UUID) all.get("stream"),
                (Long) all.get("sequence"),
                (UUID) all.get("eventId"),
                (String) all.get("type"),
                (Integer) all.get("revision"),
                (Instant) all.get("recordedAt"),
                (byte[]) all.get("payload"),
                (byte[]) all.get("metadata"));
    }

    private static void renumber(List<StoredEvent> events) {
        for (int i = 0; i < events.size(); i++) {
            if (events.get(i).position() != i + 1L) {
                events.set(i, with(events.get(i), Map.of("position", i + 1L)));
            }
        }
    }
}
