/**
 * Context <em>customer and lifecycle</em>, and the customer as a whole: one stream, on which all contexts decide.
 */
@NullMarked
package org.relatum.command.customer;

import org.jspecify.annotations.NullMarked;
