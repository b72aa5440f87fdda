/** The contract that every mode shares and the pure machinery under it: facts in order, states over time, intervals on two time axes. No framework. */
@NullMarked
package org.relatum.projection.core;

import org.jspecify.annotations.NullMarked;
