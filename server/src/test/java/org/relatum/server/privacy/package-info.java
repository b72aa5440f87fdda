/** What is left of a person after an erasure. */
@NullMarked
package org.relatum.server.privacy;

import org.jspecify.annotations.NullMarked;
