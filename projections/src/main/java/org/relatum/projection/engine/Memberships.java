package org.relatum.projection.engine;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.events.Recorded;
import org.relatum.events.wire.EventTypes;
import org.relatum.projection.core.Facts;

/** Says which streams make up a relationship, from the few facts that change it. */
public final class Memberships {
    /** Stored names of the events that change it. */
    public static final Set<String> TYPES = Stream.of(
                    CustomerAbsorbed.class, AbsorptionUndone.class, CustomerMerged.class, MergeUndone.class)
            .map(type -> EventTypes.of(type).name())
            .collect(Collectors.toUnmodifiableSet());

    private final EventSearch search;
    private final EventDecoder decoder;

    public Memberships(EventSearch search, EventDecoder decoder) {
        this.search = search;
        this.decoder = decoder;
    }

    /**
     * What a customer belongs to.
     *
     * @param streams that make up the relationship, each with the last sequence that counts; the customer's own is among them
     * @param survivor the customer it lives on in, null unless it was merged
     */
    public record Membership(
            Map<UUID, Long> streams, @Nullable UUID survivor) {
        public Membership {
            streams = Map.copyOf(streams);
        }
    }

    /**
     * What a customer belongs to at {@code asOf}, going by what was recorded at {@code knownAt} up to a position.
     *
     * @param knownAt null: all that is recorded
     */
    public Membership of(UUID customer, Instant asOf, @Nullable Instant knownAt, long upTo) {
        Facts facts = facts(customer, knownAt, upTo);
        return new Membership(facts.membersAt(asOf), survivor(facts, asOf));
    }

    /**
     * The streams that ever belonged to a customer, by what was recorded at {@code knownAt} up to a position; each with the last sequence
     * that came along.
     *
     * @param knownAt null: all that is recorded
     */
    public Map<UUID, Long> ever(UUID customer, @Nullable Instant knownAt, long upTo) {
        return facts(customer, knownAt, upTo).everMembers();
    }

    private Facts facts(UUID customer, @Nullable Instant knownAt, long upTo) {
        Map<UUID, List<Recorded<CustomerEvent>>> streams = new HashMap<>();
        Set<UUID> wanted = Set.of(customer);
        while (!wanted.isEmpty()) {
            wanted.forEach(stream -> streams.put(stream, new ArrayList<>()));
            search.memberships(wanted, knownAt, upTo).stream()
                    .map(decoder::decode)
                    .forEach(fact -> streams.computeIfAbsent(fact.stream(), s -> new ArrayList<>())
                            .add(fact));
            wanted = new HashSet<>(Facts.missing(streams));
        }
        return Facts.of(customer, streams);
    }

    private static @Nullable UUID survivor(Facts facts, Instant asOf) {
        UUID survivor = null;
        List<Recorded<CustomerEvent>> own =
                facts.own().stream().sorted(Recorded.BY_OCCURRENCE).toList();
        for (Recorded<CustomerEvent> fact : own) {
            if (!fact.occurredAt().isAfter(asOf)) {
                survivor = switch (fact.event()) {
                    case CustomerMerged e -> e.survivor();
                    case MergeUndone e -> null;
                    default -> survivor;
                };
            }
        }
        return survivor;
    }
}
