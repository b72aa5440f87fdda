/** Placeholder replaced by the module package documentation. */
@NullMarked
package org.relatum.command;

import org.jspecify.annotations.NullMarked;
