/** The lifecycle of one customer: where it stands, since when and why. */
@NullMarked
package org.relatum.query.lifecycle;

import org.jspecify.annotations.NullMarked;
