/** Read models: pure folds of facts and pure views of the folded state, and the engine that runs them in every mode. */
@NullMarked
package org.relatum.projection;

import org.jspecify.annotations.NullMarked;
