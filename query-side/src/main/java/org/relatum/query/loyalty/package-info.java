/** Questions about loyalty: score, tier, points. */
@NullMarked
package org.relatum.query.loyalty;

import org.jspecify.annotations.NullMarked;
