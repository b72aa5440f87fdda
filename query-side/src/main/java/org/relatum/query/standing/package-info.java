/** What the answers of all read models have in common: values by key, their history, and how they came to be. */
@NullMarked
package org.relatum.query.standing;

import org.jspecify.annotations.NullMarked;
