/** What is recorded of access: who looked at what, who tried in vain, which keys were made. */
@NullMarked
package org.relatum.command.access;

import org.jspecify.annotations.NullMarked;
