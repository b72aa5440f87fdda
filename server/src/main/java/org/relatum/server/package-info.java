/** Placeholder replaced by the module package documentation. */
@NullMarked
package org.relatum.server;

import org.jspecify.annotations.NullMarked;
