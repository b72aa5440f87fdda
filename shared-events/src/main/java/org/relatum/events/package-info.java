/** Placeholder replaced by the module package documentation. */
@NullMarked
package org.relatum.events;

import org.jspecify.annotations.NullMarked;
