package org.relatum.benchmarks.peers;

import jakarta.persistence.EntityManager;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.function.Function;
import org.axonframework.eventhandling.EventHandler;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folded.FactKey;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.store.postgres.StateCodec;

/**
 * A projection as Axon's tutorials write it: for each event, find the entity, change it and save it, in a transaction of its own. What a fact
 * means for a row is what it means in the product.
 */
abstract class JpaProjector {
    private final Tools tools;
    private final Entities.Type type;

    /**
     * What all projections use.
     *
     * @param histories all events of a customer, from the event store
     */
    record Tools(
            EntityManager entities,
            Entities types,
            EventDecoder decoder,
            StateCodec states,
            Function<UUID, List<StoredEvent>> histories) {}

    /** @param table of its rows, by which its processor is called, too */
    JpaProjector(Tools tools, String table) {
        this.tools = tools;
        this.type = tools.types().of(table);
    }

    @EventHandler
    void on(StoredEvent stored) {
        take(tools.decoder().decode(stored));
    }

    abstract void take(Recorded<CustomerEvent> fact);

    /** Some customers for whom something came by time. */
    List<UUID> due(Instant now) {
        return tools.entities()
                .createQuery(
                        "select r.customer from " + type.name() + " r where r.next_change_at <= :now"
                                + " order by r.next_change_at",
                        UUID.class)
                .setParameter("now", now.atOffset(ZoneOffset.UTC))
                .setMaxResults(100)
                .getResultList();
    }

    /** Decides what came by time for a customer that is due. */
    abstract void settle(UUID customer, Instant now);

    EntityManager entities() {
        return tools.entities();
    }

    StateCodec states() {
        return tools.states();
    }

    Entities.Type type() {
        return type;
    }

    Entities.Type type(String table) {
        return tools.types().of(table);
    }

    @Nullable Object find(UUID customer) {
        return tools.entities().find(type.entity(), customer);
    }

    /** Everything known of a customer up to a position. */
    Facts facts(UUID customer, long upTo) {
        List<Recorded<CustomerEvent>> facts = tools.histories().apply(customer).stream()
                .filter(event -> event.position() <= upTo)
                .map(tools.decoder()::decode)
                .toList();
        return Facts.of(customer, Map.of(customer, facts));
    }

    Instant instant(Object row, String column) {
        return Objects.requireNonNull(nullableInstant(row, column), column);
    }

    @Nullable Instant nullableInstant(Object row, String column) {
        return type.get(row, column) instanceof OffsetDateTime at ? at.toInstant() : null;
    }

    <T> T value(Object row, String column, Class<T> as) {
        return as.cast(Objects.requireNonNull(type.get(row, column), column));
    }

    FactKey last(Object row) {
        return new FactKey(
                instant(row, "last_occurred_at"),
                instant(row, "last_recorded_at"),
                value(row, "last_stream", UUID.class),
                value(row, "last_sequence", Long.class));
    }
}
