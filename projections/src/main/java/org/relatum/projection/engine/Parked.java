package org.relatum.projection.engine;

import java.time.Instant;
import java.util.UUID;

/**
 * A customer whose facts could not be folded. The rest of its history waits in the log; nobody else is held up.
 *
 * @param position position of the batch's first event that is not in the row
 * @param error what went wrong
 */
public record Parked(String projection, UUID customer, long position, String error, Instant parkedAt) {}
