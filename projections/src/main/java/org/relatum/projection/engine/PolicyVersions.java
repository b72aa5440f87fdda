package org.relatum.projection.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Metadata;
import org.relatum.events.PolicyEvent.PolicyPublished;
import org.relatum.events.PolicyKind;
import org.relatum.events.wire.EventCodec;

/** The published versions of policies, from the log: they are few. */
public final class PolicyVersions {
    private final EventLog log;
    private final EventSearch search;
    private final EventCodec codec;

    public PolicyVersions(EventLog log, EventSearch search, EventCodec codec) {
        this.log = log;
        this.search = search;
        this.codec = codec;
    }

    /**
     * A published version.
     *
     * @param position place in the log
     * @param recordedAt when it was recorded
     * @param metadata who published it
     */
    public record Version(long position, Instant recordedAt, PolicyPublished policy, Metadata metadata) {}

    /** The published versions of a kind, ascending. */
    public List<Version> of(PolicyKind kind, @Nullable Instant knownAt) {
        return of(search.references(0, log.head()), kind, knownAt, codec);
    }

    /** The versions of a kind among published policies and fits, ascending. */
    public static List<Version> of(
            List<StoredEvent> references, PolicyKind kind, @Nullable Instant knownAt, EventCodec codec) {
        List<Version> versions = new ArrayList<>();
        for (StoredEvent event : references) {
            boolean known = knownAt == null || !event.recordedAt().isAfter(knownAt);
            if (known
                    && codec.decode(event.stream(), event.type(), event.revision(), event.payload())
                            instanceof PolicyPublished policy
                    && policy.kind() == kind) {
                versions.add(new Version(
                        event.position(),
                        event.recordedAt(),
                        policy,
                        codec.decodeMetadata(event.stream(), event.metadata())));
            }
        }
        versions.sort(Comparator.comparingInt(version -> version.policy().version()));
        return versions;
    }
}
