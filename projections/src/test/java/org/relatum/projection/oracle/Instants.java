package org.relatum.projection.oracle;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;

/** Instants to ask about: anywhere from before the first fact to long after the last, or where something changes, or beside it. */
public final class Instants {
    private final SplittableRandom random;
    private final History history;
    private final Instant begin;
    private final long micros;

    public Instants(History history, SplittableRandom random) {
        this.history = history;
        this.random = random;
        this.begin = history.firstOccurredAt().minus(Duration.ofDays(10));
        Instant end = history.lastRecordedAt().plus(Duration.ofDays(800));
        this.micros = ChronoUnit.MICROS.between(begin, end);
    }

    /** A few instants for questions about a customer. */
    public List<Instant> some(int number, LifecycleOracle oracle, UUID customer) {
        List<Instant> turns = new ArrayList<>();
        for (LifecycleOracle.Step step : oracle.course(customer, Instant.MAX)) {
            turns.add(step.from());
        }
        for (Recorded<CustomerEvent> fact : history.facts()) {
            if (fact.stream().equals(customer)) {
                turns.add(fact.occurredAt());
                turns.add(fact.recordedAt());
            }
        }
        List<Instant> some = new ArrayList<>();
        for (int i = 0; i < number; i++) {
            some.add(
                    random.nextInt(3) == 0
                            ? begin.plus(random.nextLong(micros), ChronoUnit.MICROS)
                            : turns.get(random.nextInt(turns.size())).plus(random.nextInt(-1, 2), ChronoUnit.MICROS));
        }
        return some;
    }
}
