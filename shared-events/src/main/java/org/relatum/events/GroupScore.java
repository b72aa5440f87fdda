package org.relatum.events;

import org.jspecify.annotations.Nullable;

/**
 * A group of key figures as it was published.
 *
 * @param group key of the group
 * @param weight its part in the whole, from 0 to 1, before parts without a score are shared out
 * @param score from 0 to 100; absent when none of its figures had one
 */
public record GroupScore(
        String group, double weight, @Nullable Double score) {}
