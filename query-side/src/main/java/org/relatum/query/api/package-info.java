/** The description of the interface that is common to all questions. */
@NullMarked
package org.relatum.query.api;

import org.jspecify.annotations.NullMarked;
