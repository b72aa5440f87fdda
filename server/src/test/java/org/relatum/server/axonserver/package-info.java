/** The service with its events in a real Axon Server, which has to be named. */
@NullMarked
package org.relatum.server.axonserver;

import org.jspecify.annotations.NullMarked;
