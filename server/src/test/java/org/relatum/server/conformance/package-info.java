/** What every implementation of a port keeps to: one suite a port, run on each. */
@NullMarked
package org.relatum.server.conformance;

import org.jspecify.annotations.NullMarked;
