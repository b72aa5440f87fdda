package org.relatum.benchmarks.peers;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folded;
import org.relatum.projection.core.Folded.Change;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.engine.CustomerFold;
import org.relatum.projection.engine.CustomerRow;
import org.relatum.projection.engine.CustomerUpdate;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.store.postgres.OpenIntervals;
import org.relatum.projection.store.postgres.RowFields;

/** One of the read models of customers with its intervals. A late fact has the customer's events read and folded again. */
final class JpaRows<S, V, D> extends JpaProjector {
    private final ReadModel<S, V, D> model;
    private final Folder<S, V, D> folder;
    private final CustomerFold<S, V, D> fold;
    private final Entities.Type intervals;

    JpaRows(Tools tools, ReadModel<S, V, D> model, ReferenceTimeline timeline) {
        super(tools, model.table());
        this.model = model;
        this.folder = new Folder<>(model.projection(), timeline);
        this.fold = new CustomerFold<>(folder);
        this.intervals = type(model.table() + "_intervals");
    }

    @Override
    void take(Recorded<CustomerEvent> fact) {
        UUID customer = fact.stream();
        Object entity = find(customer);
        CustomerRow<S, D> row = entity == null ? null : read(entity);
        if (row == null) {
            write(null, fold.refolded(Facts.of(customer, Map.of(customer, List.of(fact))), Instant.MIN));
            return;
        }
        Optional<Change<S, D>> change = folder.advance(row.folded(), List.of(fact));
        write(
                entity,
                change.isPresent()
                        ? new CustomerUpdate<>(
                                new CustomerRow<>(
                                        customer,
                                        fact.sequence() + 1,
                                        fact.position(),
                                        change.get().folded()),
                                change.get().intervals(),
                                CustomerUpdate.Before.KEPT,
                                List.of(),
                                null)
                        : fold.refolded(
                                facts(customer, fact.position()), row.folded().horizon()));
    }

    @Override
    void settle(UUID customer, Instant now) {
        Object entity = find(customer);
        if (entity != null) {
            write(entity, fold.settled(read(entity), now));
        }
    }

    private CustomerRow<S, D> read(Object entity) {
        S state = states().decode(value(entity, "state", byte[].class), model.state());
        Instant horizon = instant(entity, "horizon");
        return new CustomerRow<>(
                value(entity, "customer", UUID.class),
                value(entity, "version", Long.class),
                value(entity, "position", Long.class),
                new Folded<>(
                        state,
                        instant(entity, "first_occurred_at"),
                        last(entity),
                        horizon,
                        OpenIntervals.read(value(entity, "open", String.class), folder.values(state, horizon)),
                        nullableInstant(entity, "since"),
                        nullableInstant(entity, "next_change_at")));
    }

    private void write(@Nullable Object known, CustomerUpdate<S, D> update) {
        UUID customer = update.row().customer();
        Object entity = known == null ? type().create() : known;
        RowFields.row(model, folder, update.row(), states(), type().into(entity));
        if (known == null) {
            entities().persist(entity);
        }
        if (known != null && update.before() != CustomerUpdate.Before.KEPT) {
            entities()
                    .createQuery("delete from " + intervals.name() + " i where i.customer = :customer")
                    .setParameter("customer", customer)
                    .executeUpdate();
        }
        for (Interval<D> interval : update.intervals()) {
            Object changed = intervals.create();
            RowFields.interval(model, customer, interval, intervals.into(changed));
            if (update.before() != CustomerUpdate.Before.KEPT) {
                entities().persist(changed);
            } else {
                entities().merge(changed);
            }
        }
    }
}
