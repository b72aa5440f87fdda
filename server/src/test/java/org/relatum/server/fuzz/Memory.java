package org.relatum.server.fuzz;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Names of things that were made, as later requests may use them: by the field that holds them, and for things of a customer with the
 * customer. The latest are preferred: they have been changed least.
 */
final class Memory {
    private static final int MOST = 400;
    private static final String OWNERS = "owners of ";

    private final SplittableRandom random;
    private final Map<String, List<String>> values = new HashMap<>();

    Memory(SplittableRandom random) {
        this.random = random;
    }

    private static String place(@Nullable String owner, String field) {
        return owner == null ? field : owner + "/" + field;
    }

    void remember(@Nullable String owner, String field, String value) {
        if (owner != null) {
            remember(null, OWNERS + field, owner);
        }
        List<String> known = values.computeIfAbsent(place(owner, field), f -> new ArrayList<>());
        known.remove(value);
        known.add(value);
        if (known.size() > MOST) {
            known.removeFirst();
        }
    }

    void forget(@Nullable String owner, String field, String value) {
        List<String> known = values.get(place(owner, field));
        if (known != null && (owner != null || known.size() > 2)) {
            known.remove(value);
        }
    }

    /** A value of a field; null: none is known. */
    @Nullable
    String recall(@Nullable String owner, String field) {
        List<String> known = values.get(place(owner, field));
        if (known == null || known.isEmpty()) {
            return null;
        }
        int last = known.size() - 1;
        return random.nextInt(4) == 0
                ? known.get(random.nextInt(known.size()))
                : known.get(Math.max(0, last - random.nextInt(3)));
    }

    /** A customer that has a thing of some name; null: none is known. */
    @Nullable
    String ownerOf(String field) {
        return recall(null, OWNERS + field);
    }

    /** Fields that are known without a customer. */
    Set<String> fields() {
        Set<String> fields = new TreeSet<>();
        values.forEach((place, known) -> {
            if (!place.contains("/") && !known.isEmpty()) {
                fields.add(place);
            }
        });
        return fields;
    }
}
