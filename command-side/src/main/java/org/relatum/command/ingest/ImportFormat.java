package org.relatum.command.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A kind of file. */
public interface ImportFormat {
    /** The name in the request. */
    String name();

    /**
     * Reads the file once from end to end, so that what follows knows how much there is.
     *
     * @throws FileRefused when no row can be read
     */
    Survey survey(Path file, ImportOptions options) throws IOException;

    /** What a first pass found, and the way to go through the file again. */
    interface Survey {
        /** Rows with content, the header apart; each is accounted for by exactly one step. */
        long rows();

        /** The articles that orders name by a SKU; they have to be known before an order can name them. */
        Collection<FileProduct> products();

        /** Gives every step in the order of the file; a step of several rows comes with its last one. To be called once. */
        void forEach(Consumer<ImportStep> steps) throws IOException;
    }

    /**
     * An article as the file knows it.
     *
     * @param name the first description it has in the file, or the SKU
     * @param since when it was first sold in the file
     */
    record FileProduct(String sku, String name, @Nullable String category, Instant since) {
        FileProduct and(FileProduct later) {
            return new FileProduct(
                    sku,
                    name.equals(sku) ? later.name : name,
                    category != null ? category : later.category,
                    since.isBefore(later.since) ? since : later.since);
        }
    }
}
