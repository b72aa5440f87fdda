/** What the customer needs, and what was promised: which promises are open, overdue, kept and broken. No framework. */
@NullMarked
package org.relatum.projection.commitment;

import org.jspecify.annotations.NullMarked;
