package org.relatum.server;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.relatum.command.relay.FeedRows;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.store.postgres.PostgresFeedRows;

/** Lets the feed read the rows of the read models, which the command side does not know. */
final class RowsToFeed implements FeedRows {
    private final PostgresFeedRows rows;

    RowsToFeed(PostgresFeedRows rows) {
        this.rows = rows;
    }

    @Override
    public List<Model> models() {
        return ReadModels.ALL.stream().map(RowsToFeed::model).toList();
    }

    private static Model model(ReadModel<?, ?, ?> model) {
        return new Model(
                model.projection().name(),
                model.projection().version(),
                model.columns().stream().map(RowsToFeed::column).toList());
    }

    private static Column column(org.relatum.projection.core.Column<?> column) {
        return new Column(column.name(), column.type().name().toLowerCase(Locale.ROOT), column.comment());
    }

    @Override
    public long lastChange() {
        return rows.lastChange();
    }

    @Override
    public List<Change> changes(long after, int limit) {
        return rows.changes(after, limit).stream()
                .map(change -> new Change(change.number(), change.model(), change.customers()))
                .toList();
    }

    @Override
    public Optional<List<Row>> rows(String model, Collection<UUID> customers) {
        ReadModel<?, ?, ?> named = ReadModels.ALL.stream()
                .filter(candidate -> candidate.projection().name().equals(model))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no read model " + model));
        return rows.rows(named, customers)
                .map(found -> found.stream()
                        .map(row -> new Row(row.customer(), row.version(), row.position(), row.since(), row.values()))
                        .toList());
    }

    @Override
    public List<UUID> customersAfter(UUID customer, int limit) {
        return rows.customersAfter(customer, limit);
    }

    @Override
    public void forget(long upTo) {
        rows.forget(upTo);
    }
}
