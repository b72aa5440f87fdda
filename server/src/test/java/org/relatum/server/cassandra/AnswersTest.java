package org.relatum.server.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.projection.oracle.RelationshipGenerator;
import org.relatum.server.TestServer;
import org.relatum.server.cluster.Cluster;
import org.relatum.server.query.LogWriter;
import org.relatum.server.query.LogWriter.Fact;
import org.relatum.server.query.Rest;
import org.relatum.server.servers.CassandraServer;
import org.relatum.server.servers.TestServers;
import tools.jackson.databind.JsonNode;

/** Of one log, a node with read models on Cassandra gives the answers that one on PostgreSQL gives. */
class AnswersTest {
    private static final int RELATIONSHIPS = 40;
    private static final int REGISTERED = 40;
    private static final String PAST = "asOf=2025-03-01T00:00:00Z&knownAt=2026-01-01T00:00:00Z";
    /** Cursors are encrypted, each time by another nonce. */
    private static final Pattern CURSOR = Pattern.compile("\"next\":\"[^\"]*\"");

    @TempDir
    private static Path directory;

    private static @Nullable Cluster cluster;
    private static TestServer postgres;
    private static TestServer cassandra;
    private static long position;

    @BeforeAll
    static void start() throws SQLException {
        CassandraServer server = TestServers.cassandra();
        cluster = new Cluster(directory);
        postgres = cluster.start("postgres", "all", Map.of());
        Map<String, String> properties = new HashMap<>(server.properties(TestServers.keyspace()));
        properties.put("relatum.read-models", "cassandra");
        // Events come while rows are written in small batches, so that facts come late and from checkpoints.
        properties.put("relatum.projection.batch-size", "150");
        cassandra = cluster.start("cassandra", "projection,query", properties);
        LogWriter log = new LogWriter(postgres);
        for (long seed = 1; seed <= RELATIONSHIPS; seed++) {
            position = log.record(
                    RelationshipGenerator.generate(seed).stream()
                            .map(f -> new Fact(f.stream(), f.recordedAt(), f.event()))
                            .toList(),
                    null);
        }
        // Their ids begin with any bits, as those of customers do that nobody made up.
        Rest rest = new Rest(postgres);
        for (int i = 0; i < REGISTERED; i++) {
            position = rest.post(
                            "/api/v1/customers",
                            "{\"party\":\"PERSON\",\"role\":\"CUSTOMER\",\"profile\":{\"name\":\"N" + i
                                    + "\",\"country\":\"CH\"}}")
                    .ok()
                    .json()
                    .path("position")
                    .asLong();
        }
    }

    @AfterAll
    static void stop() {
        if (cluster != null) {
            cluster.close();
        }
    }

    @Test
    void lists_pages_and_customers_are_the_same() {
        Rest expected = new Rest(postgres);
        Rest found = new Rest(cassandra);
        List<String> lists = new ArrayList<>();
        for (String list : List.of("/api/v1/customers", "/api/v1/cases", "/api/v1/commitments", "/api/v1/loyalty")) {
            for (String size : List.of("limit=7", "limit=500")) {
                lists.add(list + "?" + size);
            }
        }
        for (String list : List.of("/api/v1/cases", "/api/v1/commitments", "/api/v1/loyalty", "/api/v1/risk-flags")) {
            lists.add(list + "?limit=5&" + PAST);
        }
        lists.addAll(List.of(
                "/api/v1/risk-flags/matrix?" + PAST,
                "/api/v1/cases?limit=5&state=OPEN,WAITING",
                "/api/v1/risk-flags?limit=5",
                "/api/v1/risk-flags/matrix",
                "/api/v1/customers?limit=3&stage=ACTIVE,AT_RISK,LOST",
                "/api/v1/customers?limit=3&merged=true",
                "/api/v1/customers?limit=50&merged=false&closed=false",
                "/api/v1/customers?limit=3&country=CH",
                "/api/v1/scorecard?period=2024",
                "/api/v1/scorecard?period=2024-06"));
        Set<String> customers = new HashSet<>();
        for (String list : lists) {
            String ready = list + (list.contains("?") ? "&" : "?") + "minPosition=" + position;
            same(expected, found, ready);
            if (list.startsWith("/api/v1/customers?")) {
                List<String> wanted = ids(expected, ready);
                assertThat(ids(found, ready)).as(list).isEqualTo(wanted);
                customers.addAll(wanted);
            }
        }
        assertThat(customers.size()).isGreaterThan(REGISTERED + RELATIONSHIPS / 2);
        // Later than everything that was recorded, and the same for both.
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        for (String customer : customers.stream().sorted().limit(12).toList()) {
            for (String resource : List.of(
                    "",
                    "/lifecycle",
                    "/lifecycle/explain",
                    "/cases",
                    "/commitments",
                    "/loyalty",
                    "/risk",
                    "/lifecycle?" + PAST,
                    "/loyalty?" + PAST,
                    "/timeline?limit=9",
                    "/timeline?limit=500",
                    "/timeline?limit=4&category=SALES")) {
                String at = resource.contains("asOf") ? "" : (resource.contains("?") ? "&" : "?") + "asOf=" + now;
                same(expected, found, "/api/v1/customers/" + customer + resource + at);
            }
        }
    }

    private static void same(Rest expected, Rest found, String path) {
        Rest.Answer wanted = expected.answer(path).ok();
        Rest.Answer answer = found.answer(path);
        assertThat(answer.status()).as(path + ": " + answer.text()).isEqualTo(wanted.status());
        assertThat(plain(answer)).as(path).isEqualTo(plain(wanted));
    }

    /** Without what is different at each moment. */
    private static String plain(Rest.Answer answer) {
        return CURSOR.matcher(answer.text())
                .replaceAll("\"next\":\"…\"")
                .replaceAll("\"(asOf|knownAt)\":\"[^\"]*\"", "");
    }

    private static List<String> ids(Rest rest, String path) {
        List<String> ids = new ArrayList<>();
        String cursor = "";
        while (true) {
            JsonNode page = rest.get(path + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.path("items").forEach(item -> ids.add(item.path("customerId").asString()));
            if (!page.path("next").isString()) {
                return ids;
            }
            cursor = page.path("next").asString();
        }
    }

    @Test
    void a_check_finds_no_difference() {
        Rest rest = new Rest(cassandra);
        rest.get("/api/v1/customers?limit=1&minPosition=" + position);
        assertThat(rest.post("/api/v1/checks", "").ok().text())
                .contains("\"differences\":0")
                .contains("\"parked\":0");
    }

    @Test
    void what_is_kept_on_Cassandra_is_not_rebuilt() {
        new Rest(cassandra).post("/api/v1/rebuilds", "").refused(409, "not-rebuilt-on-cassandra");
    }
}
