/** Other machinery that brings the same events into the same rows. No part of the product. */
@NullMarked
package org.relatum.benchmarks.peers;

import org.jspecify.annotations.NullMarked;
