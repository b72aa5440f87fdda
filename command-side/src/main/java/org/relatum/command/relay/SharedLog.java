package org.relatum.command.relay;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Reads the log once for all shards of a node: they go through it side by side, each taking what is its own. Positions are dense, so the
 * log falls into pieces of equal length; the latest that were asked for are kept.
 */
final class SharedLog {
    static final int PIECE = 1_000;
    private static final int KEPT = 12;

    private final FeedLog log;
    private final Map<Long, List<FeedLog.Entry>> pieces = new LinkedHashMap<>(16, 0.75f, true);

    SharedLog(FeedLog log) {
        this.log = log;
    }

    /** Events after a position, in order, as many as are at hand without reading far; empty at the end of the log. */
    synchronized List<FeedLog.Entry> after(long position) {
        long piece = position / PIECE;
        List<FeedLog.Entry> events = pieces.computeIfAbsent(piece, p -> new ArrayList<>());
        long first = piece * PIECE + 1;
        long last = piece * PIECE + events.size();
        if (events.size() < PIECE && log.head() > last) {
            List<FeedLog.Entry> more = log.read(last, PIECE - events.size());
            for (FeedLog.Entry event : more) {
                if (event.position() != ++last) {
                    throw new IllegalStateException("the log has no event at position " + last);
                }
            }
            events.addAll(more);
        }
        if (pieces.size() > KEPT) {
            pieces.remove(pieces.keySet().iterator().next());
        }
        int from = (int) (position + 1 - first);
        return from >= events.size() ? List.of() : List.copyOf(events.subList(from, events.size()));
    }
}
