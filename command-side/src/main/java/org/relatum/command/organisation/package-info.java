/** Context <em>organisation</em>: departments and members of staff. Whoever is made responsible for something exists and is active. */
@NullMarked
package org.relatum.command.organisation;

import org.jspecify.annotations.NullMarked;
