/** What changed: between two points of time, step by step from the first fact on, and for one field that is shown. */
@NullMarked
package org.relatum.query.course;

import org.jspecify.annotations.NullMarked;
