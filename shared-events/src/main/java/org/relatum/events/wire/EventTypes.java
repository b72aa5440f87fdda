package org.relatum.events.wire;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.relatum.events.DomainEvent;
import org.relatum.events.InteractionEvent.CareCancelled;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.InteractionEvent.FeedbackReceived;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.ContactPointAdded;
import org.relatum.events.LifecycleEvent.ContactPointRemoved;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerClassified;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.LifecycleEvent.ExternalReferenceAdded;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.events.LifecycleEvent.OwnerAssigned;
import org.relatum.events.LifecycleEvent.ProfileChanged;
import org.relatum.events.ProductEvent.ProductDiscontinued;
import org.relatum.events.ProductEvent.ProductPriced;
import org.relatum.events.ProductEvent.ProductRegistered;
import org.relatum.events.ReferenceEvent.ReferenceClaimed;
import org.relatum.events.ReferenceEvent.ReferenceConfirmed;
import org.relatum.events.ReferenceEvent.ReferenceReleased;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.ValueModelEvent.ValueModelFitted;

/** The one table of stored names: each event of the language with its logical name and the revision written today. */
public final class EventTypes {
    /** Every event, in the order of the catalogue. */
    public static final List<EventType> ALL = List.of(
            new EventType("customer.registered", 1, CustomerRegistered.class),
            new EventType("customer.external-reference-added", 1, ExternalReferenceAdded.class),
            new EventType("customer.profile-changed", 1, ProfileChanged.class),
            new EventType("customer.contact-point-added", 1, ContactPointAdded.class),
            new EventType("customer.contact-point-removed", 1, ContactPointRemoved.class),
            new EventType("customer.classified", 1, CustomerClassified.class),
            new EventType("customer.qualified", 1, CustomerQualified.class),
            new EventType("customer.owner-assigned", 1, OwnerAssigned.class),
            new EventType("customer.absorbed", 1, CustomerAbsorbed.class),
            new EventType("customer.merged", 1, CustomerMerged.class),
            new EventType("customer.absorption-undone", 1, AbsorptionUndone.class),
            new EventType("customer.merge-undone", 1, MergeUndone.class),
            new EventType("customer.closed", 1, CustomerClosed.class),
            new EventType("customer.reopened", 1, CustomerReopened.class),
            new EventType("interaction.logged", 1, InteractionLogged.class),
            new EventType("feedback.received", 1, FeedbackReceived.class),
            new EventType("care.planned", 1, CarePlanned.class),
            new EventType("care.delivered", 1, CareDelivered.class),
            new EventType("care.cancelled", 1, CareCancelled.class),
            new EventType("order.placed", 2, OrderPlaced.class),
            new EventType("order.returned", 1, OrderReturned.class),
            new EventType("product.registered", 1, ProductRegistered.class),
            new EventType("product.priced", 1, ProductPriced.class),
            new EventType("product.discontinued", 1, ProductDiscontinued.class),
            new EventType("reference.claimed", 1, ReferenceClaimed.class),
            new EventType("reference.confirmed", 1, ReferenceConfirmed.class),
            new EventType("reference.released", 1, ReferenceReleased.class),
            new EventType("value-model.fitted", 1, ValueModelFitted.class));

    private static final Map<String, EventType> BY_NAME = new LinkedHashMap<>();
    private static final Map<Class<?>, EventType> BY_CLASS = new LinkedHashMap<>();

    static {
        for (EventType type : ALL) {
            BY_NAME.put(type.name(), type);
            BY_CLASS.put(type.payload(), type);
        }
    }

    private EventTypes() {}

    /** The stored name of an event. */
    public static EventType of(DomainEvent event) {
        return of(event.getClass());
    }

    /** The stored name of a kind of event. */
    public static EventType of(Class<? extends DomainEvent> event) {
        EventType type = BY_CLASS.get(event);
        if (type == null) {
            throw new IllegalArgumentException(event.getName() + " has no stored name");
        }
        return type;
    }

    /**
     * The event behind a stored name.
     *
     * @throws UnreadableEventException when this version of the product doesn't know it
     */
    public static EventType named(String name) {
        EventType type = BY_NAME.get(name);
        if (type == null) {
            throw new UnreadableEventException("unknown event type " + name);
        }
        return type;
    }
}
