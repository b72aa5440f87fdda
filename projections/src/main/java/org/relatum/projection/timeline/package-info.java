/** What happened with a customer, one entry a fact, by touchpoint. No framework. */
@NullMarked
package org.relatum.projection.timeline;

import org.jspecify.annotations.NullMarked;
