package org.relatum.command.relay;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Which node works on which shard, and how far each is for those who want to see it. Nodes share the shards evenly; one whose lease
 * has run out loses its own to the others. That two nodes never send for one shard is not left to leases and clocks: Kafka shuts
 * out the older one.
 */
public final class Shards {
    private static final String OPEN = "(to_position is null or position < to_position)";

    private final JdbcTemplate jdbc;
    private final TransactionTemplate transaction;
    private final String node;
    private final Duration lease;

    Shards(JdbcTemplate jdbc, PlatformTransactionManager transactions, String node, Duration lease) {
        this.jdbc = jdbc;
        this.transaction = new TransactionTemplate(transactions);
        this.node = node;
        this.lease = lease;
    }

    /**
     * A shard as everybody sees it.
     *
     * @param position sent up to here at least
     * @param rowsPosition changes of rows sent up to here at least; null: none
     * @param node who works on it, or did
     * @param error why it does not go on; null: it does
     */
    public record State(
            String topic,
            int number,
            long from,
            @Nullable Long to,
            long position,
            @Nullable Long rowsPosition,
            @Nullable String node,
            boolean leased,
            @Nullable String error,
            Instant requestedAt,
            Instant updatedAt) {
        /** Events that may still have to be sent. */
        public long lag(long head) {
            return Math.max(0, (to == null ? head : to) - position);
        }

        /** Whether everything was sent that is to be sent. */
        public boolean isDone() {
            return to != null && position >= to;
        }
    }

    private static final RowMapper<State> STATE = (row, n) -> new State(
            row.getString("topic"),
            row.getInt("shard"),
            row.getLong("from_position"),
            row.getObject("to_position", Long.class),
            row.getLong("position"),
            row.getObject("rows_position", Long.class),
            row.getString("node"),
            row.getBoolean("leased"),
            row.getString("error"),
            row.getObject("requested_at", OffsetDateTime.class).toInstant(),
            row.getObject("updated_at", OffsetDateTime.class).toInstant());

    /** Every shard. */
    public List<State> all() {
        return jdbc.query(
                "select *, coalesce(leased_until > clock_timestamp(), false) as leased"
                        + " from control.feed_shards order by topic, shard",
                STATE);
    }

    /** Makes the shards of the feed. Those of a topic that it went to before are given up: rows that changed would be noted for them for ever. */
    void feed(String topic, int partitions) {
        jdbc.update("delete from control.feed_shards where to_position is null and topic <> ?", topic);
        add(topic, partitions, 0, null);
    }

    /**
     * Makes the shards of a topic; those that are there stay as they are.
     *
     * <p>Whoever writes rows notes it while there are shards. So that none is missed that is written just now, it is waited for.
     */
    void add(String topic, int partitions, long from, @Nullable Long to) {
        transaction.executeWithoutResult(status -> {
            jdbc.execute("lock table control.row_changes in share row exclusive mode");
            for (int number = 0; number < partitions; number++) {
                jdbc.update(
                        "insert into control.feed_shards (topic, shard, from_position, to_position, position)"
                                + " values (?, ?, ?, ?, ?) on conflict do nothing",
                        topic,
                        number,
                        from,
                        to,
                        from);
            }
        });
    }

    /** What a node has to give back and may begin with. */
    record Assignment(List<Shard> taken, List<Shard> lost) {}

    /**
     * Says that this node is there, prolongs its leases, and takes shards that nobody holds, up to its share.
     *
     * @param held what this node works on
     */
    Assignment beat(Collection<Shard> held) {
        return Optional.ofNullable(transaction.execute(status -> beatOnce(held)))
                .orElseThrow();
    }

    private Assignment beatOnce(Collection<Shard> held) {
        jdbc.update(
                "insert into control.feed_nodes (node, there_until) values (?, clock_timestamp() + ? * interval '1 ms')"
                        + " on conflict (node) do update set there_until = excluded.there_until",
                node,
                lease.toMillis());
        jdbc.update("delete from control.feed_nodes where there_until < clock_timestamp()");
        int nodes = count("select count(*) from control.feed_nodes");
        int share = (count("select count(*) from control.feed_shards where " + OPEN) + nodes - 1) / Math.max(1, nodes);
        List<Shard> still = jdbc.query(
                "update control.feed_shards set leased_until = clock_timestamp() + ? * interval '1 ms'"
                        + " where node = ? and leased_until > clock_timestamp() and " + OPEN
                        + " returning topic, shard, from_position, to_position, requested_at",
                Shards::shard,
                lease.toMillis(),
                node);
        List<Shard> lost = new ArrayList<>(held);
        lost.removeAll(still);
        List<Shard> keep = new ArrayList<>(held);
        keep.retainAll(still);
        // The node's own leases that nobody works on any more are taken up again.
        List<Shard> taken = new ArrayList<>(still);
        taken.removeAll(held);
        int surplus = keep.size() + taken.size() - share;
        if (surplus > 0) {
            lost.addAll(keep.subList(Math.max(0, keep.size() - surplus), keep.size()));
        } else if (surplus < 0) {
            taken.addAll(jdbc.query(
                    "update control.feed_shards set node = ?, leased_until = clock_timestamp() + ? * interval '1 ms'"
                            + " where (topic, shard) in (select topic, shard from control.feed_shards where " + OPEN
                            + " and coalesce(leased_until < clock_timestamp(), true) order by topic, shard limit ? for"
                            + " update skip locked) returning topic, shard, from_position, to_position, requested_at",
                    Shards::shard,
                    node,
                    lease.toMillis(),
                    -surplus));
        }
        return new Assignment(taken, lost);
    }

    private int count(String sql) {
        return Optional.ofNullable(jdbc.queryForObject(sql, Integer.class)).orElse(0);
    }

    private static Shard shard(java.sql.ResultSet row, int n) throws java.sql.SQLException {
        return new Shard(
                row.getString(1),
                row.getInt(2),
                row.getLong(3),
                row.getObject(4, Long.class),
                row.getObject(5, OffsetDateTime.class).toInstant());
    }

    /** Gives a shard to whoever wants it. */
    void release(Shard shard) {
        jdbc.update(
                "update control.feed_shards set leased_until = null where topic = ? and shard = ? and node = ?",
                shard.topic(),
                shard.number(),
                node);
    }

    /** This node goes. */
    void leave() {
        jdbc.update("update control.feed_shards set leased_until = null where node = ?", node);
        jdbc.update("delete from control.feed_nodes where node = ?", node);
    }

    /** Says how far a shard is. Everything that was written to the database before is on disk when this returns. */
    void reached(Shard shard, Mark mark) {
        jdbc.update(
                "update control.feed_shards set position = greatest(position, ?), rows_position = ?, error = null,"
                        + " updated_at = clock_timestamp() where topic = ? and shard = ?",
                mark.position(),
                mark.sweep() == null ? mark.rows() : null,
                shard.topic(),
                shard.number());
    }

    /** Says why a shard does not go on. */
    void failed(Shard shard, String error) {
        jdbc.update(
                "update control.feed_shards set error = ?, updated_at = clock_timestamp() where topic = ? and shard = ?"
                        + " and node = ?",
                error,
                shard.topic(),
                shard.number(),
                node);
    }

    /** Changes of rows that every shard has sent; 0 while one has to send all rows yet. */
    long rowsSentByAll() {
        return Optional.ofNullable(jdbc.queryForObject(
                        "select coalesce(min(coalesce(rows_position, 0)), 0) from control.feed_shards"
                                + " where to_position is null",
                        Long.class))
                .orElse(0L);
    }

    /** What identifies the store. */
    UUID store() {
        return Optional.ofNullable(jdbc.queryForObject("select store from control.store", UUID.class))
                .orElseThrow();
    }
}
