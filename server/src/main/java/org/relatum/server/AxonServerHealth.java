package org.relatum.server;

import org.relatum.command.axonserver.LogCopy;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;

/** Down while this node has the copying of the log to itself and can't go on with it. */
final class AxonServerHealth extends AbstractHealthIndicator {
    private final LogCopy copy;

    AxonServerHealth(LogCopy copy) {
        super("the copying of the log can't be looked at");
        this.copy = copy;
    }

    @Override
    protected void doHealthCheck(Health.Builder health) {
        health.status(copy.isFailing() ? "DOWN" : "UP").withDetail("copies", copy.isLeading());
    }
}
