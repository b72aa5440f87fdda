/** What a view may know beyond its own subject, as of an instant: policies and the value model's fits. No framework. */
@NullMarked
package org.relatum.projection.reference;

import org.jspecify.annotations.NullMarked;
