package org.relatum.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Map;
import java.util.WeakHashMap;
import org.relatum.events.access.Role;
import org.relatum.server.access.AdminKey;
import tools.jackson.databind.json.JsonMapper;

/** Where tests get keys, and the one place that adds them to requests. */
public final class Keys {
    /** The principal of tests that don't say who they are. */
    public static final String PRINCIPAL = "test";

    private static final Map<RelatumService, String> ALL_ROLES = new WeakHashMap<>();

    private Keys() {}

    /** A key with every role and no limit, for a service in this process. */
    public static synchronized String of(RelatumService service) {
        return ALL_ROLES.computeIfAbsent(service, s -> s.makeKey(PRINCIPAL, EnumSet.allOf(Role.class)));
    }

    /** A key with every role and no limit, for a service in another process, by means of its administrator's. */
    public static String of(URI service, Path dataDirectory) throws IOException, InterruptedException {
        String body = """
            {"principal": "%s", "roles": ["service", "auditor", "analyst", "privacy-officer", "administrator"], "requestsPerSecond": 0}
            """.formatted(PRINCIPAL);
        try (HttpClient http = HttpClient.newHttpClient()) {
            var answer = http.send(
                    request(
                                    service.resolve("/api/v1/access/keys"),
                                    AdminKey.read(dataDirectory).orElseThrow())
                            .POST(HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    BodyHandlers.ofString());
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
            return JsonMapper.shared().readTree(answer.body()).path("token").asString();
        }
    }

    /** A request with a key. */
    public static HttpRequest.Builder request(URI address, String key) {
        return HttpRequest.newBuilder(address).header("Authorization", "Bearer " + key);
    }
}
