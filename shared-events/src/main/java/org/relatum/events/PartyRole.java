package org.relatum.events;

/** What a party is to the company. */
public enum PartyRole {
    CUSTOMER,
    PARTNER,
    COMPETITOR
}
