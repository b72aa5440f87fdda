package org.relatum.server.backup;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What a backup holds of the database, and what it leaves out and why: every table is one or the other. */
final class Content {

    /** The tables that are held, in the order in which they are restored. */
    static final List<String> HELD = List.of(
            "control.store", "control.api_keys", "log.events", "ledger.entries", "ledger.tiles", "ledger.checkpoints");

    /** Where the events are. */
    static final String EVENTS = "log.events";

    /** Columns that follow from the order in which the rows of a table are restored. */
    static final Map<String, List<String>> MADE_ANEW = Map.of(EVENTS, List.of("event_index", "xid"));

    /** The tables that are left out, and why. */
    static final Map<String, String> LEFT_OUT = leftOut();

    private Content() {}

    private static Map<String, String> leftOut() {
        Map<String, String> tables = new LinkedHashMap<>();
        tables.put("log.positions", "are the order of the events, which the backup keeps");
        tables.put("log.copied", "is found out anew, where Axon Server records the events");
        tables.put("log.snapshots", "only save time");
        tables.put("control.migrations", "is what the version that restores has done");
        tables.put("control.projections", "says how far read models are, which are built anew");
        tables.put("control.parked", "follows from the events");
        tables.put("control.rebuilds", "is about read models that are built anew");
        tables.put("control.row_changes", "is about rows that are built anew");
        tables.put("control.feed_shards", "is known to Kafka");
        tables.put("control.ingest_positions", "is known to Kafka");
        tables.put("control.feed_nodes", "says who works at the moment");
        return tables;
    }

    /** What is read of a table. */
    static String query(String table, List<String> columns, long size) {
        if (table.equals(EVENTS)) {
            return "select e." + String.join(", e.", columns)
                    + " from log.positions p join log.events e using (event_index) where p.position <= " + size
                    + " order by p.position";
        }
        return "select " + String.join(", ", columns) + " from " + table + " order by " + columns.getFirst();
    }
}
