/** Knowledge articles, as of any instant. No framework. */
@NullMarked
package org.relatum.projection.knowledge;

import org.jspecify.annotations.NullMarked;
