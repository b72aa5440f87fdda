package org.relatum.command.interaction;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;
import org.relatum.events.InteractionEvent;
import org.relatum.events.InteractionEvent.CareCancelled;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.InteractionEvent.FeedbackReceived;
import org.relatum.events.InteractionEvent.InteractionLogged;

/**
 * What decisions need to know of the care for one customer.
 *
 * @param planned all care ever planned in this stream: when the plan was made, in the world, by identifier
 * @param ended identifiers of care whose end stands in this stream; the plan may stand in that of a merged customer
 */
public record Care(TreePMap<String, Instant> planned, TreePSet<String> ended) {

    /** Nothing was ever planned. */
    public static final Care NONE = new Care(TreePMap.empty(), TreePSet.empty());

    @JsonCreator
    static Care of(@JsonProperty("planned") Map<String, Instant> planned, @JsonProperty("ended") Set<String> ended) {
        return new Care(TreePMap.from(planned), TreePSet.from(ended));
    }

    /** The state after one more event. */
    public Care evolve(InteractionEvent event) {
        return switch (event) {
            case CarePlanned e -> new Care(planned.plus(e.care(), e.occurredAt()), ended);
            case CareDelivered e -> new Care(planned, ended.plus(e.care()));
            case CareCancelled e -> new Care(planned, ended.plus(e.care()));
            case InteractionLogged e -> this;
            case FeedbackReceived e -> this;
        };
    }

    static Optional<Instant> plannedAt(Collection<Care> histories, String care) {
        return histories.stream()
                .map(h -> h.planned.get(care))
                .filter(Objects::nonNull)
                .findFirst();
    }

    static boolean hasEnded(Collection<Care> histories, String care) {
        return histories.stream().anyMatch(h -> h.ended.contains(care));
    }
}
