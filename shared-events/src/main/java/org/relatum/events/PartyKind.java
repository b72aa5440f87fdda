package org.relatum.events;

/** What sort of party a customer is. */
public enum PartyKind {
    PERSON,
    ORGANISATION
}
