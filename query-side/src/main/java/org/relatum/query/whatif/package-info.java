/** What another policy would change. */
@NullMarked
package org.relatum.query.whatif;

import org.jspecify.annotations.NullMarked;
