/** Who may do what: keys, the one table of endpoints and roles, and the doors that keep to it. */
@NullMarked
package org.relatum.server.access;

import org.jspecify.annotations.NullMarked;
