/** The 360-degree profile of a customer. No framework. */
@NullMarked
package org.relatum.projection.profile;

import org.jspecify.annotations.NullMarked;
