package org.relatum.events.privacy;

import java.util.UUID;

/** Somebody wants to write down personal data of a subject that was erased. */
public final class KeyDestroyedException extends IllegalStateException {
    public KeyDestroyedException(UUID subject) {
        super("the key of " + subject + " was destroyed, and there will be no other");
    }
}
