/** Axon Server: how it is reached; streams that are recorded there, their copy in the database, commands that are routed through it. */
@NullMarked
package org.relatum.command.axonserver;

import org.jspecify.annotations.NullMarked;
