/** Runs the folds: live, as of any instant, and from scratch to check what is stored. */
@NullMarked
package org.relatum.projection.engine;

import org.jspecify.annotations.NullMarked;
