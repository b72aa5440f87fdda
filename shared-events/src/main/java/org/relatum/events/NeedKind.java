package org.relatum.events;

/** How openly a need shows: said and expected, behind what is said, or not yet known to the customer. */
public enum NeedKind {
    BASIC,
    DEEP,
    LATENT
}
