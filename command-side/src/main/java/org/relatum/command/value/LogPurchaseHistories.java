package org.relatum.command.value;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.relatum.events.DomainEvent;
import org.relatum.events.EventRef;
import org.relatum.events.LifecycleEvent;
import org.relatum.events.Recorded;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.wire.EventCodec;
import org.relatum.events.wire.EventTypes;
import org.relatum.events.wire.UnreadableEventException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.PreparedStatementCreator;
import org.springframework.jdbc.core.RowCallbackHandler;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Reads the log itself, in one snapshot and by the stream: no more than one customer's days are in memory, and those of
 * merged customers.
 */
public final class LogPurchaseHistories implements PurchaseHistories {
    private static final Logger log = LoggerFactory.getLogger(LogPurchaseHistories.class);
    private static final int FETCH = 2_000;
    private static final String HEAD = "select coalesce(max(position), 0) from log.positions";
    private static final String FACTS = """
        select e.stream, e.sequence, e.recorded_at, e.type, e.revision, e.payload, p.position
        from log.events e join log.positions p on p.event_index = e.event_index
        where e.type = any (?) and p.position <= ? and e.recorded_at <= ?
        order by e.stream, e.sequence\
        """;
    private static final String[] MERGES = {
        EventTypes.of(LifecycleEvent.CustomerAbsorbed.class).name(),
        EventTypes.of(LifecycleEvent.AbsorptionUndone.class).name()
    };
    private static final String[] ORDERS = {EventTypes.of(OrderPlaced.class).name()};

    private final JdbcTemplate jdbc;
    private final TransactionTemplate snapshot;
    private final EventCodec codec;

    public LogPurchaseHistories(JdbcTemplate jdbc, PlatformTransactionManager transactions, EventCodec codec) {
        this.jdbc = jdbc;
        this.codec = codec;
        this.snapshot = new TransactionTemplate(transactions);
        this.snapshot.setReadOnly(true);
        this.snapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    }

    @Override
    public long read(Question question, Consumer<SortedSet<LocalDate>> customers) {
        Long position = snapshot.execute(status -> {
            long head = Objects.requireNonNull(jdbc.queryForObject(HEAD, Long.class));
            List<Recorded<LifecycleEvent>> merges = new ArrayList<>();
            List<EventRef> unreadable = new ArrayList<>();
            jdbc.query(
                    facts(MERGES, head, question.knownAt()),
                    each(
                            LifecycleEvent.class,
                            fact -> {
                                if (fact.occurredAt().isBefore(question.end())) {
                                    merges.add(fact);
                                }
                            },
                            unreadable::add));
            Grouping grouping = new Grouping(question.zone(), Relationships.after(merges), customers);
            unreadable.forEach(grouping::leaveOut);
            jdbc.query(
                    facts(ORDERS, head, question.knownAt()),
                    each(
                            OrderPlaced.class,
                            fact -> {
                                if (fact.occurredAt().isBefore(question.end())) {
                                    grouping.add(fact);
                                }
                            },
                            grouping::leaveOut));
            grouping.finish();
            return head;
        });
        return Objects.requireNonNull(position);
    }

    private static PreparedStatementCreator facts(String[] types, long head, Instant knownAt) {
        return connection -> {
            var statement = connection.prepareStatement(FACTS);
            statement.setFetchSize(FETCH);
            statement.setArray(1, connection.createArrayOf("text", types));
            statement.setLong(2, head);
            statement.setObject(3, OffsetDateTime.ofInstant(knownAt, ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
            return statement;
        };
    }

    private <E extends DomainEvent> RowCallbackHandler each(
            Class<E> kind, Consumer<Recorded<E>> facts, Consumer<EventRef> unreadable) {
        return row -> {
            Recorded<E> fact = recorded(row, kind);
            if (fact == null) {
                unreadable.accept(new EventRef(row.getObject(1, UUID.class), row.getLong(2)));
            } else {
                facts.accept(fact);
            }
        };
    }

    /** The fact in a row; null when it can't be read. */
    private <E extends DomainEvent> @Nullable Recorded<E> recorded(ResultSet row, Class<E> kind) throws SQLException {
        UUID stream = row.getObject(1, UUID.class);
        DomainEvent event;
        try {
            event = codec.decode(stream, row.getString(4), row.getInt(5), row.getBytes(6));
        } catch (UnreadableEventException e) {
            log.warn("customer {} is left out of the fit: {}", stream, e.toString());
            return null;
        }
        return new Recorded<>(
                row.getLong(7),
                stream,
                row.getLong(2),
                row.getObject(3, OffsetDateTime.class).toInstant(),
                kind.cast(event));
    }

    /** Puts the orders of a stream together, and those of merged customers. */
    private static final class Grouping {
        private final ZoneId zone;
        private final Relationships relationships;
        private final Consumer<SortedSet<LocalDate>> customers;
        private final Map<UUID, SortedSet<LocalDate>> merged = new HashMap<>();
        private final Set<UUID> leftOut = new HashSet<>();
        private @Nullable UUID stream;
        private SortedSet<LocalDate> days = new TreeSet<>();

        Grouping(ZoneId zone, Relationships relationships, Consumer<SortedSet<LocalDate>> customers) {
            this.zone = zone;
            this.relationships = relationships;
            this.customers = customers;
        }

        void add(Recorded<OrderPlaced> order) {
            if (!order.stream().equals(stream)) {
                give();
                stream = order.stream();
            }
            SortedSet<LocalDate> into = relationships.isAlone(order.stream())
                    ? days
                    : merged.computeIfAbsent(
                            relationships.ownerOf(order.stream(), order.sequence()), owner -> new TreeSet<>());
            into.add(order.occurredAt().atZone(zone).toLocalDate());
        }

        /** Nobody knows all days of a customer of whom an event can't be read. */
        void leaveOut(EventRef unreadable) {
            UUID customer = unreadable.stream();
            leftOut.add(
                    relationships.isAlone(customer)
                            ? customer
                            : relationships.ownerOf(customer, unreadable.sequence()));
        }

        private void give() {
            if (!days.isEmpty()) {
                if (!leftOut.contains(stream)) {
                    customers.accept(days);
                }
                days = new TreeSet<>();
            }
        }

        void finish() {
            give();
            merged.keySet().removeAll(leftOut);
            merged.values().forEach(customers);
        }
    }
}
