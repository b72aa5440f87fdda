package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Which rows were written, for those who pass them on: noted by whoever writes them, in the same transaction, so nothing is missed and
 * nothing noted that was not written. As long as nobody passes rows on, nothing is noted. One connection writes rows, so the numbers of the
 * notes grow as they are committed.
 */
final class RowChanges {
    private final Map<String, Set<UUID>> customers = new LinkedHashMap<>();

    /** @param customers whose rows were written; null: those of everybody */
    record Change(String model, @Nullable Set<UUID> customers) {
        void note(Connection connection) throws SQLException {
            try (PreparedStatement insert = connection.prepareStatement(
                    "insert into control.row_changes (model, customers) select ?, ?::uuid[] where exists (select from"
                            + " control.feed_shards where to_position is null)")) {
                insert.setString(1, model);
                insert.setArray(2, customers == null ? null : connection.createArrayOf("uuid", customers.toArray()));
                insert.executeUpdate();
            }
        }
    }

    void add(String model, List<UUID> changed) {
        customers.computeIfAbsent(model, m -> new LinkedHashSet<>()).addAll(changed);
    }

    /** What was added since this was asked last. */
    List<Change> taken() {
        List<Change> taken = new ArrayList<>();
        customers.forEach((model, changed) -> taken.add(new Change(model, changed)));
        customers.clear();
        return taken;
    }
}
