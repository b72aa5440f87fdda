/** Building the tables of read models anew from the log, beside those that are served. */
@NullMarked
package org.relatum.projection.rebuild;

import org.jspecify.annotations.NullMarked;
