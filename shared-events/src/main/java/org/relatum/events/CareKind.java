package org.relatum.events;

/** The kinds of care a company plans for a customer. */
public enum CareKind {
    CALL_BACK,
    BIRTHDAY,
    FESTIVAL,
    OFFER,
    CHECK_IN,
    OTHER
}
