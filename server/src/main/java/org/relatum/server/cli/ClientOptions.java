package org.relatum.server.cli;

import java.net.URI;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relatum.server.RelatumService;
import org.relatum.server.access.AdminKey;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which service a client command talks to, and how it answers. */
final class ClientOptions {

    @Mixin
    ServiceOptions service;

    @Option(
            names = "--url",
            paramLabel = "URL",
            converter = ServiceUrl.class,
            description = "a running service; otherwise the one that runs on the data directory, and where none runs"
                    + " one is started for this command only")
    @Nullable
    URI url;

    @Option(
            names = "--token",
            paramLabel = "KEY",
            description = "the key to send (default: that of the environment's RELATUM_TOKEN, otherwise the"
                    + " administrator's, which admin.key in the data directory holds)")
    @Nullable
    String token;

    @Option(names = "--json", description = "the result as one JSON document on standard output")
    boolean json;

    /** Connects to the service; closing the connection stops a service that was started for it. */
    Connection connect() {
        Optional<ApiClient> running = running();
        if (running.isPresent()) {
            return new Connection(running.get(), null);
        }
        System.err.println("relatum: no service runs on " + service.dataDirectory + ", starting one for this command");
        RelatumService started = RelatumService.start(service.on(0));
        return new Connection(new ApiClient(started.url(), key()), started);
    }

    /** The service that was named, or the one that runs on the data directory. */
    Optional<ApiClient> running() {
        if (url != null) {
            return Optional.of(new ApiClient(url, key()));
        }
        return ServerFile.in(service.dataDirectory)
                .read()
                .map(recorded -> new ApiClient(recorded, key()))
                .filter(ApiClient::answers);
    }

    private @Nullable String key() {
        if (token != null) {
            return token;
        }
        String ofEnvironment = System.getenv("RELATUM_TOKEN");
        return ofEnvironment == null || ofEnvironment.isBlank()
                ? AdminKey.read(service.dataDirectory).orElse(null)
                : ofEnvironment.strip();
    }

    /** A service to talk to. */
    record Connection(ApiClient api, @Nullable RelatumService started) implements AutoCloseable {
        @Override
        public void close() {
            if (started != null) {
                started.close();
            }
        }
    }

    static final class ServiceUrl implements ITypeConverter<URI> {
        @Override
        public URI convert(String value) {
            String text = value.endsWith("/") ? value.substring(0, value.length() - 1) : value;
            try {
                URI uri = URI.create(text);
                if (("http".equals(uri.getScheme()) || "https".equals(uri.getScheme())) && uri.getHost() != null) {
                    return uri;
                }
            } catch (IllegalArgumentException e) {
                // Said below, as for any other text.
            }
            throw new TypeConversionException("'" + value + "' does not look like http://host:port");
        }
    }
}
