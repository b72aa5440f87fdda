package org.relatum.command;

import java.security.SecureRandom;
import java.util.Collection;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;
import org.relatum.events.privacy.KeyDestroyedException;
import org.relatum.events.privacy.SubjectKeys;

/** Subject keys for tests. */
public final class MemoryKeys implements SubjectKeys {
    private final ConcurrentHashMap<UUID, SecretKey> keys = new ConcurrentHashMap<>();
    private final Set<UUID> destroyed = ConcurrentHashMap.newKeySet();
    private final SecureRandom random = new SecureRandom();

    @Override
    public SecretKey keyFor(UUID subject) {
        if (destroyed.contains(subject)) {
            throw new KeyDestroyedException(subject);
        }
        return keys.computeIfAbsent(subject, s -> {
            byte[] key = new byte[32];
            random.nextBytes(key);
            return new SecretKeySpec(key, "AES");
        });
    }

    @Override
    public Optional<SecretKey> find(UUID subject) {
        return Optional.ofNullable(keys.get(subject));
    }

    /** As if a crash had come before it was made. */
    public void lose(UUID subject) {
        keys.remove(subject);
    }

    /** Who has a key. */
    public Set<UUID> subjects() {
        return Set.copyOf(keys.keySet());
    }

    @Override
    public void destroy(Collection<UUID> subjects) {
        destroyed.addAll(subjects);
        keys.keySet().removeAll(subjects);
    }
}
