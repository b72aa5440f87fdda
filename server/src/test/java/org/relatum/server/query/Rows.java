package org.relatum.server.query;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.sql.DataSource;

/** What the tables of read models hold. */
public final class Rows {

    private Rows() {}

    /** A hash of every column of every row, by table. Checkpoints and days of key figures save time only: which there are depends on
     * how facts arrived. */
    public static Map<String, String> of(DataSource pool) throws SQLException {
        Map<String, String> contents = new TreeMap<>();
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            List<String> tables = new ArrayList<>();
            try (ResultSet row = statement.executeQuery("select tablename from pg_tables where schemaname = 'read' and"
                    + " tablename !~ '(checkpoints|days)$' order by 1")) {
                while (row.next()) {
                    tables.add(row.getString(1));
                }
            }
            for (String table : tables) {
                // Sums are the same however many zeros they are written with, and where nothing is they may be zero.
                String text = table.endsWith("_cells")
                        ? "(select jsonb_object_agg(key, case when value ~ '^-?[0-9.]+$' then"
                                + " trim_scale(value::numeric)::text else value end) from jsonb_each_text(to_jsonb(t))"
                                + " where value !~ '^[0.]+$')::text"
                        : "t::text";
                try (ResultSet row = statement.executeQuery("select count(*) || ' ' || coalesce(md5(string_agg(md5("
                        + text + "), '' order by md5(" + text + "))), '') from read." + table + " t")) {
                    row.next();
                    contents.put(table, row.getString(1));
                }
            }
        }
        return contents;
    }
}
