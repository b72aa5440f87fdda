/** Context <em>satisfaction</em>: surveys, customers' answers, and the improvements they lead to. */
@NullMarked
package org.relatum.command.satisfaction;

import org.jspecify.annotations.NullMarked;
