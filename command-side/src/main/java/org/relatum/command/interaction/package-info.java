/** Context <em>interaction and care</em>: contacts, feedback, and the care that is planned and given. */
@NullMarked
package org.relatum.command.interaction;

import org.jspecify.annotations.NullMarked;
