package org.relatum.events.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Files of the source tree that are compared with what the code says. {@code -Drelatum.regenerate=true} writes them instead of
 * complaining.
 */
public final class SourceTree {
    public static final boolean REGENERATE = Boolean.getBoolean("relatum.regenerate");

    private SourceTree() {}

    /** A file or directory of the repository, wherever in it the tests were started. */
    public static Path path(String relative) {
        Path directory = Path.of("").toAbsolutePath();
        while (!Files.exists(directory.resolve("shared-events/pom.xml"))) {
            directory = directory.getParent();
            if (directory == null) {
                throw new IllegalStateException("not run inside the repository");
            }
        }
        return directory.resolve(relative);
    }

    /** A generated file must be what would be generated now. */
    public static void assertGenerated(String relative, String content, Class<?> test) throws IOException {
        Path file = path(relative);
        if (REGENERATE) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, content);
        }
        assertThat(Files.exists(file) ? Files.readString(file, UTF_8) : "")
                .as("%s is generated from the code and out of date. %s", relative, howTo(test))
                .isEqualTo(content);
    }

    public static String howTo(Class<?> test) {
        return "Write it anew with: mvn -pl shared-events test -Drelatum.regenerate=true -Dtest="
                + test.getSimpleName();
    }
}
