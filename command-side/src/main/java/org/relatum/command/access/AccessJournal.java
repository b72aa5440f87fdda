package org.relatum.command.access;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.DerivedId;
import org.relatum.command.shell.CommandShell;
import org.relatum.command.shell.StoreClock;
import org.relatum.events.Access;
import org.relatum.events.AccessEvent;
import org.relatum.events.AccessEvent.AccessesRecorded;
import org.relatum.events.AccessEvent.KeyMade;
import org.relatum.events.AccessEvent.KeyRevoked;
import org.relatum.events.AccessOutcome;
import org.relatum.events.Metadata;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes down who looked at what and who tried in vain, as events of a stream of this run of this node.
 *
 * <p>Taking a request down never waits: it is counted in memory, together with those that are like it, and written with others within
 * {@code relatum.access.flush-interval} or as soon as there are {@link #IN_ONE_EVENT} different ones. An orderly stop writes all of
 * them; a kill loses what was not written yet. While the store does not answer they wait, at most {@link #WAITING} different ones;
 * of the rest the next event says how many are missing. Safe for concurrent use.
 */
public final class AccessJournal implements AutoCloseable {
    /** Stored kind of the streams of runs. */
    public static final String ACCESS = "access";
    /** Stored kind of the streams of keys. */
    public static final String KEY = "api-key";

    static final int IN_ONE_EVENT = 500;
    static final int WAITING = 10_000;

    private static final Logger log = LoggerFactory.getLogger(AccessJournal.class);
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Duration BEFORE_ANOTHER_ATTEMPT = Duration.ofSeconds(1);
    private static final Metadata BY_THE_SERVICE = new Metadata("relatum", null, null, null, null, null, null);

    private final CommandShell shell;
    private final InstantSource clock;
    private final StoreClock storeClock;
    private final Duration interval;
    private final UUID run = UUID.randomUUID();
    private final Thread writer;

    private final Object lock = new Object();
    private final Map<Kind, Count> waiting = new LinkedHashMap<>();
    private long lost;
    private boolean closed;

    /** Touched by the writer only. */
    private long sequence;

    private @Nullable Instant recordedLast;

    public AccessJournal(CommandShell shell, InstantSource clock, Duration interval) {
        this.shell = shell;
        this.clock = clock;
        this.storeClock = new StoreClock(clock);
        this.interval = interval;
        this.writer = Thread.ofPlatform().daemon().name("access-journal").start(this::write);
    }

    /**
     * What requests that are told of together have in common; {@link Access} says what it means.
     */
    public record Kind(
            AccessOutcome outcome,
            @Nullable String principal,
            @Nullable String key,
            String endpoint,
            @Nullable UUID customer,
            @Nullable String question,
            @Nullable String reason) {}

    /** When the first of a kind came, and how many. */
    private static final class Count {
        private final Instant first;
        private int times;

        Count(Instant first) {
            this.first = first;
        }
    }

    /** Takes a request down. */
    public void note(Kind kind) {
        synchronized (lock) {
            Count count = waiting.get(kind);
            if (count == null) {
                if (waiting.size() >= WAITING) {
                    lost++;
                    return;
                }
                count = new Count(now());
                waiting.put(kind, count);
                if (waiting.size() == IN_ONE_EVENT) {
                    lock.notifyAll();
                }
            }
            count.times++;
        }
    }

    /** Records that a principal made a key. */
    public void made(String by, KeyMade key) {
        append(KEY, streamOf(key.key()), 0, key, by(by));
    }

    /** Records that a principal revoked a key; once, however often it is said. */
    public void revoked(String by, String key) {
        try {
            append(KEY, streamOf(key), 1, new KeyRevoked(now(), key), by(by));
        } catch (ConcurrencyException e) {
            log.debug("the key was revoked before", e);
        }
    }

    /** The stream of this run. */
    UUID run() {
        return run;
    }

    /** The present, as events tell it. */
    public Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    private static UUID streamOf(String key) {
        return DerivedId.of(KEY, key);
    }

    private static Metadata by(String principal) {
        return new Metadata(principal, null, null, null, null, null, null);
    }

    private void write() {
        AccessesRecorded event = null;
        while (true) {
            try {
                if (event == null) {
                    event = next();
                }
                if (event == null) {
                    return;
                }
                recordedLast = append(ACCESS, run, sequence, event, BY_THE_SERVICE);
            } catch (ConcurrencyException e) {
                // Nobody else writes to this stream: an attempt whose outcome was open did.
                log.debug("the event was there already", e);
            } catch (EventStoreException e) {
                log.warn("who looked at what is not written down yet; the store does not answer", e);
                if (!waitForAnotherAttempt()) {
                    return;
                }
                continue;
            } catch (InterruptedException e) {
                return;
            }
            event = null;
            sequence++;
        }
    }

    /** Waits until something is to be written; null: the journal is closed and all is written. */
    private @Nullable AccessesRecorded next() throws InterruptedException {
        synchronized (lock) {
            long end = System.nanoTime() + interval.toNanos();
            while (!closed && waiting.size() < IN_ONE_EVENT) {
                long millis = (end - System.nanoTime()) / 1_000_000;
                if (millis > 0) {
                    lock.wait(millis);
                } else if (waiting.isEmpty() && lost == 0) {
                    end = System.nanoTime() + interval.toNanos();
                } else {
                    break;
                }
            }
            if (waiting.isEmpty() && lost == 0) {
                return null;
            }
            List<Access> accesses = new ArrayList<>();
            Iterator<Map.Entry<Kind, Count>> all = waiting.entrySet().iterator();
            while (all.hasNext() && accesses.size() < IN_ONE_EVENT) {
                Map.Entry<Kind, Count> one = all.next();
                accesses.add(access(one.getKey(), one.getValue()));
                all.remove();
            }
            Long missing = lost == 0 ? null : lost;
            lost = 0;
            return new AccessesRecorded(now(), accesses, missing);
        }
    }

    private static Access access(Kind kind, Count count) {
        return new Access(
                count.first,
                kind.outcome(),
                kind.principal(),
                kind.key(),
                kind.endpoint(),
                kind.customer(),
                kind.question(),
                kind.reason(),
                count.times);
    }

    private boolean waitForAnotherAttempt() {
        try {
            Thread.sleep(BEFORE_ANOTHER_ATTEMPT);
            return true;
        } catch (InterruptedException e) {
            return false;
        }
    }

    private Instant append(String type, UUID stream, long number, AccessEvent event, Metadata metadata) {
        Instant recordedAt = storeClock.after(stream.equals(run) ? recordedLast : null);
        shell.append(type, stream, number, event, metadata, recordedAt);
        return recordedAt;
    }

    /** Writes what is waiting. */
    @Override
    public void close() {
        synchronized (lock) {
            closed = true;
            lock.notifyAll();
        }
        try {
            if (!writer.join(PATIENCE)) {
                log.error("who looked at what in the last moments is lost; the store does not answer");
                writer.interrupt();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
