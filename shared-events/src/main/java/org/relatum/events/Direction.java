package org.relatum.events;

/** Who started a contact: the customer (inbound) or the company (outbound). */
public enum Direction {
    INBOUND,
    OUTBOUND
}
