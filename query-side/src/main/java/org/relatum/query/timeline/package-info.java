/** What happened with one customer, the newest first. */
@NullMarked
package org.relatum.query.timeline;

import org.jspecify.annotations.NullMarked;
