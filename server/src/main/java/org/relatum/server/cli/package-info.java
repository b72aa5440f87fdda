/** The commands of the executable: {@code serve}, and clients of the REST interface. */
@NullMarked
package org.relatum.server.cli;

import org.jspecify.annotations.NullMarked;
