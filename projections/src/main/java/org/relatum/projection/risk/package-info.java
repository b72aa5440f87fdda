/** Risk flags, raised by rules and by hand: how grave they are, what they rest on, what is done about them. No framework. */
@NullMarked
package org.relatum.projection.risk;

import org.jspecify.annotations.NullMarked;
