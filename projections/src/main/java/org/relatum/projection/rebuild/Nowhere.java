package org.relatum.projection.rebuild;

import org.relatum.projection.core.Folder;
import org.relatum.projection.engine.CustomerUpdate;
import org.relatum.projection.engine.KpiDay;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.engine.Parked;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.rebuild.RebuildStore.Rows;
import org.relatum.projection.timeline.TimelineEntry;

/** Where rows go that are there already. */
final class Nowhere implements Rows {
    static final Rows ROWS = new Nowhere();

    private Nowhere() {}

    @Override
    public <S, V, D> void add(ReadModel<S, V, D> model, Folder<S, V, D> folder, CustomerUpdate<S, D> update) {}

    @Override
    public void add(KpiRow row) {}

    @Override
    public void add(KpiDay day) {}

    @Override
    public void add(TimelineEntry entry) {}

    @Override
    public void park(Parked parked) {}

    @Override
    public void finish(int partition) {}

    @Override
    public void close() {}
}
