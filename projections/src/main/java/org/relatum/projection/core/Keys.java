package org.relatum.projection.core;

import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.relatum.events.Recorded;

/**
 * Things with identifiers of their own within a customer: cases, promises, flags. Identifiers are unique within a stream only, and
 * duplicates that were merged bring theirs along.
 */
public final class Keys {
    private Keys() {}

    /** A name for a new thing in histories: its identifier or, where that is taken, the identifier with the stream. */
    public static <T> String unused(String id, Recorded<?> fact, List<T> things, Function<T, String> key) {
        boolean taken = things.stream().anyMatch(t -> key.apply(t).equals(id));
        return taken ? id + "@" + fact.stream() : id;
    }

    /**
     * The things, with the one that a fact is about changed: the one with that identifier from the fact's own stream or, after a merge,
     * the latest with that identifier from another. As they were when there is none.
     */
    public static <T> List<T> change(
            List<T> things, Recorded<?> fact, Predicate<T> named, Function<T, UUID> stream, UnaryOperator<T> change) {
        int found = -1;
        for (int i = 0; i < things.size(); i++) {
            if (named.test(things.get(i))
                    && (found < 0
                            || !stream.apply(things.get(found)).equals(fact.stream())
                            || stream.apply(things.get(i)).equals(fact.stream()))) {
                found = i;
            }
        }
        if (found < 0) {
            return things;
        }
        List<T> changed = new ArrayList<>(things);
        changed.set(found, change.apply(things.get(found)));
        return changed;
    }
}
