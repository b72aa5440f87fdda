package org.relatum.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to the REST interface. Every refusal becomes a {@link ClientException} with the server's words. */
final class ApiClient {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI base;
    private final @Nullable String token;

    /**
     * Speaks to the service at an address.
     *
     * @param token the key to send; null: none, which opens nothing but the question whether a service is there
     */
    ApiClient(URI base, @Nullable String token) {
        this.base = base;
        this.token = token;
    }

    /** The key that it sends; empty: none. */
    String token() {
        return token == null ? "" : token;
    }

    URI base() {
        return base;
    }

    /** Whether a service is there. */
    boolean answers() {
        try {
            HttpRequest request = HttpRequest.newBuilder(base.resolve("/actuator/health/liveness"))
                    .timeout(Duration.ofSeconds(5))
                    .build();
            return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    /** What is at an address, as it is; empty where nothing is. */
    Optional<byte[]> bytes(String path) {
        HttpResponse<byte[]> response = send(request(path).GET().build(), BodyHandlers.ofByteArray());
        if (response.statusCode() == 404) {
            return Optional.empty();
        }
        if (response.statusCode() >= 300) {
            throw refused(response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
        }
        return Optional.of(response.body());
    }

    /** The lines that are at an address, as they come. */
    void lines(String path, Consumer<JsonNode> line) {
        lines(request(path).header("Accept", "application/x-ndjson").GET().build(), line);
    }

    JsonNode get(String path) {
        return json(send(request(path).GET().build(), BodyHandlers.ofString()));
    }

    /**
     * Waits until every projection contains everything.
     *
     * @return the status then
     */
    JsonNode caughtUp(Duration patience) throws InterruptedException {
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            JsonNode status = get("/api/v1/status");
            long lag = 0;
            for (JsonNode projection : status.path("projections")) {
                lag = Math.max(lag, projection.path("lagEvents").asLong(0));
            }
            if (lag == 0) {
                return status;
            }
            if (System.nanoTime() > deadline) {
                throw new ClientException("the projections do not catch up: " + status);
            }
            Thread.sleep(100);
        }
    }

    /** Sends a body, anything that Jackson writes. */
    JsonNode send(String method, String path, Object body, Map<String, String> headers) {
        HttpRequest.Builder request = request(path)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(JSON.writeValueAsString(body)));
        headers.forEach(request::header);
        return json(send(request.build(), BodyHandlers.ofString()));
    }

    /** Posts a text as it is. */
    JsonNode post(String path, String contentType, String body, Map<String, String> headers) {
        HttpRequest.Builder request =
                request(path).header("Content-Type", contentType).POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return json(send(request.build(), BodyHandlers.ofString()));
    }

    /** Posts and hands over each line of a streamed answer as it comes. */
    void stream(String path, String contentType, HttpRequest.BodyPublisher body, Consumer<JsonNode> line) {
        HttpRequest request = request(path)
                .header("Content-Type", contentType)
                .header("Accept", "application/x-ndjson")
                .POST(body)
                .build();
        lines(request, line);
    }

    private void lines(HttpRequest request, Consumer<JsonNode> line) {
        HttpResponse<InputStream> response = send(request, BodyHandlers.ofInputStream());
        try (InputStream in = response.body()) {
            if (response.statusCode() >= 300) {
                throw refused(response.statusCode(), new String(in.readAllBytes(), StandardCharsets.UTF_8));
            }
            try (Stream<String> lines =
                    new java.io.BufferedReader(new java.io.InputStreamReader(in, StandardCharsets.UTF_8)).lines()) {
                lines.filter(text -> !text.isBlank()).map(ApiClient::parsed).forEach(line);
            }
        } catch (IOException | java.io.UncheckedIOException e) {
            throw new ClientException("the service broke off its answer: " + e.getMessage(), e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return request;
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return http.send(request, handler);
        } catch (IOException e) {
            String reason = e.getMessage() == null ? "no connection" : e.getMessage();
            throw new ClientException(base + " does not answer: " + reason, e);
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    private static JsonNode json(HttpResponse<String> response) {
        if (response.statusCode() >= 300) {
            throw refused(response.statusCode(), response.body());
        }
        return parsed(response.body());
    }

    private static JsonNode parsed(String text) {
        try {
            return JSON.readTree(text);
        } catch (JacksonException e) {
            throw new ClientException("the service answered something that is not JSON: " + text, e);
        }
    }

    /** The words of a problem detail (RFC 9457), or what came instead of one. */
    private static ClientException refused(int status, String body) {
        try {
            JsonNode problem = JSON.readTree(body);
            StringBuilder words = new StringBuilder("refused");
            if (problem.path("code").isString()) {
                words.append(" (").append(problem.path("code").asString()).append(')');
            }
            words.append(": ")
                    .append(problem.path("detail")
                            .asString(problem.path("title").asString("status " + status)));
            for (JsonNode error : problem.path("errors")) {
                words.append("\n  ")
                        .append(error.path("field").asString(""))
                        .append(": ")
                        .append(error.path("reason").asString(error.path("code").asString("")));
            }
            return new ClientException(problem.path("code").asString(null), words.toString());
        } catch (JacksonException e) {
            return new ClientException("the service answered with status " + status);
        }
    }

    private static ClientException interrupted(InterruptedException e) {
        Thread.currentThread().interrupt();
        return new ClientException("interrupted", e);
    }
}
