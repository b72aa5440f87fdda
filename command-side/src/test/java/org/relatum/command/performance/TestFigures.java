package org.relatum.command.performance;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relatum.command.performance.ScorecardFigures.Figures;
import org.relatum.events.GroupScore;
import org.relatum.events.KpiFigure;

/** Figures where there is no read model. */
public final class TestFigures {
    private TestFigures() {}

    /** One key figure, the same for every scorecard. */
    public static Figures of(Scope scorecard, @Nullable Instant knownAt) {
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        return new Figures(
                scorecard.period().to(ZoneOffset.UTC),
                Objects.requireNonNullElse(knownAt, now),
                1,
                0,
                List.of(new KpiFigure("orders", BigDecimal.ONE, null, 1.0, null, null, 0, null)),
                List.of(new GroupScore("value", 0.2, null)),
                null,
                null);
    }
}
