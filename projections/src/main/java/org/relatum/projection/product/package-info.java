/** The catalogue: what may be sold and for how much, as of any instant. No framework. */
@NullMarked
package org.relatum.projection.product;

import org.jspecify.annotations.NullMarked;
