/** What a view may know beyond its own subject, as of an instant: policies. No framework. */
@NullMarked
package org.relatum.projection.reference;

import org.jspecify.annotations.NullMarked;
