package org.relatum.command.ingest;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** The published CDNOW sample. It has no licence and so is no part of this project. */
public final class CdnowSample {
    private CdnowSample() {}

    /** The file beside the repository; the test is skipped where there is none. */
    public static Path file() {
        // tests run in the module's folder or in the root
        List<Path> places =
                List.of(Path.of("../../shared/data/CDNOW_sample.txt"), Path.of("../shared/data/CDNOW_sample.txt"));
        Path found = places.stream().filter(Files::isReadable).findFirst().orElse(places.get(0));
        assumeTrue(
                Files.isReadable(found),
                "the CDNOW sample has no licence, so it is not shipped; it is expected at"
                        + " ../shared/data/CDNOW_sample.txt beside the repository, and is not there");
        return found;
    }
}
