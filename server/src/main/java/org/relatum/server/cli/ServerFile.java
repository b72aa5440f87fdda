package org.relatum.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code server.json} in the data directory: tells client commands where the running service is. */
final class ServerFile {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final Path file;

    private ServerFile(Path file) {
        this.file = file;
    }

    static ServerFile in(Path dataDirectory) {
        return new ServerFile(dataDirectory.resolve("server.json"));
    }

    void write(URI url) {
        String text = JSON.writeValueAsString(JSON.createObjectNode()
                .put("url", url.toString())
                .put("pid", ProcessHandle.current().pid()));
        try {
            Path unfinished = file.resolveSibling("server.json.unfinished");
            Files.writeString(unfinished, text + "\n");
            Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where a service was running when the file was written; it may be gone by now. */
    Optional<URI> read() {
        try {
            JsonNode url = JSON.readTree(Files.readString(file)).path("url");
            return url.isString() ? Optional.of(URI.create(url.asString())) : Optional.empty();
        } catch (IOException | JacksonException | IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    void remove() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
