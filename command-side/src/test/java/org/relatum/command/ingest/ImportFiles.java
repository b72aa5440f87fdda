package org.relatum.command.ingest;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/** Small files and what the formats make of them. */
final class ImportFiles {
    static final ImportOptions DEFAULTS = ImportOptions.defaults("USD", ZoneOffset.UTC);

    private ImportFiles() {}

    static Path file(Path folder, String... lines) {
        return file(folder, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    static Path file(Path folder, byte[] content) {
        try {
            Path file = Files.createTempFile(folder, "import", ".txt");
            return Files.write(file, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<ImportStep> steps(ImportFormat format, Path file) {
        return steps(format, file, DEFAULTS);
    }

    static List<ImportStep> steps(ImportFormat format, Path file, ImportOptions options) {
        List<ImportStep> steps = new ArrayList<>();
        try {
            ImportFormat.Survey survey = format.survey(file, options);
            survey.forEach(steps::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return steps;
    }
}
