package org.relatum.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.relatum.server.postgres.Database;
import org.relatum.server.postgres.EmbeddedPostgres;

/**
 * The whole application on an embedded PostgreSQL in a temporary directory, on a random port.
 *
 * <p>{@link #shared()} starts it once per JVM: tests that use it create customers of their own and never count
 * everything. {@link #start()} gives a fresh one, which the test closes. Neither is durable (fsync is off); where
 * durability is what is tested use {@link RelatumService} itself.
 */
public final class TestServer implements AutoCloseable {

    /** Fast instead of durable. */
    public static final Map<String, String> NOT_DURABLE =
            Map.of("fsync", "off", "synchronous_commit", "off", "full_page_writes", "off", "shared_buffers", "128MB");

    private final @Nullable Path directory;
    private final RelatumService service;

    /** @param directory is deleted in the end; null: none */
    private TestServer(@Nullable Path directory, RelatumService service) {
        this.directory = directory;
        this.service = service;
    }

    private static final class Shared {
        static final TestServer SERVER = start();

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(SERVER::close));
        }
    }

    public static TestServer shared() {
        return Shared.SERVER;
    }

    public static TestServer start() {
        return start(Map.of());
    }

    /** A fresh one with properties of the application that differ from those shipped. */
    public static TestServer start(Map<String, String> properties) {
        try {
            Path directory = Files.createTempDirectory("relatum-test-");
            Map<String, String> all = new HashMap<>(properties);
            // What a test reads must not become an event while it looks at the log.
            all.putIfAbsent("relatum.access.flush-interval", "1h");
            return new TestServer(
                    directory, RelatumService.start(new RelatumService.Options(directory, 0, null, NOT_DURABLE, all)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** On a directory that stays when it is closed, durable. */
    public static TestServer on(Path directory) {
        return new TestServer(
                null, RelatumService.start(new RelatumService.Options(directory, 0, null, Map.of(), Map.of())));
    }

    /** A node with a directory of its own on an existing database. */
    public static TestServer on(Path directory, Database database, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(properties);
        all.putIfAbsent("relatum.access.flush-interval", "1h");
        return new TestServer(
                null, RelatumService.start(new RelatumService.Options(directory, 0, database, Map.of(), all)));
    }

    public URI url() {
        return service.url();
    }

    public RelatumService service() {
        return service;
    }

    public <T> T bean(Class<T> type) {
        return service.application().getBean(type);
    }

    /** The pool that the service itself uses: it works in the role relatum_app. */
    public DataSource pool() {
        return bean(DataSource.class);
    }

    /** The database for its owner, outside the pool. */
    public Database owner() {
        return postgres().database();
    }

    /** The database for a superuser, outside the pool. */
    public Database superuser() {
        return postgres().maintenance();
    }

    private EmbeddedPostgres postgres() {
        return java.util.Objects.requireNonNull(service.postgres());
    }

    @Override
    public void close() {
        service.close();
        if (directory != null) {
            deleteTree(directory);
        }
    }

    public static void deleteTree(Path directory) {
        try (Stream<Path> files = Files.walk(directory)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> {
                try {
                    Files.delete(file);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
