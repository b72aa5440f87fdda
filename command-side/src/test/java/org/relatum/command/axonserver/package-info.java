@NullMarked
package org.relatum.command.axonserver;

import org.jspecify.annotations.NullMarked;
