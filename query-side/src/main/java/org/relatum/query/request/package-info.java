/** What every question has in common: parameters, cursors, freshness, refusals. */
@NullMarked
package org.relatum.query.request;

import org.jspecify.annotations.NullMarked;
