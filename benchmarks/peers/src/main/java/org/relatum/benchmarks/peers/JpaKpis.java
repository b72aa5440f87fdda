package org.relatum.benchmarks.peers;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Facts;
import org.relatum.projection.engine.KpiRow;
import org.relatum.projection.kpi.Cells;
import org.relatum.projection.kpi.Contribution;
import org.relatum.projection.kpi.KpiFeatures;
import org.relatum.projection.kpi.KpiFold;
import org.relatum.projection.kpi.KpiFold.Followed;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.store.postgres.RowFields;

/** Key figures: what an event contributes is added to its cells one by one. */
final class JpaKpis extends JpaProjector {
    private static final ZoneId ZONE = ZoneOffset.UTC;

    private final KpiFold fold;
    private final Entities.Type cells;
    private final Entities.Type days;

    JpaKpis(Tools tools, ReferenceTimeline timeline) {
        super(tools, KpiRow.TABLE);
        this.fold = new KpiFold(timeline, ZONE);
        this.cells = type(KpiRow.TABLE + "_cells");
        this.days = type(KpiRow.TABLE + "_days");
    }

    @Override
    void take(Recorded<CustomerEvent> fact) {
        UUID customer = fact.stream();
        Object entity = find(customer);
        Followed before = entity == null ? null : read(entity);
        List<Contribution> more = new ArrayList<>();
        Cells changes = new Cells(ZONE);
        Optional<Followed> advanced = fold.advance(before, List.of(fact), more::add);
        Followed after;
        if (advanced.isPresent()) {
            after = advanced.get();
        } else {
            more.clear();
            Facts facts = facts(customer, fact.position());
            Instant horizon = before == null ? Instant.MIN : before.horizon();
            if (before != null) {
                fold.replay(facts.upToPosition(fact.position() - 1), horizon, changes.less());
            }
            after = fold.replay(facts, horizon, more::add);
        }
        write(entity, new KpiRow(customer, fact.sequence() + 1, fact.position(), after), changes, more);
    }

    @Override
    void settle(UUID customer, Instant now) {
        Object entity = find(customer);
        if (entity == null) {
            return;
        }
        List<Contribution> more = new ArrayList<>();
        Followed followed = read(entity);
        Instant next = followed.nextChange();
        while (next != null && !next.isAfter(now)) {
            followed = fold.settle(followed, next, more::add);
            next = followed.nextChange();
        }
        KpiRow row = new KpiRow(
                customer, value(entity, "version", Long.class), value(entity, "position", Long.class), followed);
        write(entity, row, new Cells(ZONE), more);
    }

    private Followed read(Object entity) {
        return new Followed(
                states().decode(value(entity, "state", byte[].class), KpiFeatures.class),
                last(entity),
                instant(entity, "horizon"),
                nullableInstant(entity, "next_change_at"));
    }

    private void write(@Nullable Object known, KpiRow row, Cells changes, List<Contribution> more) {
        Object entity = known == null ? type().create() : known;
        RowFields.row(row, states(), type().into(entity));
        if (known == null) {
            entities().persist(entity);
        }
        Set<LocalDate> contributed = new HashSet<>();
        for (Contribution contribution : more) {
            changes.accept(contribution);
            contributed.add(LocalDate.ofInstant(contribution.at(), ZONE));
        }
        changes.cells().forEach(this::add);
        for (LocalDate day : contributed) {
            Object entry = days.create();
            days.set(entry, "day", day);
            days.set(entry, "customer", row.customer());
            entities().merge(entry);
        }
    }

    private void add(Cells.Cell cell, Cells.Sums sums) {
        Map<String, Object> place = Map.of(
                "level", cell.period().level().name(),
                "dimension", cell.dimension().key(),
                "member", cell.member(),
                "first_day", cell.period().firstDay());
        Object known = entities().find(cells.entity(), cells.key(place));
        Object entity = known == null ? cells.create() : known;
        sums.amounts().forEach((column, amount) -> {
            BigDecimal before = cells.get(entity, column.name()) instanceof BigDecimal sum ? sum : BigDecimal.ZERO;
            cells.set(entity, column.name(), before.add(amount));
        });
        if (known == null) {
            place.forEach((column, value) -> cells.set(entity, column, value));
            entities().persist(entity);
        }
    }
}
