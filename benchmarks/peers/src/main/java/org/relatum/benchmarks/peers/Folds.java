package org.relatum.benchmarks.peers;

import java.util.ArrayList;
import java.util.List;

/** Those of one rebuild, which share a connection: they are closed before it is, or the lease stays with it. */
final class Folds implements AutoCloseable {
    private final List<BatchFold> all = new ArrayList<>();

    BatchFold add(BatchFold fold) {
        all.add(fold);
        return fold;
    }

    /** Writes and commits what came by time. */
    void settle() {
        all.forEach(BatchFold::settle);
    }

    @Override
    public void close() {
        all.forEach(BatchFold::close);
    }
}
