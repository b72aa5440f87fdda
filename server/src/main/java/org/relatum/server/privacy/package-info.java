/** The master key: what wraps it, and changing it. */
@NullMarked
package org.relatum.server.privacy;

import org.jspecify.annotations.NullMarked;
