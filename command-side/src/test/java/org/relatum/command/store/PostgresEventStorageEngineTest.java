package org.relatum.command.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventhandling.EventMessage;
import org.axonframework.eventhandling.GenericDomainEventMessage;
import org.axonframework.eventhandling.GenericEventMessage;
import org.axonframework.eventsourcing.eventstore.DomainEventStream;
import org.axonframework.eventsourcing.eventstore.EventStoreException;
import org.axonframework.modelling.command.ConcurrencyException;
import org.junit.jupiter.api.Test;
import org.relatum.command.MemoryKeys;
import org.relatum.command.StatementCount;
import org.relatum.command.TestDatabase;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.LifecycleEvent.OwnerAssigned;
import org.relatum.events.Metadata;
import org.relatum.events.Personal;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.wire.EventCodec;
import org.relatum.events.wire.UnreadableEventException;
import org.springframework.jdbc.core.JdbcTemplate;

class PostgresEventStorageEngineTest {
    private static final Instant AT = Instant.parse("2026-05-01T12:00:00.123456Z");

    private final StatementCount count = new StatementCount();
    private final PostgresEventStorageEngine engine = new PostgresEventStorageEngine(
            count.of(TestDatabase.shared()), new EventCodec(new FieldCipher(new MemoryKeys())), new NoSnapshots());
    private final JdbcTemplate jdbc = new JdbcTemplate(TestDatabase.shared());
    private final UUID stream = UUID.randomUUID();

    @Test
    void events_are_stored_under_their_logical_names_with_columns_that_can_be_queried() {
        engine.appendEvents(List.of(event(0, AT), event(1, AT.plusNanos(1000))));
        List<Map<String, Object>> rows =
                jdbc.queryForList("select * from log.events where stream = ? order by event_index", stream);
        assertThat(rows).hasSize(2);
        assertThat(rows.getFirst())
                .containsEntry("stream_type", "customer")
                .containsEntry("sequence", 0L)
                .containsEntry("type", "customer.owner-assigned")
                .containsEntry("revision", 1);
        assertThat(jdbc.queryForObject(
                                "select recorded_at from log.events where stream = ? and sequence = 1",
                                OffsetDateTime.class,
                                stream)
                        .toInstant())
                .isEqualTo(AT.plusNanos(1000));
        assertThat(text(rows.getFirst().get("payload")))
                .isEqualTo("{\"occurredAt\":\"2026-05-01T12:00:00.123456Z\",\"owner\":\"o0\",\"department\":\"d\"}");
        assertThat(text(rows.getFirst().get("metadata")))
                .as("what has a column of its own is not in the metadata")
                .isEqualTo("{\"actor\":\"test\",\"correlationId\":\"c\"}");
    }

    @Test
    void what_was_written_is_read_again() {
        engine.appendEvents(List.of(event(0, AT), event(1, AT.plusNanos(1000)), event(2, AT.plusNanos(2000))));
        DomainEventStream read = engine.readEvents(stream.toString(), 1);
        List<DomainEventMessage<?>> messages = new ArrayList<>();
        read.forEachRemaining(messages::add);
        assertThat(messages).extracting(DomainEventMessage::getSequenceNumber).containsExactly(1L, 2L);
        DomainEventMessage<?> first = messages.getFirst();
        assertThat(first.getPayload()).isEqualTo(new OwnerAssigned(AT.plusNanos(1000), "o1", "d"));
        assertThat(first.getTimestamp()).isEqualTo(AT.plusNanos(1000));
        assertThat(Recording.recordedAt(first.getMetaData())).isEqualTo(AT.plusNanos(1000));
        assertThat(Recording.metadata(first.getMetaData()).correlationId()).isEqualTo("c");
        assertThat(read.getLastSequenceNumber()).isEqualTo(2);
        assertThat(engine.lastSequenceNumberFor(stream.toString())).contains(2L);
        assertThat(engine.lastSequenceNumberFor(UUID.randomUUID().toString())).isEmpty();
        assertThat(engine.readEvents(UUID.randomUUID().toString(), 0).hasNext()).isFalse();
    }

    @Test
    void all_events_go_in_with_one_statement() {
        List<EventMessage<?>> events = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            events.add(event(i, AT.plusSeconds(i)));
        }
        engine.appendEvents(events);
        assertThat(count.take()).hasSize(1);
        engine.appendEvents(List.of());
        assertThat(count.take()).isEmpty();
    }

    @Test
    void personal_fields_are_stored_encrypted() {
        CustomerQualified qualified = new CustomerQualified(AT, Personal.clear(stream, "heard in confidence"));
        engine.appendEvents(List.of(new GenericDomainEventMessage<>(
                "customer", stream.toString(), 0, qualified, Recording.of(metadata(), AT))));
        byte[] payload = jdbc.queryForObject("select payload from log.events where stream = ?", byte[].class, stream);
        assertThat(text(payload)).contains(stream + ":").doesNotContain("confidence");
    }

    @Test
    void a_sequence_that_exists_is_a_lost_race_and_nothing_is_stored() {
        engine.appendEvents(List.of(event(0, AT)));
        assertThatThrownBy(() -> engine.appendEvents(List.of(event(1, AT), event(0, AT))))
                .isInstanceOf(ConcurrencyException.class);
        assertThat(engine.lastSequenceNumberFor(stream.toString())).contains(0L);
    }

    /** While the log is locked everybody waits, so that what is appended then goes in together. */
    @Test
    void commands_that_wait_together_share_a_statement_and_no_failure() throws Exception {
        engine.appendEvents(List.of(event(0, AT)));
        count.take();
        int writers = 40;
        try (ExecutorService executor = Executors.newFixedThreadPool(writers);
                Connection locking = TestDatabase.shared().getConnection()) {
            locking.setAutoCommit(false);
            locking.createStatement().execute("set local role none");
            locking.createStatement().execute("lock table log.events in share mode");
            List<Future<?>> appended = new ArrayList<>();
            List<UUID> others = new ArrayList<>();
            for (int i = 0; i < writers; i++) {
                UUID other = UUID.randomUUID();
                others.add(other);
                boolean loses = i % 10 == 9;
                appended.add(executor.submit(() -> engine.appendEvents(
                        loses ? List.of(event(1000, AT), event(0, AT)) : List.of(event(other, 0, AT)))));
            }
            Thread.sleep(300);
            locking.rollback();
            for (int i = 0; i < writers; i++) {
                if (i % 10 == 9) {
                    assertThatThrownBy(appended.get(i)::get).hasCauseInstanceOf(ConcurrencyException.class);
                } else {
                    appended.get(i).get();
                    assertThat(engine.lastSequenceNumberFor(others.get(i).toString()))
                            .contains(0L);
                }
            }
        }
        assertThat(engine.lastSequenceNumberFor(stream.toString())).contains(0L);
        assertThat(count.take().stream().filter(sql -> sql.startsWith("insert")).count())
                .as("a group that fails is written one by one")
                .isLessThan(2L + writers);
    }

    @Test
    void of_many_writers_of_one_sequence_exactly_one_wins() throws Exception {
        int writers = 8;
        CyclicBarrier start = new CyclicBarrier(writers);
        try (ExecutorService executor = Executors.newFixedThreadPool(writers)) {
            for (int round = 0; round < 20; round++) {
                int sequence = round;
                List<Future<Boolean>> results = new ArrayList<>();
                for (int i = 0; i < writers; i++) {
                    results.add(executor.submit(() -> {
                        start.await();
                        try {
                            engine.appendEvents(List.of(event(sequence, AT)));
                            return true;
                        } catch (ConcurrencyException e) {
                            return false;
                        }
                    }));
                }
                int winners = 0;
                for (Future<Boolean> result : results) {
                    winners += result.get() ? 1 : 0;
                }
                assertThat(winners).isEqualTo(1);
            }
        }
    }

    @Test
    void only_events_of_the_language_are_stored() {
        assertThatThrownBy(() -> engine.appendEvents(List.of(GenericEventMessage.asEventMessage("text"))))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void an_event_of_an_unknown_kind_stops_the_reading() {
        jdbc.update(
                "insert into log.events (stream_type, stream, sequence, event_id, type, revision, recorded_at, payload,"
                        + " metadata) values ('customer', ?, 0, ?, 'customer.cloned', 1, now(), '{}', '{}')",
                stream,
                UUID.randomUUID());
        assertThatThrownBy(() -> engine.readEvents(stream.toString(), 0)).isInstanceOf(UnreadableEventException.class);
    }

    @Test
    void a_database_that_fails_otherwise_is_no_lost_race() {
        assertThatThrownBy(() -> engine.appendEvents(List.of(event(-1, AT))))
                .isInstanceOf(EventStoreException.class)
                .isNotInstanceOf(ConcurrencyException.class);
    }

    @Test
    void the_log_is_not_followed_through_Axon() {
        assertThatThrownBy(() -> engine.readEvents(null, false)).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(engine::createTailToken).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(engine::createHeadToken).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> engine.createTokenAt(AT)).isInstanceOf(UnsupportedOperationException.class);
    }

    private DomainEventMessage<?> event(long sequence, Instant recordedAt) {
        return event(stream, sequence, recordedAt);
    }

    private static DomainEventMessage<?> event(UUID stream, long sequence, Instant recordedAt) {
        return new GenericDomainEventMessage<>(
                "customer",
                stream.toString(),
                sequence,
                new OwnerAssigned(recordedAt, "o" + sequence, "d"),
                Recording.of(metadata(), recordedAt));
    }

    private static Metadata metadata() {
        return new Metadata("test", null, null, "c", null, null, null);
    }

    private static String text(Object bytes) {
        return new String((byte[]) bytes, StandardCharsets.UTF_8);
    }

    /** Snapshots are tested with the aggregates they are of. */
    private static final class NoSnapshots implements SnapshotForm {
        @Override
        public String revision() {
            return "none";
        }

        @Override
        public byte[] write(Object aggregate) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instant recordedAt(Object aggregate) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Object read(String type, UUID id, byte[] stored) {
            throw new UnsupportedOperationException();
        }
    }
}
