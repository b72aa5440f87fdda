/** Several nodes on one database. */
@NullMarked
package org.relatum.server.cluster;

import org.jspecify.annotations.NullMarked;
