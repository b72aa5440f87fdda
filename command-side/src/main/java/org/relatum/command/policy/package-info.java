/** The company's policies: versions only grow, and none takes effect before it was recorded. */
@NullMarked
package org.relatum.command.policy;

import org.jspecify.annotations.NullMarked;
