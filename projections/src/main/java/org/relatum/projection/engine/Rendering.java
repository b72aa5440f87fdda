package org.relatum.projection.engine;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes the rows of a table page by page over an instant at which something comes into force, and knows how far it is. The next page is
 * read while one is judged: nobody else writes rows meanwhile. For one thread.
 */
final class Rendering<R> {
    private static final UUID BEFORE_ALL = new UUID(0, 0);

    private final String table;
    private final ProjectionStore.Writer writer;
    private final int atOnce;
    private final BiFunction<UUID, Integer, List<R>> pageAfter;
    private final Function<R, UUID> customer;
    private Instant renderedTo;
    /** Of the rows that are being judged, the last that was, and how many were. */
    private UUID last = BEFORE_ALL;

    private long judged;

    /**
     * @param pageAfter reads at most so many rows after a customer, in the order of customers
     * @param customer whose row it is
     */
    Rendering(
            String table,
            ProjectionStore.Writer writer,
            int atOnce,
            BiFunction<UUID, Integer, List<R>> pageAfter,
            Function<R, UUID> customer) {
        this.table = table;
        this.writer = writer;
        this.atOnce = atOnce;
        this.pageAfter = pageAfter;
        this.customer = customer;
        this.renderedTo = writer.renderedTo(table);
    }

    /** The instant up to which all rows go by what had come into force. */
    Instant renderedTo() {
        return renderedTo;
    }

    /**
     * Goes on with one page at least, and with more until {@link System#nanoTime} reaches {@code end} or all rows are judged.
     *
     * @param judge judges rows by what comes into force at an instant
     * @param done is told the number of rows after each page
     */
    void run(Instant due, long end, BiConsumer<List<R>, Instant> judge, IntConsumer done) {
        List<R> page = pageAfter.apply(last, atOnce);
        while (true) {
            boolean isLast = page.size() < atOnce;
            UUID reached = isLast ? BEFORE_ALL : customer.apply(page.getLast());
            CompletableFuture<List<R>> next = isLast || System.nanoTime() >= end
                    ? null
                    : CompletableFuture.supplyAsync(() -> pageAfter.apply(reached, atOnce));
            judge.accept(page, due);
            last = reached;
            if (isLast) {
                judged = 0;
                renderedTo = due;
                writer.rendered(table, due);
            } else {
                judged += page.size();
                writer.rendering(table, due, judged);
            }
            done.accept(page.size());
            if (next == null) {
                return;
            }
            page = taken(next);
        }
    }

    private static <T extends @Nullable Object> T taken(CompletableFuture<T> future) {
        try {
            return future.join();
        } catch (CompletionException e) {
            throw new IllegalStateException("rows can't be read", e.getCause());
        }
    }
}
