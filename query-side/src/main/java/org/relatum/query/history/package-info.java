/** Every event of one customer as it was recorded. */
@NullMarked
package org.relatum.query.history;

import org.jspecify.annotations.NullMarked;
