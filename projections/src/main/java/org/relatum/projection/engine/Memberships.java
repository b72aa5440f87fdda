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
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.Recorded;
import org.relatum.events.wire.EventTypes;
import org.relatum.projection.core.Facts;
import org.relatum.projection.engine.EventSearch.Selection;

/** Says which streams make up a relationship, from the few facts that change it. */
public final class Memberships {
    private static final Set<String> TYPES = Set.of(
            EventTypes.of(CustomerAbsorbed.class).name(),
            EventTypes.of(AbsorptionUndone.class).name());

    private final EventSearch search;
    private final EventDecoder decoder;

    public Memberships(EventSearch search, EventDecoder decoder) {
        this.search = search;
        this.decoder = decoder;
    }

    /**
     * The streams that belong together at {@code asOf}, going by what was recorded at {@code knownAt} up to a position; each with
     * the last sequence that counts. The customer's own is always among them.
     *
     * @param knownAt null: all that is recorded
     */
    public Map<UUID, Long> of(UUID customer, Instant asOf, @Nullable Instant knownAt, long upTo) {
        Map<UUID, List<Recorded<CustomerEvent>>> streams = new HashMap<>();
        Set<UUID> wanted = Set.of(customer);
        while (!wanted.isEmpty()) {
            wanted.forEach(stream -> streams.put(stream, new ArrayList<>()));
            Map<UUID, Long> whole =
                    wanted.stream().collect(Collectors.toMap(stream -> stream, stream -> Long.MAX_VALUE));
            search.events(new Selection(whole, 0, upTo, knownAt, TYPES), Integer.MAX_VALUE).stream()
                    .map(decoder::decode)
                    .forEach(fact -> streams.computeIfAbsent(fact.stream(), s -> new ArrayList<>())
                            .add(fact));
            wanted = new HashSet<>(Facts.missing(streams));
        }
        return Facts.of(customer, streams).membersAt(asOf);
    }
}
