/**
 * Uniqueness of external references across customers. Each reference has a stream of its own, named by a keyed hash of it: the
 * claim is made first, and the customer's record of the reference confirms it.
 */
@NullMarked
package org.relatum.command.reference;

import org.jspecify.annotations.NullMarked;
