/** Which policies are, were and will be in force. */
@NullMarked
package org.relatum.query.policy;

import org.jspecify.annotations.NullMarked;
