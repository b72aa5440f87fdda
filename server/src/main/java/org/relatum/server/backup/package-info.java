/** Backups: what is in one, how it is taken while the service works, and how it is proven when it is restored. */
@NullMarked
package org.relatum.server.backup;

import org.jspecify.annotations.NullMarked;
