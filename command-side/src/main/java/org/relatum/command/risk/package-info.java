/** Context <em>risk</em>: flags raised by hand, and how the company answers flags. */
@NullMarked
package org.relatum.command.risk;

import org.jspecify.annotations.NullMarked;
