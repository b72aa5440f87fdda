package org.relatum.command.ingest;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;

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

        /** Gives every step in the order of the file; a step of several rows comes with its last one. */
        void forEach(Consumer<ImportStep> steps) throws IOException;
    }
}
