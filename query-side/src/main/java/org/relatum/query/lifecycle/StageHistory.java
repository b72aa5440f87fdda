package org.relatum.query.lifecycle;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.relatum.projection.core.Interval;
import org.relatum.projection.lifecycle.LifecycleProjection;
import org.relatum.projection.lifecycle.LifecycleStatus.Value;
import org.relatum.projection.lifecycle.Stage;

/** What can be said of a history of stages; the last interval is open. */
public final class StageHistory {
    private StageHistory() {}

    /** The stage among the discrete values of the lifecycle. */
    static Value value(Map<String, Value> values) {
        Value value = values.get(LifecycleProjection.KEY);
        if (value == null) {
            throw new IllegalStateException("a customer has no stage");
        }
        return value;
    }

    /** When the current run of the stage began, with or without the mark of a recovered customer. */
    public static Instant since(List<Interval<Value>> history) {
        int first = history.size() - 1;
        while (first > 0
                && history.get(first - 1).value().stage()
                        == history.getLast().value().stage()) {
            first--;
        }
        return history.get(first).validFrom();
    }

    /** How long each stage lasted in all until an instant. */
    static Map<Stage, Duration> dwellTimes(List<Interval<Value>> history, Instant asOf) {
        Map<Stage, Duration> times = new EnumMap<>(Stage.class);
        for (Interval<Value> interval : history) {
            Instant end = interval.validTo() == null ? asOf : interval.validTo();
            times.merge(interval.value().stage(), Duration.between(interval.validFrom(), end), Duration::plus);
        }
        return times;
    }
}
