/**
 * The executable: takes the data directory, starts or finds the database, and runs command side, projections and query side as one
 * service.
 */
@NullMarked
package org.relatum.server;

import org.jspecify.annotations.NullMarked;
