/** Scorecards: figures, targets, scores and what was said of them. */
@NullMarked
package org.relatum.query.scorecard;

import org.jspecify.annotations.NullMarked;
