package org.relatum.events;

/** How a need came to be known. */
public enum NeedSource {
    STATED,
    SURVEY,
    COMPLAINT,
    OBSERVATION,
    ANALYSIS,
    OTHER
}
