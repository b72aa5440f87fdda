package org.relatum.query.audit;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.relatum.projection.engine.CustomerHistory;
import org.relatum.projection.engine.CustomerRow;
import org.relatum.projection.engine.Parked;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.RowStore;

/** Where no rows are kept: everything is answered from the events. */
final class NoRows implements RowStore {
    @Override
    public <S, V, D> Map<UUID, CustomerRow<S, D>> rows(ReadModel<S, V, D> model, Collection<UUID> customers) {
        return Map.of();
    }

    @Override
    public <S, V, D> Optional<CustomerHistory<S, D>> history(ReadModel<S, V, D> model, UUID customer) {
        return Optional.empty();
    }

    @Override
    public long containedVersion(UUID customer) {
        return 0;
    }

    @Override
    public List<Parked> parked() {
        return List.of();
    }

    @Override
    public void inSnapshot(Consumer<Snapshot> work) {
        throw new UnsupportedOperationException("there are no rows");
    }
}
