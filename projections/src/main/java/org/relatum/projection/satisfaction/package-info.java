/** Surveys and the improvements their answers lead to, as of any instant. No framework. */
@NullMarked
package org.relatum.projection.satisfaction;

import org.jspecify.annotations.NullMarked;
