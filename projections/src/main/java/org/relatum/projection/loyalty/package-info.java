/** The loyalty score, its bands, the points account with its lots, the tier and the funnel. No framework. */
@NullMarked
package org.relatum.projection.loyalty;

import org.jspecify.annotations.NullMarked;
