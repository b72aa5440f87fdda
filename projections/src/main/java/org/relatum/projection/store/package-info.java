/** Where events are read from and rows are kept. */
@NullMarked
package org.relatum.projection.store;

import org.jspecify.annotations.NullMarked;
