package org.relatum.query.operation;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.function.ToDoubleFunction;
import org.relatum.projection.engine.EngineListener;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.StoreFigures;
import org.relatum.query.ledger.Ledgers;

/** Measures how far everything is and what the live engine does. */
public final class EngineMetrics implements MeterBinder {
    private final Figures figures;
    private final Ledgers ledgers;
    private final LiveEngine engine;

    public EngineMetrics(Figures figures, Ledgers ledgers, LiveEngine engine) {
        this.figures = figures;
        this.ledgers = ledgers;
        this.engine = engine;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        gauge(registry, "relatum.log.position", "Last position of the log", StoreFigures::head);
        gauge(
                registry,
                "relatum.log.unsequenced",
                "Events that were recorded and have no position yet",
                StoreFigures::unsequenced);
        Gauge.builder(
                        "relatum.log.unsequenced.seconds",
                        figures,
                        f -> f.unsequencedFor(f.recent()).toMillis() / 1_000.0)
                .description("Seconds since the first of these was recorded")
                .register(registry);
        gauge(registry, "relatum.customers", "Customers with at least one event", StoreFigures::customers);
        Gauge.builder("relatum.sequencer.running", figures, f -> f.isSequencerRunning() ? 1 : 0)
                .description("1 while positions are given, or another node that does is followed")
                .register(registry);
        Gauge.builder("relatum.engine.running", figures, f -> f.isEngineRunning() ? 1 : 0)
                .description("1 while read models are kept up to date, or this node waits to do so")
                .register(registry);
        Gauge.builder("relatum.engine.leading", figures, Figures::leading)
                .description("Stores whose read models this node writes; 0 while another node does")
                .register(registry);
        Gauge.builder("relatum.ledger.size", ledgers, l -> l.figures().size())
                .description("Number of leaves of the Merkle log")
                .register(registry);
        Gauge.builder(
                        "relatum.ledger.lag.seconds",
                        ledgers,
                        l -> l.figures().lag().toMillis() / 1_000.0)
                .description("Seconds since the first event was recorded that has a position and no leaf")
                .register(registry);
        Gauge.builder("relatum.ledger.running", ledgers, l -> l.figures().failure() == null ? 1 : 0)
                .description("1 while leaves are added, or this node waits to do so")
                .register(registry);
        for (StoreFigures.Table table : figures.recent().tables()) {
            bind(registry, table.name(), table.version());
        }
        engine.listen(new Listener(registry));
    }

    private void gauge(MeterRegistry registry, String name, String description, ToDoubleFunction<StoreFigures> value) {
        Gauge.builder(name, figures, f -> value.applyAsDouble(f.recent()))
                .description(description)
                .register(registry);
    }

    private void bind(MeterRegistry registry, String name, int version) {
        projection(
                registry,
                "position",
                name,
                version,
                "Position up to which it contains the log",
                (all, t) -> t.position());
        projection(registry, "lag.events", name, version, "Events that it does not contain yet", Figures::missing);
        projection(
                registry,
                "lag.seconds",
                name,
                version,
                "Seconds since the first event was recorded that it does not contain",
                (all, t) -> figures.lag(t).toMillis() / 1_000.0);
        projection(
                registry,
                "parked.customers",
                name,
                version,
                "Customers whose events could not be folded",
                (all, t) -> t.parked());
    }

    /** A figure of one projection. */
    @FunctionalInterface
    private interface Value {
        double of(StoreFigures all, StoreFigures.Table table);
    }

    private void projection(
            MeterRegistry registry, String what, String name, int version, String description, Value value) {
        Gauge.builder("relatum.projection." + what, figures, f -> {
                    StoreFigures all = f.recent();
                    return all.tables().stream()
                            .filter(t -> t.name().equals(name) && t.version() == version)
                            .mapToDouble(t -> value.of(all, t))
                            .findFirst()
                            .orElse(Double.NaN);
                })
                .tag("projection", name)
                .tag("version", Integer.toString(version))
                .description(description)
                .register(registry);
    }

    private static final class Listener implements EngineListener {
        private final Timer batches;
        private final DistributionSummary events;
        private final DistributionSummary customers;
        private final Counter settled;
        private final Counter rendered;

        Listener(MeterRegistry registry) {
            batches = Timer.builder("relatum.engine.batch")
                    .description("Time to fold, write and commit a batch")
                    .register(registry);
            events = DistributionSummary.builder("relatum.engine.batch.events")
                    .description("Events of a batch")
                    .register(registry);
            customers = DistributionSummary.builder("relatum.engine.batch.customers")
                    .description("Customers of a batch")
                    .register(registry);
            settled = Counter.builder("relatum.engine.settled.customers")
                    .description("Customers that changed by time alone")
                    .register(registry);
            rendered = Counter.builder("relatum.engine.rendered.customers")
                    .description("Customers judged anew because a policy or a fit came into force, by read model")
                    .register(registry);
        }

        @Override
        public void wrote(long eventCount, int customerCount, Duration took) {
            batches.record(took);
            events.record(eventCount);
            customers.record(customerCount);
        }

        @Override
        public void rendered(int customerCount) {
            rendered.increment(customerCount);
        }

        @Override
        public void settled(int customerCount) {
            settled.increment(customerCount);
        }
    }
}
