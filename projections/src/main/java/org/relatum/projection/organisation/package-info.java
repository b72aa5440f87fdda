/** Departments and members of staff as of any instant. No framework. */
@NullMarked
package org.relatum.projection.organisation;

import org.jspecify.annotations.NullMarked;
