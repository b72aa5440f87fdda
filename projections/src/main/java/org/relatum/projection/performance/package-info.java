/** What is expected of scorecards, what was said of them and the figures that were published. No framework. */
@NullMarked
package org.relatum.projection.performance;

import org.jspecify.annotations.NullMarked;
