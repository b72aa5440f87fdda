package org.relatum.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;
import org.relatum.server.RelatumService;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A directory of a demonstration's own, which a file in it marks as such.
 *
 * @param marker name of that file, a JSON document
 */
record DemoDirectory(Path path, String marker) {

    /**
     * Whether there is one; otherwise it is empty or not there.
     *
     * @throws ClientException when it holds something else
     */
    boolean isMarked() {
        if (Files.exists(path.resolve(marker))) {
            return true;
        }
        if (Files.isDirectory(path)) {
            try (Stream<Path> content = Files.list(path)) {
                if (content.findAny().isPresent()) {
                    throw new ClientException(path
                            + " holds something else; name an empty directory for the demonstration with"
                            + " --data-dir");
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return false;
    }

    /** Deletes everything in it, after a database was stopped that was left behind there. */
    void clear() {
        RelatumService.stopLeftBehind(path);
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                if (!file.equals(path)) {
                    Files.delete(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Writes the file that marks it. */
    void mark(ObjectNode document) {
        try {
            Files.createDirectories(path);
            Files.writeString(path.resolve(marker), document + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the file that marks it says. */
    JsonNode read() {
        try {
            return JsonMapper.shared().readTree(Files.readString(path.resolve(marker)));
        } catch (IOException | JacksonException e) {
            throw new ClientException(path.resolve(marker) + " cannot be read; delete the directory to start again", e);
        }
    }
}
