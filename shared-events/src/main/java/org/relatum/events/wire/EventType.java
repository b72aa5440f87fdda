package org.relatum.events.wire;

import org.relatum.events.DomainEvent;

/**
 * The stored name of an event and the class that reads it today.
 *
 * @param name logical name, never changed, for example {@code order.placed}
 * @param revision the revision written today, the first is 1
 * @param payload the record of the language
 */
public record EventType(String name, int revision, Class<? extends DomainEvent> payload) {}
