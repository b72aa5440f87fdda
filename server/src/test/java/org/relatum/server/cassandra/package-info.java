/** Read models on a real Cassandra. */
@NullMarked
package org.relatum.server.cassandra;

import org.jspecify.annotations.NullMarked;
