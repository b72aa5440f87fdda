/** The PostgreSQL that the service runs on: its own embedded server, or one that is there already. */
@NullMarked
package org.relatum.server.postgres;

import org.jspecify.annotations.NullMarked;
