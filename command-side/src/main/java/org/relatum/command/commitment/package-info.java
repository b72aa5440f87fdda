/** Context <em>needs and commitments</em>: what a customer needs, and what it was promised. */
@NullMarked
package org.relatum.command.commitment;

import org.jspecify.annotations.NullMarked;
