/** Decision maths: weights from comparisons or from the data themselves, and rankings. Pure; nothing is recorded. */
@NullMarked
package org.relatum.command.decision;

import org.jspecify.annotations.NullMarked;
