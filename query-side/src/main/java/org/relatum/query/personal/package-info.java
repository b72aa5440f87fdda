/** Personal fields made readable, for those that still can be. */
@NullMarked
package org.relatum.query.personal;

import org.jspecify.annotations.NullMarked;
