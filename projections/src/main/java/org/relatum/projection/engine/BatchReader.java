package org.relatum.projection.engine;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Reads and decodes the next batch while the one before is folded and written. For one thread. */
final class BatchReader implements AutoCloseable {
    /** Reads what follows a position, null when nothing does. */
    @FunctionalInterface
    interface Source {
        @Nullable
        Batch readAfter(long position);
    }

    private final Source source;
    private final ExecutorService executor = Executors.newSingleThreadExecutor(
            Thread.ofPlatform().name("live-reader").factory());
    private @Nullable Future<@Nullable Batch> ahead;
    private long after;

    BatchReader(Source source, long after) {
        this.source = source;
        this.after = after;
    }

    /** The next batch, or null when the log is read to its end. */
    @Nullable
    Batch take() throws InterruptedException {
        Future<@Nullable Batch> current = ahead != null ? ahead : read();
        ahead = null;
        try {
            Batch batch = current.get();
            if (batch != null) {
                after = batch.last();
                ahead = read();
            }
            return batch;
        } catch (ExecutionException e) {
            throw new IllegalStateException("the log can't be read after position " + after, e.getCause());
        }
    }

    private Future<@Nullable Batch> read() {
        long from = after;
        return executor.submit(() -> source.readAfter(from));
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
