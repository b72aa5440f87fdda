/**
 * The company's policies: weights, thresholds, windows, targets. Typed and immutable; the version in force at an instant is part of
 * what decisions and views may know.
 */
@NullMarked
package org.relatum.events.policy;

import org.jspecify.annotations.NullMarked;
