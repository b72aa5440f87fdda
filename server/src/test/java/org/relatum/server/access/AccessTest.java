package org.relatum.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.events.access.Role;
import org.relatum.server.Keys;
import org.relatum.server.RelatumService;
import org.relatum.server.TestServer;
import org.relatum.server.access.AccessTable.Rule;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Every endpoint with every role and without a key, as the {@link AccessTable} says, which docs/access.md shows. */
class AccessTest {
    private static final RelatumService SERVICE = TestServer.shared().service();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Map<Role, String> KEYS = new ConcurrentHashMap<>();
    /** These don't end by themselves, or do something to everything. */
    private static final Set<String> NOT_TO_BE_DONE = Set.of("POST /api/v1/rebuilds");

    static Stream<Rule> rules() {
        return AccessTable.all().stream();
    }

    private static String key(Role role) {
        return KEYS.computeIfAbsent(role, r -> SERVICE.makeKey("test-" + r.label(), EnumSet.of(r)));
    }

    @ParameterizedTest
    @MethodSource("rules")
    void an_endpoint_is_open_to_the_roles_of_its_rule_and_to_nobody_else(Rule rule) throws Exception {
        HttpResponse<String> stranger = send(rule, null);
        if (rule.isOpen()) {
            assertThat(stranger.statusCode()).isEqualTo(200);
            return;
        }
        refused(stranger, 401, "unauthenticated");
        assertThat(stranger.headers().firstValue("WWW-Authenticate")).hasValue("Bearer");
        refused(send(rule, "rlt_" + "A".repeat(43)), 401, "unauthenticated");
        for (Role role : Role.values()) {
            if (!rule.roles().contains(role)) {
                refused(send(rule, key(role)), 403, "forbidden");
            } else if (!NOT_TO_BE_DONE.contains(rule.name())) {
                assertThat(send(rule, key(role)).statusCode())
                        .as("%s by %s", rule.name(), role)
                        .isNotIn(401, 403, 405, 500);
            }
        }
    }

    /** What Spring serves, what the description lists and what the table has are the same. */
    @Test
    void every_endpoint_that_is_served_is_in_the_table_and_described_and_no_other_is() throws Exception {
        Set<String> served = new TreeSet<>();
        SERVICE.application()
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((mapping, handler) -> {
                    if (!isOfTheContainer(handler)) {
                        mapping.getMethodsCondition()
                                .getMethods()
                                .forEach(method -> mapping.getPatternValues()
                                        .forEach(pattern -> served.add(method + " " + pattern)));
                        assertThat(mapping.getMethodsCondition().getMethods())
                                .as("%s answers any method", mapping)
                                .isNotEmpty();
                    }
                });
        Set<String> ruled = rules().map(Rule::name).collect(Collectors.toCollection(TreeSet::new));
        assertThat(ruled).doesNotHaveDuplicates().containsAll(served);
        assertThat(ruled.stream().filter(name -> !served.contains(name)))
                .allMatch(name -> name.startsWith("GET /actuator/") || name.equals("GET /api/v1/openapi.json"));

        Set<String> described = new TreeSet<>();
        openApi()
                .path("paths")
                .properties()
                .forEach(path -> path.getValue()
                        .propertyNames()
                        .forEach(method -> described.add(method.toUpperCase(Locale.ROOT) + " " + path.getKey())));
        assertThat(described)
                .containsExactlyInAnyOrderElementsOf(rules().map(rule -> rule.method() + " " + rule.described())
                        .filter(name -> !name.startsWith("GET /actuator/") && !name.endsWith("/openapi.json"))
                        .toList());
    }

    private static boolean isOfTheContainer(HandlerMethod handler) {
        String type = handler.getBeanType().getName();
        return type.endsWith("ContainerErrors")
                || type.endsWith("BasicErrorController")
                || type.startsWith("org.springdoc");
    }

    @ParameterizedTest
    @MethodSource("rules")
    void the_description_says_who_may_use_it_and_how_it_refuses(Rule rule) throws Exception {
        JsonNode operation = openApi()
                .path("paths")
                .path(rule.described())
                .path(rule.method().toLowerCase(Locale.ROOT));
        assumeThat(operation.isObject()).isTrue();
        assertThat(operation
                        .path("security")
                        .valueStream()
                        .map(one -> one.path("key").path(0).asString("")))
                .containsExactlyInAnyOrderElementsOf(
                        rule.roles().stream().map(Role::label).toList());
        for (AccessCode code :
                List.of(AccessCode.UNAUTHENTICATED, AccessCode.FORBIDDEN, AccessCode.TOO_MANY_REQUESTS)) {
            assertThat(operation
                            .path("responses")
                            .path(Integer.toString(code.status()))
                            .path("content")
                            .path("application/problem+json")
                            .path("examples")
                            .path(code.code())
                            .path("value")
                            .path("code")
                            .asString(""))
                    .isEqualTo(code.code());
        }
    }

    private static volatile JsonNode description = JsonMapper.shared().createObjectNode();

    private static JsonNode openApi() throws IOException, InterruptedException {
        if (description.isEmpty()) {
            var answer = HTTP.send(
                    Keys.request(URI.create(SERVICE.url() + "/api/v1/openapi.json"), key(Role.ANALYST))
                            .build(),
                    BodyHandlers.ofString());
            description = JsonMapper.shared().readTree(answer.body());
        }
        return description;
    }

    @Test
    void an_endpoint_without_a_rule_is_refused_whoever_asks_and_nothing_is_not_found() throws Exception {
        String key = Keys.of(SERVICE);
        refused(get("/actuator/env", key), 403, "forbidden");
        refused(get("/%61ctuator/env", key), 403, "forbidden");
        refused(get("/error", key), 403, "forbidden");
        refused(get("/api/v1/nothing", key), 404, "not-found");
        refused(get("/api/v1/nothing", null), 401, "unauthenticated");
        HttpResponse<String> wrong = HTTP.send(
                Keys.request(URI.create(SERVICE.url() + "/api/v1/status"), key)
                        .DELETE()
                        .build(),
                BodyHandlers.ofString());
        refused(wrong, 405, "method-not-allowed");
    }

    @Test
    void answers_carry_secure_headers_and_nothing_sets_a_cookie() throws Exception {
        for (HttpResponse<String> answer :
                List.of(get("/api/v1/status", key(Role.ANALYST)), get("/api/v1/status", null))) {
            assertThat(answer.headers().map()).doesNotContainKey("set-cookie");
            assertThat(answer.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
            assertThat(answer.headers().firstValue("X-Frame-Options")).hasValue("DENY");
            assertThat(answer.headers().firstValue("Content-Security-Policy")).isPresent();
            assertThat(answer.headers().firstValue("Cache-Control"))
                    .get()
                    .asString()
                    .contains("no-store");
        }
        HttpResponse<String> health = get("/actuator/health/readiness", null);
        assertThat(JsonMapper.shared().readTree(health.body()).propertyNames()).containsExactly("status");
    }

    @Test
    void docs_access_shows_the_table() throws IOException {
        Path document = Path.of("..", "docs", "access.md");
        String before = Files.readString(document);
        int from = before.indexOf(AccessDocument.BEGIN);
        int to = before.indexOf(AccessDocument.END);
        assertThat(from).isPositive();
        assertThat(to).isGreaterThan(from);
        String now = before.substring(0, from) + AccessDocument.table() + before.substring(to);
        if (Boolean.getBoolean("relatum.regenerate")) {
            Files.writeString(document, now);
        }
        assertThat(Files.readString(document))
                .as("mvn -pl server -am test -Dtest=AccessTest -Drelatum.regenerate=true writes it anew")
                .isEqualTo(now);
    }

    private static void refused(HttpResponse<String> answer, int status, String code) {
        assertThat(answer.statusCode()).as("%s %s", answer.uri(), answer.body()).isEqualTo(status);
        assertThat(answer.headers().firstValue("content-type")).hasValue("application/problem+json");
        JsonNode problem = JsonMapper.shared().readTree(answer.body());
        assertThat(problem.path("code").asString()).isEqualTo(code);
        assertThat(problem.path("type").asString()).isEqualTo("urn:relatum:problem:" + code);
        assertThat(problem.path("detail").asString()).isNotBlank();
    }

    private static HttpResponse<String> get(String path, @Nullable String key)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(SERVICE.url() + path));
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }

    /** A request that is let in or not, and refused for what it says where it would change something. */
    private static HttpResponse<String> send(Rule rule, @Nullable String key) throws IOException, InterruptedException {
        String path = rule.pattern()
                .replaceAll(
                        "\\{(customer|survey|improvement|article|rebuild|valueModel)}",
                        UUID.randomUUID().toString())
                .replace("{requiredMetricName}", "jvm.memory.used")
                .replace("{kind}", "points")
                .replaceAll("\\{\\*?[a-zA-Z]+}", "absent");
        String query = rule.pattern().endsWith("/contributions") ? "?kpi=net_revenue&period=2026" : "";
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(SERVICE.url() + path + query))
                .timeout(Duration.ofSeconds(60))
                .method(
                        rule.method(),
                        rule.method().equals("POST") || rule.method().equals("PUT")
                                ? HttpRequest.BodyPublishers.ofString("{\"nonsense\": 1}")
                                : HttpRequest.BodyPublishers.noBody());
        if (key != null) {
            request.header("Authorization", "Bearer " + key);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
