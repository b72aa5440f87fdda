/** Questions about risk flags. */
@NullMarked
package org.relatum.query.risk;

import org.jspecify.annotations.NullMarked;
