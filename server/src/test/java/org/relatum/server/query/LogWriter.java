package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ArticleEvent;
import org.relatum.events.DomainEvent;
import org.relatum.events.ImprovementEvent;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.Metadata;
import org.relatum.events.Money;
import org.relatum.events.OrderLine;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.Personal;
import org.relatum.events.ProductEvent;
import org.relatum.events.Profile;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SurveyEvent;
import org.relatum.events.wire.EventCodec;
import org.relatum.events.wire.EventType;
import org.relatum.events.wire.EventTypes;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.server.TestServer;

/** Writes facts straight into the log, with any recordedAt. */
public final class LogWriter {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final String APPEND =
            "insert into log.events (stream_type, stream, sequence, event_id, type, revision,"
                    + " recorded_at, payload, metadata) values (?, ?, ?, ?, ?, ?, ?, ?, ?)";

    private final TestServer server;
    private final EventCodec codec;
    private final Map<UUID, Long> versions = new ConcurrentHashMap<>();

    public LogWriter(TestServer server) {
        this.server = server;
        this.codec = server.bean(EventCodec.class);
    }

    /** A fact that somebody recorded. */
    public record Fact(UUID stream, Instant recordedAt, DomainEvent event) {}

    static Fact fact(UUID stream, String recordedAt, DomainEvent event) {
        return new Fact(stream, Instant.parse(recordedAt), event);
    }

    /** Records facts in one transaction and waits until the read models contain them. Returns the last position. */
    long write(Fact... facts) {
        long position = record(List.of(facts), null);
        awaitRead(position);
        return position;
    }

    /** Records facts in one transaction. Returns the last position. */
    public long record(List<Fact> facts, @Nullable String reason) {
        try (Connection connection = server.pool().getConnection()) {
            connection.setAutoCommit(false);
            try (PreparedStatement insert = connection.prepareStatement(APPEND)) {
                for (Fact fact : facts) {
                    append(insert, fact, reason);
                }
                connection.commit();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            Fact last = facts.getLast();
            Sequencer sequencer = server.bean(Sequencer.class);
            sequencer.committed();
            return sequencer
                    .awaitPosition(last.stream(), versions.getOrDefault(last.stream(), 0L) - 1, true, PATIENCE)
                    .orElseThrow();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void append(PreparedStatement insert, Fact fact, @Nullable String reason) throws SQLException {
        EventType type = EventTypes.of(fact.event());
        long sequence = versions.merge(fact.stream(), 1L, Long::sum) - 1;
        insert.setString(1, kind(fact.event()));
        insert.setObject(2, fact.stream());
        insert.setLong(3, sequence);
        insert.setObject(4, UUID.randomUUID());
        insert.setString(5, type.name());
        insert.setInt(6, type.revision());
        insert.setObject(7, fact.recordedAt().atOffset(ZoneOffset.UTC));
        insert.setBytes(8, codec.encode(fact.stream(), fact.event()));
        Personal why = reason == null ? null : Personal.clear(fact.stream(), reason);
        insert.setBytes(
                9,
                codec.encodeMetadata(fact.stream(), new Metadata("tester", why, "test", "corr-1", null, null, null)));
        insert.executeUpdate();
    }

    private static String kind(DomainEvent event) {
        return switch (event) {
            case ProductEvent e -> "product";
            case SurveyEvent e -> "survey";
            case ImprovementEvent e -> "improvement";
            case ArticleEvent e -> "article";
            default -> "customer";
        };
    }

    public void awaitRead(long position) {
        try {
            assertThat(server.bean(LiveEngine.class).progress().awaitPosition(position, PATIENCE))
                    .isTrue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Number of facts that were recorded of a stream. */
    long version(UUID stream) {
        return versions.getOrDefault(stream, 0L);
    }

    public static CustomerRegistered registered(UUID customer, String occurredAt) {
        return registered(customer, occurredAt, "Ada Example");
    }

    static CustomerRegistered registered(UUID customer, String occurredAt, String name) {
        return new CustomerRegistered(
                Instant.parse(occurredAt),
                PartyKind.PERSON,
                PartyRole.CUSTOMER,
                new Profile(Personal.clear(customer, name), null, null, null, null, "en", "GB", null),
                "web",
                null);
    }

    static OrderPlaced order(String reference, String occurredAt) {
        return order(reference, Instant.parse(occurredAt));
    }

    public static OrderPlaced order(String reference, Instant occurredAt) {
        return new OrderPlaced(
                occurredAt,
                reference,
                new Money(new BigDecimal("10.00"), "USD"),
                BigDecimal.ONE,
                List.of(new OrderLine(null, null, "drinks", BigDecimal.ONE, new BigDecimal("10.00"))),
                "web");
    }
}
