package org.relatum.projection.store.cassandra;

import com.datastax.oss.driver.api.core.CqlSession;
import com.datastax.oss.driver.api.core.CqlSessionBuilder;
import com.datastax.oss.driver.api.core.DriverException;
import com.datastax.oss.driver.api.core.config.DefaultDriverOption;
import com.datastax.oss.driver.api.core.config.DriverConfigLoader;
import com.datastax.oss.driver.api.core.cql.AsyncResultSet;
import com.datastax.oss.driver.api.core.cql.BoundStatement;
import com.datastax.oss.driver.api.core.cql.BoundStatementBuilder;
import com.datastax.oss.driver.api.core.cql.PreparedStatement;
import com.datastax.oss.driver.api.core.cql.ResultSet;
import com.datastax.oss.driver.api.core.cql.Row;
import com.datastax.oss.driver.api.core.cql.SimpleStatement;
import com.datastax.oss.driver.api.core.cql.Statement;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Micros;

/**
 * The connection to a keyspace, and how things are written there: customers in buckets by the first bits of their ids, so that
 * going through the buckets in order goes through the customers in ascending order of their ids; instants as microseconds since 1970;
 * what has no end as the largest number. Safe for concurrent use.
 */
public final class Cassandra implements AutoCloseable {
    /** An instant that is not reached. */
    static final long INFINITY = Long.MAX_VALUE;

    private static final int PORT = 9042;
    private static final Duration REQUEST = Duration.ofSeconds(10);
    /** Between two attempts at a node that does not answer, at most. */
    private static final Duration RECONNECTION = Duration.ofSeconds(5);

    private static final Duration SCHEMA_CHANGE = Duration.ofSeconds(60);
    /** Requests of one task under way at once. */
    private static final int AT_ONCE = 128;
    /** Buckets that are asked ahead while one is read. */
    private static final int AHEAD = 8;

    private final CqlSession session;
    private final CassandraSettings settings;
    private final int shift;
    private final Map<String, PreparedStatement> prepared = new ConcurrentHashMap<>();

    private Cassandra(CqlSession session, CassandraSettings settings) {
        this.session = session;
        this.settings = settings;
        this.shift = Long.SIZE - Integer.numberOfTrailingZeros(settings.buckets());
    }

    /**
     * Connects.
     *
     * @throws CassandraException when it does not answer
     */
    public static Cassandra connect(CassandraSettings settings) {
        CqlSessionBuilder builder = CqlSession.builder()
                .addContactPoints(settings.contactPoints().stream()
                        .map(Cassandra::address)
                        .toList())
                .withLocalDatacenter(settings.localDatacenter())
                .withConfigLoader(DriverConfigLoader.programmaticBuilder()
                        .withString(DefaultDriverOption.REQUEST_CONSISTENCY, "LOCAL_QUORUM")
                        .withString(DefaultDriverOption.REQUEST_SERIAL_CONSISTENCY, "LOCAL_SERIAL")
                        .withDuration(DefaultDriverOption.REQUEST_TIMEOUT, REQUEST)
                        .withDuration(DefaultDriverOption.CONNECTION_INIT_QUERY_TIMEOUT, REQUEST)
                        .withDuration(DefaultDriverOption.RECONNECTION_MAX_DELAY, RECONNECTION)
                        .withDuration(DefaultDriverOption.METADATA_SCHEMA_WINDOW, Duration.ofMillis(10))
                        .withString(DefaultDriverOption.SESSION_NAME, "relatum")
                        .build());
        String user = settings.user();
        String password = settings.password();
        if (user != null && password != null) {
            builder.withAuthCredentials(user, password);
        }
        try {
            return new Cassandra(builder.build(), settings);
        } catch (DriverException e) {
            throw new CassandraException(
                    "Cassandra does not answer at " + String.join(", ", settings.contactPoints()) + ": "
                            + e.getMessage(),
                    e);
        }
    }

    private static InetSocketAddress address(String text) {
        int colon = text.lastIndexOf(':');
        return colon < 0
                ? new InetSocketAddress(text, PORT)
                : new InetSocketAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
    }

    CassandraSettings settings() {
        return settings;
    }

    int buckets() {
        return settings.buckets();
    }

    /** The bucket of a customer. */
    int bucket(UUID customer) {
        return (int) (customer.getMostSignificantBits() >>> shift);
    }

    /** A customer's id as bytes, which sort as ids do in every other answer. */
    static ByteBuffer key(UUID customer) {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(customer.getMostSignificantBits())
                .putLong(customer.getLeastSignificantBits())
                .flip();
    }

    static UUID customer(Row row) {
        ByteBuffer key = row.getByteBuffer("customer");
        if (key == null) {
            throw new IllegalStateException("a row without a customer");
        }
        return new UUID(key.getLong(key.position()), key.getLong(key.position() + Long.BYTES));
    }

    static Instant instant(Row row, String column) {
        return Micros.toInstant(row.getLong(column));
    }

    static @Nullable Instant nullableInstant(Row row, String column) {
        return row.isNull(column) ? null : instant(row, column);
    }

    static @Nullable Instant finite(Row row, String column) {
        long micros = row.getLong(column);
        return micros == INFINITY ? null : Micros.toInstant(micros);
    }

    /** The name of a table. */
    String table(String name) {
        return settings.keyspace() + "." + name;
    }

    /** Whether a table is there. */
    boolean has(String name) {
        return session.getMetadata()
                .getKeyspace(settings.keyspace())
                .flatMap(keyspace -> keyspace.getTable(name))
                .isPresent();
    }

    boolean hasKeyspace() {
        return session.getMetadata().getKeyspace(settings.keyspace()).isPresent();
    }

    /** Changes the schema and waits until all nodes know. */
    void change(String ddl) {
        session.execute(SimpleStatement.newInstance(ddl).setTimeout(SCHEMA_CHANGE));
    }

    /** A statement with values; one that was prepared before is used again. */
    BoundStatement bind(String cql, @Nullable Object... values) {
        return prepared.computeIfAbsent(cql, session::prepare).bind(values);
    }

    /** A statement with values; columns whose value is null stay as they are. */
    BoundStatement bindGiven(String cql, List<@Nullable Object> values) {
        BoundStatementBuilder statement =
                prepared.computeIfAbsent(cql, session::prepare).boundStatementBuilder(values.toArray());
        for (int i = 0; i < values.size(); i++) {
            if (values.get(i) == null) {
                statement = statement.unset(i);
            }
        }
        return statement.build();
    }

    /** Bytes of a statement with its values. */
    int size(Statement<?> statement) {
        return statement.computeSizeInBytes(session.getContext());
    }

    ResultSet execute(Statement<?> statement) {
        return session.execute(statement);
    }

    List<Row> rows(String cql, @Nullable Object... values) {
        return session.execute(bind(cql, values)).all();
    }

    /** The customers of each bucket. */
    Map<Integer, List<UUID>> byBucket(Collection<UUID> customers) {
        Map<Integer, List<UUID>> byBucket = new TreeMap<>();
        customers.forEach(
                c -> byBucket.computeIfAbsent(bucket(c), b -> new ArrayList<>()).add(c));
        return byBucket;
    }

    static List<ByteBuffer> keys(Collection<UUID> customers) {
        return customers.stream().map(Cassandra::key).toList();
    }

    /** Executes statements, some at once, and hands on their rows in no certain order of the statements; one at a time. */
    void each(Collection<? extends Statement<?>> statements, Consumer<Row> rows) {
        Semaphore free = new Semaphore(AT_ONCE);
        List<CompletionStage<Void>> pending = new ArrayList<>(statements.size());
        for (Statement<?> statement : statements) {
            free.acquireUninterruptibly();
            CompletionStage<Void> done = session.executeAsync(statement).thenCompose(page -> drained(page, rows));
            pending.add(done.whenComplete((nothing, failure) -> free.release()));
        }
        pending.forEach(Cassandra::join);
    }

    private static CompletionStage<Void> drained(AsyncResultSet page, Consumer<Row> rows) {
        synchronized (rows) {
            page.currentPage().forEach(rows);
        }
        return page.hasMorePages()
                ? page.fetchNextPage().thenCompose(next -> drained(next, rows))
                : CompletableFuture.completedFuture(null);
    }

    /**
     * Goes through buckets in order.
     *
     * @param first bucket
     * @param statement of a bucket
     * @param wanted gets the rows in order, and says whether it wants more
     */
    void walk(int first, IntFunction<Statement<?>> statement, Predicate<Row> wanted) {
        Deque<CompletionStage<AsyncResultSet>> asked = new ArrayDeque<>();
        int next = first;
        for (int bucket = first; bucket < buckets(); bucket++) {
            while (next < buckets() && next <= bucket + AHEAD) {
                asked.add(session.executeAsync(statement.apply(next++)));
            }
            AsyncResultSet page = join(asked.remove());
            while (true) {
                for (Row row : page.currentPage()) {
                    if (!wanted.test(row)) {
                        return;
                    }
                }
                if (!page.hasMorePages()) {
                    break;
                }
                page = join(page.fetchNextPage());
            }
        }
    }

    private static <T> T join(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    @Override
    public void close() {
        session.close();
    }
}
