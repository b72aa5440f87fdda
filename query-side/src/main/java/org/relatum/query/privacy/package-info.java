/** Consent, legal holds, what was erased, and everything that is kept of one person. */
@NullMarked
package org.relatum.query.privacy;

import org.jspecify.annotations.NullMarked;
