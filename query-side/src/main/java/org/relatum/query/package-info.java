/** What is asked over REST: customers as of any two instants, their history, lists, the catalogue, the service's own state. */
@NullMarked
package org.relatum.query;

import org.jspecify.annotations.NullMarked;
