/**
 * How a command is carried out: validation, idempotency, and the thin Axon aggregates around the pure deciders. The entrance is
 * {@link org.relatum.command.shell.CommandService}.
 */
@NullMarked
package org.relatum.command.shell;

import org.jspecify.annotations.NullMarked;
