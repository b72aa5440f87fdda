/** Who speaks to the service: principals, their roles, and the part of the company they may reach. Plain Java, known to every part. */
@NullMarked
package org.relatum.events.access;

import org.jspecify.annotations.NullMarked;
