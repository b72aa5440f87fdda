package org.relatum.events.privacy;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Master keys for tests, the same in every process: SHA-256 of the version. */
final class MemoryMasterKeys implements MasterKeys {
    private final TreeSet<Integer> versions = new TreeSet<>(List.of(1));

    @Override
    public synchronized SortedSet<Integer> versions() {
        return new TreeSet<>(versions);
    }

    @Override
    public synchronized SecretKey key(int version) {
        if (!versions.contains(version)) {
            throw new IllegalStateException("destroyed");
        }
        try {
            return new SecretKeySpec(MessageDigest.getInstance("SHA-256").digest(new byte[] {(byte) version}), "AES");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public synchronized int add() {
        versions.add(versions.last() + 1);
        return versions.last();
    }

    @Override
    public void refresh() {
        // Nobody else makes any.
    }

    @Override
    public synchronized void keepOnly(int version) {
        if (!versions.contains(version)) {
            throw new IllegalStateException("destroyed");
        }
        versions.retainAll(List.of(version));
    }
}
