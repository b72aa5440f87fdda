package org.relatum.command.shell;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.DerivedId;
import org.relatum.events.Metadata;

/**
 * The idempotency keys of a stream's last {@value #CAPACITY} keyed commands, and for good that of the command that made the
 * stream: its id may be derived from it.
 */
final class RecentKeys {
    static final int CAPACITY = 100;

    /**
     * What a key was used for.
     *
     * @param key hash of actor and key
     * @param digest hash of the command
     * @param version the version it was answered with
     */
    record Use(UUID key, UUID digest, long version) {}

    private @Nullable Use first;
    private final ArrayDeque<Use> recent;

    RecentKeys() {
        this.recent = new ArrayDeque<>(4);
    }

    RecentKeys(@Nullable Use first, List<Use> recent) {
        this.first = first;
        this.recent = new ArrayDeque<>(recent);
    }

    @Nullable
    Use first() {
        return first;
    }

    List<Use> recent() {
        return new ArrayList<>(recent);
    }

    /** Notes an event with this metadata, after which the stream has this version. */
    void note(Metadata metadata, long version) {
        String key = metadata.idempotencyKey();
        String digest = metadata.requestDigest();
        if (key == null || digest == null) {
            return;
        }
        Use use = new Use(id(metadata.actor(), key), UUID.fromString(digest), version);
        Use last = recent.peekLast();
        if (last != null && last.key().equals(use.key())) {
            recent.removeLast();
        } else if (recent.size() == CAPACITY) {
            recent.removeFirst();
        }
        recent.addLast(use);
        if (version == 1 || first != null && first.key().equals(use.key())) {
            first = use;
        }
    }

    /** What the key was used for, if it is remembered. */
    Optional<Use> find(String actor, String key) {
        UUID id = id(actor, key);
        Iterator<Use> newestFirst = recent.descendingIterator();
        while (newestFirst.hasNext()) {
            Use use = newestFirst.next();
            if (use.key().equals(id)) {
                return Optional.of(use);
            }
        }
        return first != null && first.key().equals(id) ? Optional.of(first) : Optional.empty();
    }

    private static UUID id(String actor, String key) {
        return DerivedId.of("idempotency-key", actor, key);
    }
}
