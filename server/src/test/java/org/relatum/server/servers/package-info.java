/** Real servers for tests, each in a JVM of its own. */
@NullMarked
package org.relatum.server.servers;

import org.jspecify.annotations.NullMarked;
