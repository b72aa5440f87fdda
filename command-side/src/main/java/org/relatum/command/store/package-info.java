/** Axon's event store on PostgreSQL: streams in {@code log.events}, snapshots in {@code log.snapshots}. */
@NullMarked
package org.relatum.command.store;

import org.jspecify.annotations.NullMarked;
