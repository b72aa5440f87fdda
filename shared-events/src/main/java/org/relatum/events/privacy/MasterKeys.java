package org.relatum.events.privacy;

import java.io.IOException;
import java.util.SortedSet;
import javax.crypto.SecretKey;

/**
 * The master keys, which wrap the keys of the data subjects, by version. {@link KeystoreMasterKeys} keeps them in a file; whoever keeps
 * them elsewhere, in a key management service for instance, implements this. Keys may be handles that only their own provider can
 * use: what is asked of them is AES-GCM. All methods are safe for concurrent use.
 */
public interface MasterKeys {

    /**
     * The versions there were when they were read, never none. The last one wraps; those before are left over from a rotation that did not
     * end.
     */
    SortedSet<Integer> versions();

    /** Reads again which versions there are, where others may have made or destroyed some. */
    void refresh() throws IOException;

    /**
     * The AES-256 key of a version.
     *
     * @throws IllegalStateException when there is none
     */
    SecretKey key(int version);

    /** Makes the next version, durable when this returns. */
    int add() throws IOException;

    /**
     * Destroys all other versions, also later ones; nothing that only they have wrapped can be read from then on.
     *
     * @param version by which everything is wrapped
     * @throws IllegalStateException when there is none of that version; nothing is destroyed then
     */
    void keepOnly(int version) throws IOException;
}
