package org.relatum.projection.engine;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.core.Facts;
import org.relatum.projection.performance.CustomerMeasures;
import org.relatum.projection.performance.Measurements;
import org.relatum.projection.performance.ScorecardName;
import org.relatum.projection.performance.Scores;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.reference.ReferenceTimeline;

/**
 * Measures every customer from the log: right at any two instants, in bounded memory, and as slow as the log is long.
 */
public final class ReplayedMeasurements implements Measurements {
    private static final int CUSTOMERS_AT_ONCE = 500;

    private final EventLog log;
    private final EventDecoder decoder;
    private final RowStore rows;
    private final ReferenceSource references;
    private final ZoneId company;
    private final Clock clock;

    public ReplayedMeasurements(
            EventLog log,
            EventDecoder decoder,
            RowStore rows,
            ReferenceSource references,
            ZoneId company,
            Clock clock) {
        this.log = log;
        this.decoder = decoder;
        this.rows = rows;
        this.references = references;
        this.company = company;
        this.clock = clock;
    }

    @Override
    public Measured of(ScorecardName scorecard, @Nullable Instant asOf, @Nullable Instant knownAt) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant at = asOf == null ? now : asOf;
        Instant known = knownAt == null ? now : knownAt;
        long position = log.head();
        Instant from = scorecard.period().from(company);
        Instant end = scorecard.period().to(company);
        Instant after = at.plus(1, ChronoUnit.MICROS);
        Instant to = after.isBefore(end) ? after : end;
        if (!from.isBefore(to)) {
            return new Measured(NOTHING, at, known, position);
        }
        ReferenceTimeline timeline = references.including(position).knownAt(known);
        CustomerMeasures measures = new CustomerMeasures(scorecard, from, to, timeline);
        rows.inSnapshot(snapshot -> {
            List<UUID> page = snapshot.customersAfter(new UUID(0, 0), CUSTOMERS_AT_ONCE);
            while (!page.isEmpty()) {
                for (Facts facts : decoder.facts(page, position).values()) {
                    measures.add(knownAt == null ? facts : facts.knownAt(known));
                }
                page = snapshot.customersAfter(page.getLast(), CUSTOMERS_AT_ONCE);
            }
        });
        return new Measured(measures.sums(), at, known, position);
    }

    /** Of a period that has not begun. */
    private static final Scores.Sums NOTHING = (measure, at) -> BigDecimal.ZERO;
}
