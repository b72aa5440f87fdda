package org.relatum.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/dependencies.md speaks of the versions that are used. */
class DependenciesTest {
    private static final int VERSIONS = 3;
    private static final Pattern NAMED = Pattern.compile("`([^`]+)`");

    @Test
    void the_versions_that_were_reviewed_are_those_on_the_class_path() throws IOException {
        // Surefire may put the class path into a manifest.
        String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        Set<String> used = Arrays.stream(classPath.split(File.pathSeparator))
                .map(entry -> Path.of(entry).getFileName().toString().replaceFirst("\\.jar$", ""))
                .collect(Collectors.toSet());
        List<String> reviewed = Files.readAllLines(Path.of("../docs/dependencies.md")).stream()
                .filter(line -> line.startsWith("|"))
                .map(line -> line.split("\\|")[VERSIONS])
                .flatMap(cell -> NAMED.matcher(cell).results())
                .map((MatchResult named) -> named.group(1))
                .toList();
        assertThat(reviewed).hasSizeGreaterThan(20);
        assertThat(used).containsAll(reviewed);
    }
}
