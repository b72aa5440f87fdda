/** Departments and members of staff as of any date. */
@NullMarked
package org.relatum.query.organisation;

import org.jspecify.annotations.NullMarked;
