/** The 360-degree view of one customer, and lists of customers. */
@NullMarked
package org.relatum.query.customer;

import org.jspecify.annotations.NullMarked;
