package org.relatum.server;

import java.time.Duration;
import java.util.List;
import org.relatum.command.relay.FeedLog;
import org.relatum.projection.engine.EventLog;

/** Lets the feed read the log, which the command side does not know. */
final class LogToFeed implements FeedLog {
    private final EventLog log;

    LogToFeed(EventLog log) {
        this.log = log;
    }

    @Override
    public long head() {
        return log.head();
    }

    @Override
    public List<Entry> read(long after, int limit) {
        return log.read(after, limit).stream()
                .map(event -> new Entry(
                        event.position(),
                        event.streamType(),
                        event.stream(),
                        event.sequence(),
                        event.eventId(),
                        event.type(),
                        event.revision(),
                        event.recordedAt(),
                        event.payload(),
                        event.metadata()))
                .toList();
    }

    @Override
    public boolean awaitBeyond(long position, Duration timeout) throws InterruptedException {
        return log.awaitBeyond(position, timeout);
    }
}
