package org.relatum.projection.store.postgres;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.store.postgres.Tables.Table;
import org.relatum.projection.store.postgres.Tables.Unit;
import org.relatum.projection.store.postgres.Tables.View;

/**
 * Has tables that were built take the place of those that are served, in one transaction. The tables are locked first, all at once and
 * for a moment only: who reads one of them is not waited for, and nobody waits behind.
 */
final class Swap {
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    private static final String OTHER_COLUMNS = "42P16";
    /** Longest time that readers may wait behind a lock that is not had. */
    private static final int LOCK_MILLIS = 20;

    private final Connection connection;

    Swap(Connection connection) {
        this.connection = connection;
    }

    /** In a transaction of its own. Returns whether it was done. */
    boolean tryTo(Set<String> tables, UUID rebuild, Instant now) throws SQLException {
        List<Unit> units =
                Tables.ALL.stream().filter(u -> tables.contains(u.table())).toList();
        try {
            keepParked(units);
            List<String> old = old(units);
            execute("set local lock_timeout = " + LOCK_MILLIS);
            long start = System.nanoTime();
            lock(units, old);
            show(units.stream().flatMap(unit -> unit.views().stream()).toList());
            List<String> move = new ArrayList<>();
            if (!old.isEmpty()) {
                move.add("drop table " + String.join(", ", old));
            }
            for (Unit unit : units) {
                for (Table table : unit.tables()) {
                    move.add("alter table build." + table.name() + " set schema read");
                }
            }
            String versions =
                    "'^(" + String.join("|", units.stream().map(Unit::name).toList()) + ")_v[0-9]+$'";
            for (String known : List.of("projections", "parked")) {
                move.add("delete from control." + known + " where projection ~ " + versions);
                move.add("insert into control." + known + " select * from build." + known + " where projection ~ "
                        + versions);
                move.add("delete from build." + known);
            }
            move.add("delete from build.partitions");
            execute(String.join(";\n", move));
            try (PreparedStatement done = connection.prepareStatement("update control.rebuilds set state = 'DONE',"
                    + " ended_at = ?, swap_millis = ?, events_per_second = null, seconds_left = null"
                    + " where rebuild = ?")) {
                done.setObject(1, now.atOffset(ZoneOffset.UTC));
                done.setLong(2, (System.nanoTime() - start) / 1_000_000);
                done.setObject(3, rebuild);
                done.executeUpdate();
            }
            for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
                if (tables.contains(model.table())) {
                    new RowChanges.Change(model.projection().name(), null).note(connection);
                }
            }
            connection.commit();
            return true;
        } catch (SQLException e) {
            connection.rollback();
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /** Views first, with the tables they show: who reads a view locks it first, too. */
    private void lock(List<Unit> units, List<String> old) throws SQLException {
        List<String> all = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select viewname from pg_views where schemaname = 'bi' and viewname = any(?) order by viewname")) {
            query.setArray(
                    1,
                    connection.createArrayOf(
                            "text",
                            units.stream()
                                    .flatMap(unit -> unit.views().stream())
                                    .map(View::name)
                                    .toArray()));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    all.add("bi." + row.getString(1));
                }
            }
        }
        all.addAll(old);
        if (!all.isEmpty()) {
            execute("lock table " + String.join(", ", all) + " in access exclusive mode");
        }
    }

    /** What is served of the same read models, of whatever version. */
    private List<String> old(List<Unit> units) throws SQLException {
        List<String> old = new ArrayList<>();
        try (PreparedStatement query = connection.prepareStatement(
                "select tablename from pg_tables where schemaname = 'read' and tablename ~ ? order by tablename")) {
            query.setString(
                    1, "^(" + String.join("|", units.stream().map(Unit::name).toList()) + ")_v[0-9]+(_[a-z]+)?$");
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    old.add("read." + row.getString(1));
                }
            }
        }
        return old;
    }

    /** Rows of customers that could not be folded stay as they were. What such a one contributed is in no cell any more. */
    private void keepParked(List<Unit> units) throws SQLException {
        for (Unit unit : units) {
            if (!unit.table().equals(KpiRow.TABLE)) {
                for (Table table : unit.tables()) {
                    execute("do $$ begin if to_regclass('read." + table.name()
                            + "') is not null and exists (select from"
                            + " build.parked where projection = '" + unit.table() + "') then insert into build."
                            + table.name() + " select * from read." + table.name()
                            + " where customer in (select customer"
                            + " from build.parked where projection = '" + unit.table()
                            + "') on conflict do nothing; end if; end $$");
                }
            }
        }
    }

    private void show(List<View> views) throws SQLException {
        Savepoint before = connection.setSavepoint();
        try {
            execute(String.join(
                    ";\n",
                    views.stream()
                            .map(view -> view.creation(Schema.BUILT.rows()))
                            .toList()));
            connection.releaseSavepoint(before);
        } catch (SQLException e) {
            if (!OTHER_COLUMNS.equals(e.getSQLState())) {
                throw e;
            }
            connection.rollback(before);
            for (View view : views) {
                showAnew(view);
            }
        }
    }

    /** Keeps who may read a view that has to be made anew because its columns are others. */
    private void showAnew(View view) throws SQLException {
        List<String> anew = new ArrayList<>();
        anew.add("drop view if exists bi." + view.name());
        anew.add(view.creation(Schema.BUILT.rows()));
        try (Statement query = connection.createStatement();
                ResultSet row = query.executeQuery("select privilege_type, case grantee when 0 then 'public' else"
                        + " quote_ident(pg_get_userbyid(grantee)) end from pg_class, aclexplode(relacl)"
                        + " where oid = to_regclass('bi." + view.name() + "') and grantee <> relowner")) {
            while (row.next()) {
                anew.add("grant " + row.getString(1) + " on bi." + view.name() + " to " + row.getString(2));
            }
        }
        anew.addAll(view.describing());
        execute(String.join(";\n", anew));
    }

    private void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
