/** What questions about things with a stream of their own have in common. */
@NullMarked
package org.relatum.query.subject;

import org.jspecify.annotations.NullMarked;
