/** Context privacy: consent, legal holds, erasure, retention. */
@NullMarked
package org.relatum.command.privacy;

import org.jspecify.annotations.NullMarked;
