/** Answers computed anew from stored events in hand, without a service. */
@NullMarked
package org.relatum.query.audit;

import org.jspecify.annotations.NullMarked;
