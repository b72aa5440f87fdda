/** Encryption of personal fields: a key per data subject, kept outside the event database, and what is done with it. */
@NullMarked
package org.relatum.events.privacy;

import org.jspecify.annotations.NullMarked;
