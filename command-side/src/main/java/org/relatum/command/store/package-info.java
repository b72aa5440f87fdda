/**
 * Axon's event store: streams are recorded on PostgreSQL, in {@code log.events}, or elsewhere; snapshots are in {@code log.snapshots}
 * always.
 */
@NullMarked
package org.relatum.command.store;

import org.jspecify.annotations.NullMarked;
