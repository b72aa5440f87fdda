package org.relatum.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.Statement;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.server.RelatumService.Options;
import org.relatum.server.postgres.EmbeddedPostgres;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;

class RelatumServiceTest {

    @TempDir
    Path directory;

    @Test
    void data_are_there_after_a_restart() {
        try (RelatumService service = RelatumService.start(new Options(directory, 0))) {
            append(service);
        }
        try (RelatumService service = RelatumService.start(new Options(directory, 0))) {
            assertThat(jdbc(service)
                            .queryForObject(
                                    "select count(*) from log.events where type = 'product.discontinued'", Long.class))
                    .isEqualTo(1);
        }
    }

    @Test
    void a_second_service_on_the_same_data_is_refused() {
        try (DataDirectory first = DataDirectory.take(directory)) {
            assertThat(first.keys()).isDirectory();
            assertThatThrownBy(() -> RelatumService.start(new Options(directory, 0)))
                    .isInstanceOf(StartupException.class)
                    .hasMessageContaining(
                            "in use by process " + ProcessHandle.current().pid());
        }
    }

    @Test
    void a_port_that_is_taken_is_named_and_nothing_is_left_running() throws IOException {
        int taken = TestServer.shared().url().getPort();
        assertThatThrownBy(() ->
                        RelatumService.start(new Options(directory, taken, null, TestServer.NOT_DURABLE, Map.of())))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("port " + taken + " is in use");
        assertThat(directory.resolve("postgres/data/postmaster.pid")).doesNotExist();
        DataDirectory.take(directory).close();
    }

    @Test
    void an_existing_database_works_for_an_owner_who_is_no_superuser() throws Exception {
        try (EmbeddedPostgres other = EmbeddedPostgres.start(
                directory.resolve("other"),
                Path.of(System.getProperty("user.home"), ".cache", "relatum"),
                directory.resolve("pgpass"),
                Map.of())) {
            Options options = new Options(directory.resolve("data"), 0, other.database(), Map.of(), Map.of());
            try (RelatumService service = RelatumService.start(options)) {
                assertThat(service.postgres()).isNull();
                assertThat(jdbc(service).queryForObject("select current_user", String.class))
                        .isEqualTo("relatum_app");
                assertThat(jdbc(service).queryForObject("select count(*) from log.events", Long.class))
                        .isGreaterThanOrEqualTo(0);
            }
            assertThat(directory.resolve("data/keys")).isDirectory();
            assertThat(directory.resolve("data/postgres")).doesNotExist();
        }
    }

    /** Another node that has just begun to write rows has not got far yet, or never will. */
    @Test
    void read_models_can_be_asked_for_from_the_start_whoever_writes_them() throws Exception {
        try (EmbeddedPostgres other = EmbeddedPostgres.start(
                        directory.resolve("other"),
                        Path.of(System.getProperty("user.home"), ".cache", "relatum"),
                        directory.resolve("pgpass"),
                        Map.of());
                Connection writing = other.database().connect();
                Statement lease = writing.createStatement()) {
            lease.execute("select pg_advisory_lock(hashtextextended('relatum.live-engine', 0))");
            Options options = new Options(directory.resolve("data"), 0, other.database(), Map.of(), Map.of());
            try (RelatumService service = RelatumService.start(options)) {
                assertThat(get(service, "/api/v1/loyalty").statusCode()).isEqualTo(200);
                assertThat(jdbc(service).queryForObject("select count(*) from bi.scd_cases", Long.class))
                        .isZero();
            }
        }
    }

    @Test
    void keys_and_events_have_to_belong_together() throws Exception {
        Options options = new Options(directory, 0, null, TestServer.NOT_DURABLE, Map.of());
        try (RelatumService service = RelatumService.start(options)) {
            append(service);
        }
        Files.delete(directory.resolve("keys/store"));
        assertThatThrownBy(() -> RelatumService.start(options))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("do not belong to the events in this database");
        Files.writeString(directory.resolve("keys/store"), UUID.randomUUID().toString());
        assertThatThrownBy(() -> RelatumService.start(options))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("do not belong to the events in this database");
    }

    @Test
    void secrets_are_for_the_owner_only() throws IOException {
        try (DataDirectory taken = DataDirectory.take(directory)) {
            assertThat(Files.getPosixFilePermissions(taken.keys()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
        }
    }

    @Test
    void transactions_are_those_of_Spring_on_the_one_pool() {
        assertThat(TestServer.shared().bean(PlatformTransactionManager.class))
                .isInstanceOfSatisfying(
                        JdbcTransactionManager.class,
                        manager -> assertThat(manager.getDataSource())
                                .isSameAs(TestServer.shared().pool()));
    }

    @Test
    void it_listens_on_this_machine_only_and_says_how_it_is() throws Exception {
        URI url = TestServer.shared().url();
        assertThat(url.getHost()).isEqualTo("127.0.0.1");
        assertThat(get(url + "/actuator/health/readiness").statusCode()).isEqualTo(200);
        RelatumService service = TestServer.shared().service();
        assertThat(get(service, "/actuator/prometheus").body()).contains("jvm_memory_used_bytes");
        assertThat(get(service, "/actuator/env").statusCode()).isEqualTo(403);
        HttpResponse<String> missing = get(service, "/nothing/here");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("content-type")).hasValue("application/problem+json");
    }

    private static HttpResponse<String> get(RelatumService service, String path)
            throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(
                        Keys.request(URI.create(service.url() + path), Keys.of(service))
                                .build(),
                        BodyHandlers.ofString());
    }

    private static HttpResponse<String> get(String url) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
    }

    private static JdbcTemplate jdbc(RelatumService service) {
        return service.application().getBean(JdbcTemplate.class);
    }

    private static void append(RelatumService service) {
        jdbc(service).update("""
            insert into log.events (stream_type, stream, sequence, event_id, type, revision, recorded_at, payload, metadata)
            values ('Product', gen_random_uuid(), 0, gen_random_uuid(), 'product.discontinued', 1, now(), '{}', '{}')
            """);
    }
}
