/** What one installation is made of: which nodes do what, and what holds which state. */
@NullMarked
package org.relatum.events.deployment;

import org.jspecify.annotations.NullMarked;
