package org.relatum.projection.engine;

import java.util.UUID;
import org.relatum.projection.core.Folded;

/**
 * One customer's row in one read model.
 *
 * @param version number of events of the customer's own stream that are in it
 * @param position position of the last event that is in it
 */
public record CustomerRow<S, D>(UUID customer, long version, long position, Folded<S, D> folded) {}
