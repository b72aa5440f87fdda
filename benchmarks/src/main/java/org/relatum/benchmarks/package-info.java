/** Measured comparisons with peers and with the floor of the same run; nothing here is part of the product. */
@NullMarked
package org.relatum.benchmarks;

import org.jspecify.annotations.NullMarked;
