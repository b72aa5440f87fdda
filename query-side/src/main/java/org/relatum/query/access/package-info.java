/** Who looked at what, and who tried in vain. */
@NullMarked
package org.relatum.query.access;

import org.jspecify.annotations.NullMarked;
