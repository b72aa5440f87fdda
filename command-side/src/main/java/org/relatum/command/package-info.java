/** The command side: what may become a fact, and how it does. {@link CommandSideConfiguration} puts it together. */
@NullMarked
package org.relatum.command;

import org.jspecify.annotations.NullMarked;
