/** Context <em>performance</em>: what is expected of key figures, what people say of them, and the periods that were evaluated. */
@NullMarked
package org.relatum.command.performance;

import org.jspecify.annotations.NullMarked;
