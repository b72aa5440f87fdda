/** Context <em>sales</em>, as far as orders and returns. */
@NullMarked
package org.relatum.command.sales;

import org.jspecify.annotations.NullMarked;
