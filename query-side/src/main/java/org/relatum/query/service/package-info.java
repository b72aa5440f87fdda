/** Questions about cases. */
@NullMarked
package org.relatum.query.service;

import org.jspecify.annotations.NullMarked;
