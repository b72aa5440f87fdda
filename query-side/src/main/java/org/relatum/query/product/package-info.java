/** The catalogue as of any date. */
@NullMarked
package org.relatum.query.product;

import org.jspecify.annotations.NullMarked;
