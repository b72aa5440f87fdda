package org.relatum.events.privacy;

import java.util.Collection;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.SecretKey;

/**
 * The keys of the data subjects. Kept outside the event database, its write-ahead log and its backups, so that destroying one key
 * makes that subject's personal fields unreadable everywhere. All methods are safe for concurrent use.
 */
public interface SubjectKeys {

    /**
     * The subject's key, made when there is none. When this returns, the key is durable: no event can be stored whose key would
     * be lost by a crash.
     *
     * @throws KeyDestroyedException when it was destroyed
     */
    SecretKey keyFor(UUID subject);

    /** The subject's key, or empty when it was never made or was destroyed. */
    Optional<SecretKey> find(UUID subject);

    /**
     * Destroys the keys of these subjects, also of those that had none yet: they get none. When this returns, it is durable. What was
     * destroyed before is destroyed once more, so that a repetition also helps where the disk did not do what it said.
     */
    void destroy(Collection<UUID> subjects);
}
