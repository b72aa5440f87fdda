/**
 * Real servers of others, each in a JVM of its own, for tests and the demonstration of a cluster. Maven finds their jars when they are needed
 * first; they are on nobody's class path.
 */
@NullMarked
package org.relatum.server.servers;

import org.jspecify.annotations.NullMarked;
