/** Placeholder replaced by the module package documentation. */
@NullMarked
package org.relatum.query;

import org.jspecify.annotations.NullMarked;
