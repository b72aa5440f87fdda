package org.relatum.command.interaction;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.Set;
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
 * @param planned identifiers of all care ever planned in this stream
 * @param ended identifiers of care whose end stands in this stream; the plan may stand in that of a merged customer
 */
public record Care(TreePSet<String> planned, TreePSet<String> ended) {

    /** Nothing was ever planned. */
    public static final Care NONE = new Care(TreePSet.empty(), TreePSet.empty());

    @JsonCreator
    static Care of(@JsonProperty("planned") Set<String> planned, @JsonProperty("ended") Set<String> ended) {
        return new Care(TreePSet.from(planned), TreePSet.from(ended));
    }

    /** The state after one more event. */
    public Care evolve(InteractionEvent event) {
        return switch (event) {
            case CarePlanned e -> new Care(planned.plus(e.care()), ended);
            case CareDelivered e -> new Care(planned, ended.plus(e.care()));
            case CareCancelled e -> new Care(planned, ended.plus(e.care()));
            case InteractionLogged e -> this;
            case FeedbackReceived e -> this;
        };
    }

    static boolean isPlanned(Collection<Care> histories, String care) {
        return histories.stream().anyMatch(h -> h.planned.contains(care));
    }

    static boolean hasEnded(Collection<Care> histories, String care) {
        return histories.stream().anyMatch(h -> h.ended.contains(care));
    }
}
