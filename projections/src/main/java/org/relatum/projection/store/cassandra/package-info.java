/** Rows of read models on Cassandra: where one PostgreSQL is not enough for them. */
@NullMarked
package org.relatum.projection.store.cassandra;

import org.jspecify.annotations.NullMarked;
