/** Context <em>products</em>: what may be sold and for how much, as far as orders need it. */
@NullMarked
package org.relatum.command.product;

import org.jspecify.annotations.NullMarked;
