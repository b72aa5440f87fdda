package org.relatum.server.access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.github.bucket4j.Bucket;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.relatum.events.access.Caller;

/** How often each key may be used: as many requests at once as in a second, on this node. Safe for concurrent use. */
final class RateLimits {
    private final Cache<String, Bucket> buckets =
            Caffeine.newBuilder().expireAfterAccess(Duration.ofMinutes(10)).build();

    /** Whether a caller may come now: 0, or after how many whole seconds it may try again. */
    long secondsToWait(Caller caller, int requestsPerSecond) {
        if (requestsPerSecond == 0) {
            return 0;
        }
        String key = caller.key() == null ? caller.name() : caller.key();
        Bucket bucket = buckets.get(
                key + " " + requestsPerSecond,
                k -> Bucket.builder()
                        .addLimit(limit -> limit.capacity(requestsPerSecond)
                                .refillGreedy(requestsPerSecond, Duration.ofSeconds(1)))
                        .build());
        long nanos = bucket.tryConsumeAndReturnRemaining(1).getNanosToWaitForRefill();
        return nanos == 0 ? 0 : TimeUnit.NANOSECONDS.toSeconds(nanos) + 1;
    }
}
