package org.relatum.query.operation;

import java.time.Duration;
import org.relatum.events.deployment.Deployment;
import org.relatum.projection.engine.StoreFigures;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Down when positions are no longer given, read models no longer kept up to date, or too far behind. */
public final class EngineHealth extends AbstractHealthIndicator {
    private final Figures figures;
    private final Deployment deployment;
    private final Duration mostLag;

    public EngineHealth(Figures figures, Deployment deployment, Duration mostLag) {
        super("the figures of the store can't be read");
        this.figures = figures;
        this.deployment = deployment;
        this.mostLag = mostLag;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        StoreFigures now = figures.recent();
        Duration lag = figures.unsequencedFor(now);
        for (StoreFigures.Table table : now.tables()) {
            Duration own = figures.lag(table);
            lag = own.compareTo(lag) > 0 ? own : lag;
        }
        boolean up = figures.isRunning() && lag.compareTo(mostLag) <= 0;
        health.status(up ? "UP" : "DOWN")
                .withDetail("roles", deployment.roleLabels())
                .withDetail("sequencer", figures.isSequencerRunning() ? "running" : "stopped")
                .withDetail("engine", figures.isEngineRunning() ? "running" : "stopped")
                .withDetail("position", now.head())
                .withDetail("lagSeconds", lag.toMillis() / 1_000.0);
    }
}
