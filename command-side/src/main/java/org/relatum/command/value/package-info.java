/**
 * The value model: what a population's purchases say about when its customers come back and when they have gone.
 *
 * <p>{@link org.relatum.command.value.MaximumLikelihood} is pure: purchases in, parameters or a typed failure out, the
 * same bytes for the same purchases on every machine. Reading the purchases from the log is a port,
 * {@link org.relatum.command.value.PurchaseHistories}.
 */
@NullMarked
package org.relatum.command.value;

import org.jspecify.annotations.NullMarked;
