package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.relatum.server.Keys;
import org.relatum.server.TestServer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Asks the service over REST. */
public final class Rest {
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final URI base;
    private final String key;

    public Rest(TestServer server) {
        this.base = server.url();
        this.key = Keys.of(server.service());
    }

    /** What came back. */
    public record Answer(int status, Map<String, List<String>> headers, String text) {
        public JsonNode json() {
            return JSON.readTree(text);
        }

        String header(String name) {
            return headers.entrySet().stream()
                    .filter(h -> h.getKey().equalsIgnoreCase(name))
                    .flatMap(h -> h.getValue().stream())
                    .collect(Collectors.joining(", "));
        }

        List<JsonNode> lines() {
            return text.lines().map(JSON::readTree).toList();
        }

        public Answer ok() {
            assertThat(status).as(text).isBetween(200, 299);
            return this;
        }

        /** A refusal with a code. */
        public Answer refused(int expectedStatus, String code) {
            assertThat(status).as(text).isEqualTo(expectedStatus);
            assertThat(header("content-type")).startsWith("application/problem+json");
            assertThat(json().path("code").asString()).isEqualTo(code);
            assertThat(json().path("type").asString()).isEqualTo("urn:relatum:problem:" + code);
            assertThat(json().path("status").asInt()).isEqualTo(expectedStatus);
            assertThat(json().path("title").asString()).isNotBlank();
            return this;
        }
    }

    /** The body of an answer that is expected to be good. */
    public JsonNode get(String path) {
        return answer(path).ok().json();
    }

    public Answer answer(String path, String... headers) {
        return send(request(path, headers).GET());
    }

    public Answer post(String path, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    /** Sends text. */
    public Answer send(String path, String contentType, String body) {
        return send(request(path).header("Content-Type", contentType).POST(HttpRequest.BodyPublishers.ofString(body)));
    }

    public Answer put(String path, String body, String... headers) {
        return send(request(path, headers)
                .header("Content-Type", "application/json")
                .PUT(HttpRequest.BodyPublishers.ofString(body)));
    }

    private HttpRequest.Builder request(String path, String... headers) {
        HttpRequest.Builder request = Keys.request(URI.create(base + path), key).timeout(Duration.ofSeconds(60));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return request;
    }

    private static Answer send(HttpRequest.Builder request) {
        try {
            HttpResponse<String> response = HTTP.send(request.build(), BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers().map(), response.body());
        } catch (IOException e) {
            throw new AssertionError("no answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", e);
        }
    }

    /** All items of all pages. */
    List<JsonNode> pages(String path, String items) {
        List<JsonNode> all = new ArrayList<>();
        String cursor = "";
        while (true) {
            JsonNode page = get(path + (cursor.isEmpty() ? "" : "&cursor=" + cursor));
            page.path(items).forEach(all::add);
            if (page.path("next").isNull()) {
                return all;
            }
            cursor = page.path("next").asString();
        }
    }
}
