package org.relatum.projection.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.PerformanceEvent;
import org.relatum.events.PerformanceEvent.TargetsSet;
import org.relatum.events.Recorded;
import org.relatum.events.wire.EventCodec;
import org.relatum.projection.performance.Goals;
import org.relatum.projection.performance.Scorecard;
import org.relatum.projection.performance.ScorecardName;

/**
 * What was set for scorecards and said of them, read from the log and kept current whenever it is asked for. Safe for concurrent use.
 */
public final class Scorecards {
    private final EventLog log;
    private final EventSearch search;
    private final EventCodec codec;
    private final Subjects<UUID, Scorecard, PerformanceEvent> subjects;
    private volatile Known known = new Known(Goals.NONE, Map.of(), 0);

    /** What the log says up to a position. */
    private record Known(Goals goals, Map<ScorecardName, UUID> streams, long position) {}

    public Scorecards(EventLog log, EventSearch search, EventCodec codec) {
        this.log = log;
        this.search = search;
        this.codec = codec;
        this.subjects = Subjects.byId(
                log,
                search,
                codec,
                new Subjects.Kind<>(EventSearch.SCORECARD, PerformanceEvent.class, Scorecard.NONE, Scorecard::fold));
    }

    /** The targets and weights that were set. */
    public Goals goals() {
        return current().goals();
    }

    /**
     * What was said of a scorecard.
     *
     * @param asOf only what had happened by then
     * @param knownAt only what was recorded by then; null: everything
     */
    public Scorecard of(ScorecardName name, Instant asOf, @Nullable Instant knownAt) {
        return Optional.ofNullable(current().streams().get(name))
                .flatMap(stream -> subjects.one(stream, asOf, knownAt))
                .map(found -> found.state() == null ? Scorecard.NONE : found.state())
                .orElse(Scorecard.NONE);
    }

    private Known current() {
        long head = log.head();
        if (known.position() < head) {
            synchronized (this) {
                if (known.position() < head) {
                    known = extended(known, head);
                }
            }
        }
        return known;
    }

    private Known extended(Known before, long upTo) {
        List<StoredEvent> events = search.scorecards(before.position(), upTo);
        if (events.isEmpty()) {
            return new Known(before.goals(), before.streams(), upTo);
        }
        List<Recorded<TargetsSet>> statements = new ArrayList<>();
        Map<ScorecardName, UUID> streams = new HashMap<>(before.streams());
        for (StoredEvent event : events) {
            if (codec.decode(event.stream(), event.type(), event.revision(), event.payload())
                    instanceof PerformanceEvent fact) {
                streams.put(ScorecardName.of(fact), event.stream());
                if (fact instanceof TargetsSet set) {
                    statements.add(new Recorded<>(
                            event.position(), event.stream(), event.sequence(), event.recordedAt(), set));
                }
            }
        }
        return new Known(before.goals().with(statements), streams, upTo);
    }
}
