package org.relatum.events;

/** How close the company keeps to a customer, from least to most. */
public enum RelationshipType {
    BASIC,
    REACTIVE,
    ACCOUNTABLE,
    PROACTIVE,
    PARTNERSHIP
}
