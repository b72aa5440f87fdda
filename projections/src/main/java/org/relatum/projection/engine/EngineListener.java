package org.relatum.projection.engine;

import java.time.Duration;

/** Hears of the live engine's work, to measure it. Called on the engine's own thread: it must be quick and must not throw. */
public interface EngineListener {
    /**
     * A batch was folded, written and committed.
     *
     * @param events number of its events
     * @param customers number of customers they belong to
     * @param took time from the batch being read to its commit
     */
    void wrote(long events, int customers, Duration took);

    /** Changes by time alone were written. */
    void settled(int customers);

    /** Customers of read models were judged anew, because something else came into force. */
    void rendered(int customers);
}
