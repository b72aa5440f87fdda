package org.relatum.events.privacy;

import java.io.IOException;

/** Subject keys that are kept wrapped by a {@linkplain MasterKeys master key}. */
public interface WrappedSubjectKeys extends SubjectKeys {

    /**
     * How they are wrapped.
     *
     * @param version of the master key that wraps, from 1
     * @param rotating a rotation goes on or broke off: the master key before is still there
     * @param subjects how many have or had a key
     */
    record Wrapping(int version, boolean rotating, long subjects) {}

    /** Hears how far a rotation is. */
    @FunctionalInterface
    interface Progress {
        /** So many of so many keys are wrapped by the new master key. */
        void at(long done, long of);
    }

    /** How they are wrapped now. */
    Wrapping wrapping();

    /**
     * Changes the master key: makes a new one, wraps every key by it, and destroys the old one. Safe to break off anywhere and to repeat;
     * a repetition takes up the new key that there is. Keys are made, found and destroyed meanwhile.
     *
     * @return the version of the new master key
     */
    int rotateMaster(Progress progress) throws IOException;
}
