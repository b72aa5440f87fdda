package org.relatum.command.shell;

import java.security.SecureRandom;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import org.axonframework.common.IdentifierFactory;

/**
 * Identifiers of messages, events and new streams: UUIDs of version 7, so that neighbours in time are neighbours in the indexes of
 * the database. No secrets: they can be guessed. Axon finds this class as a service.
 */
public final class TimeOrderedIds extends IdentifierFactory {
    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final long SALT = new SecureRandom().nextLong();
    private static final AtomicLong COUNT = new AtomicLong(new SecureRandom().nextLong());

    static UUID next() {
        long count = COUNT.getAndIncrement();
        long high = System.currentTimeMillis() << 16 | 0x7000L | count & 0xFFF;
        return new UUID(high, mix(SALT + count * GOLDEN) & 0x3FFFFFFFFFFFFFFFL | 0x8000000000000000L);
    }

    /** The finalizer of SplitMix64: equal only for equal arguments. */
    private static long mix(long value) {
        long z = (value ^ value >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    @Override
    public String generateIdentifier() {
        return next().toString();
    }
}
