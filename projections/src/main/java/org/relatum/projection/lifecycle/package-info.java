/** The lifecycle status: where a relationship stands, since when, why, and when that changes by time alone. No framework. */
@NullMarked
package org.relatum.projection.lifecycle;

import org.jspecify.annotations.NullMarked;
