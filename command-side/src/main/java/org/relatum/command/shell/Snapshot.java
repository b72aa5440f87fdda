package org.relatum.command.shell;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything a stream's aggregate remembers, at one version.
 *
 * @param recordedAt when its last event was recorded
 * @param firstKey the idempotency key that made the stream, or null
 * @param recentKeys the last idempotency keys, oldest first
 */
record Snapshot<S>(
        S state,
        long version,
        Instant recordedAt,
        RecentKeys.@Nullable Use firstKey,
        List<RecentKeys.Use> recentKeys) {}
