/** Placeholder replaced by the module package documentation. */
@NullMarked
package org.relatum.projection;

import org.jspecify.annotations.NullMarked;
