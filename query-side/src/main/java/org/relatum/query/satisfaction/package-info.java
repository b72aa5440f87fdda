/** Surveys and improvements as of any date. */
@NullMarked
package org.relatum.query.satisfaction;

import org.jspecify.annotations.NullMarked;
