/** The service's own state: figures, checks, parked customers, health, measurements. */
@NullMarked
package org.relatum.query.operation;

import org.jspecify.annotations.NullMarked;
