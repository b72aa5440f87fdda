package org.relatum.query.request;

import java.util.Set;
import java.util.stream.Collectors;
import org.relatum.events.CustomerEvent;
import org.relatum.events.wire.EventType;
import org.relatum.events.wire.EventTypes;

/** The events that stand in customers' streams. */
public final class CustomerEvents {
    /** Their stored names. */
    public static final Set<String> TYPES = EventTypes.ALL.stream()
            .filter(type -> CustomerEvent.class.isAssignableFrom(type.payload()))
            .map(EventType::name)
            .collect(Collectors.toUnmodifiableSet());

    private CustomerEvents() {}
}
