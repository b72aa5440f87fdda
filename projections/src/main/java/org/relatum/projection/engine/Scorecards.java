package org.relatum.projection.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.DomainEvent;
import org.relatum.events.ImprovementEvent.ImprovementOpened;
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
    private volatile Known known = new Known(Goals.NONE, Map.of(), List.of(), 0);

    /** What the log says up to a position. */
    private record Known(
            Goals goals,
            Map<ScorecardName, UUID> streams,
            List<Recorded<ImprovementOpened>> improvements,
            long position) {}

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

    /** The improvements that a scorecard led to, in the order of the log; instants as for {@link #of}. */
    public List<UUID> improvements(ScorecardName name, Instant asOf, @Nullable Instant knownAt) {
        return current().improvements().stream()
                .filter(opened -> name.period().toString().equals(opened.event().period())
                        && name.dimension() == opened.event().dimension()
                        && Objects.equals(name.member(), opened.event().member())
                        && !opened.occurredAt().isAfter(asOf)
                        && (knownAt == null || !opened.recordedAt().isAfter(knownAt)))
                .map(Recorded::stream)
                .toList();
    }

    private static <E extends DomainEvent> Recorded<E> recorded(StoredEvent event, E fact) {
        return new Recorded<>(event.position(), event.stream(), event.sequence(), event.recordedAt(), fact);
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
            return new Known(before.goals(), before.streams(), before.improvements(), upTo);
        }
        List<Recorded<TargetsSet>> statements = new ArrayList<>();
        List<Recorded<ImprovementOpened>> improvements = new ArrayList<>(before.improvements());
        Map<ScorecardName, UUID> streams = new HashMap<>(before.streams());
        for (StoredEvent event : events) {
            switch (codec.decode(event.stream(), event.type(), event.revision(), event.payload())) {
                case TargetsSet e -> {
                    streams.put(ScorecardName.of(e), event.stream());
                    statements.add(recorded(event, e));
                }
                case PerformanceEvent e -> streams.put(ScorecardName.of(e), event.stream());
                case ImprovementOpened e when e.kpi() != null -> improvements.add(recorded(event, e));
                case DomainEvent e -> {}
            }
        }
        return new Known(before.goals().with(statements), streams, improvements, upTo);
    }
}
