package org.relatum.projection.reference;

/** Where the timeline of reference comes from: it grows when a policy or a fit is recorded. Safe for concurrent use. */
public interface ReferenceSource {
    /** The timeline with everything that is known now. */
    ReferenceTimeline current();

    /** The timeline with everything up to a position of the log, and perhaps more. */
    ReferenceTimeline including(long position);
}
