/** The log and the read models on PostgreSQL. */
@NullMarked
package org.relatum.projection.store.postgres;

import org.jspecify.annotations.NullMarked;
