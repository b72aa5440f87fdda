/** Knowledge articles as of any date. */
@NullMarked
package org.relatum.query.knowledge;

import org.jspecify.annotations.NullMarked;
