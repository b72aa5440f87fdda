/** Questions about needs and promises. */
@NullMarked
package org.relatum.query.commitment;

import org.jspecify.annotations.NullMarked;
