package org.relatum.command.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;
import static org.relatum.command.rest.ApiServer.at;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relatum.command.rest.ApiServer.Reply;

/** Whatever is sent: a problem with a code and a status of the 400s, and nothing is recorded. */
class BadRequestsTest {
    private static final String DAMAGE = "{}[]\",:0-9e.u\\";
    private static final String LINES = "\"lines\": [{\"description\": \"x\", \"quantity\": 1, \"unitPrice\": 1}]";

    private final ApiServer server = ApiServer.shared();
    private final UUID customer = server.customer();

    private static Stream<Arguments> wrongFields() {
        return Stream.of(
                arguments("{}", "order", "required"),
                arguments("{\"order\": null, " + LINES + "}", "order", "required"),
                arguments("{\"order\": \"A\", " + LINES + ", \"totl\": 1}", "totl", "unknown-field"),
                arguments("{\"order\": \"A\", " + LINES + ", \"customer\": \"x\"}", "customer", "unknown-field"),
                arguments("{\"order\": 17, " + LINES + "}", "order", "wrong-type"),
                arguments("{\"order\": [\"A\"], " + LINES + "}", "order", "wrong-type"),
                arguments("{\"order\": {\"a\": 1}, " + LINES + "}", "order", "wrong-type"),
                arguments("{\"order\": true, " + LINES + "}", "order", "wrong-type"),
                arguments("{\"order\": \"\", " + LINES + "}", "order", "blank"),
                arguments("{\"order\": \"" + "x".repeat(101) + "\", " + LINES + "}", "order", "too-long"),
                arguments("{\"order\": \"a\\u0000b\", " + LINES + "}", "order", "bad-text"),
                arguments("{\"order\": \"a\\ud800b\", " + LINES + "}", "order", "bad-text"),
                arguments("{\"order\": \"a\\udc00\", " + LINES + "}", "order", "bad-text"),
                arguments("{\"order\": \"A\", \"lines\": {}}", "lines", "wrong-type"),
                arguments("{\"order\": \"A\", \"lines\": \"none\"}", "lines", "wrong-type"),
                arguments("{\"order\": \"A\", \"lines\": []}", "lines", "wrong-size"),
                arguments("{\"order\": \"A\", \"lines\": [null]}", "lines[0]", "required"),
                arguments("{\"order\": \"A\", \"lines\": [7]}", "lines[0]", "wrong-type"),
                arguments("{\"order\": \"A\", \"lines\": [[]]}", "lines[0]", "wrong-type"),
                arguments("{\"order\": \"A\", \"lines\": [{\"qty\": {\"x\": [1]}}]}", "lines[0].qty", "unknown-field"),
                arguments(quantity("\"NaN\""), "lines[0].quantity", "wrong-type"),
                arguments(quantity("\"Infinity\""), "lines[0].quantity", "wrong-type"),
                arguments(quantity("\"1e5\""), "lines[0].quantity", "wrong-type"),
                arguments(quantity("1e10"), "lines[0].quantity", "too-large"),
                arguments(quantity("1e400"), "lines[0].quantity", "wrong-type"),
                arguments(quantity("1e999999999"), "lines[0].quantity", "wrong-type"),
                arguments(quantity("1e-999999999"), "lines[0].quantity", "wrong-type"),
                arguments(quantity("\"" + "9".repeat(100) + "\""), "lines[0].quantity", "wrong-type"),
                arguments(quantity("9".repeat(20)), "lines[0].quantity", "too-large"),
                arguments(quantity("0.0000001"), "lines[0].quantity", "too-precise"),
                arguments(quantity("0"), "lines[0].quantity", "not-positive"),
                arguments(quantity("-0"), "lines[0].quantity", "not-positive"),
                arguments(quantity("true"), "lines[0].quantity", "wrong-type"),
                arguments(quantity("\" 1\""), "lines[0].quantity", "wrong-type"),
                arguments(quantity("\"\""), "lines[0].quantity", "wrong-type"),
                arguments(quantity("\"1,5\""), "lines[0].quantity", "wrong-type"),
                arguments(with("\"currency\": \"DOLLAR\""), "currency", "bad-currency"),
                arguments(with("\"currency\": 840"), "currency", "wrong-type"),
                arguments(with("\"occurredAt\": \"2024-02-30T00:00:00Z\""), "occurredAt", "wrong-type"),
                arguments(with("\"occurredAt\": \"2024-01-01\""), "occurredAt", "wrong-type"),
                arguments(with("\"occurredAt\": \"2024-01-01T25:00:00Z\""), "occurredAt", "wrong-type"),
                arguments(with("\"occurredAt\": \"2024-01-01T00:00:00\""), "occurredAt", "wrong-type"),
                arguments(with("\"occurredAt\": 1700000000"), "occurredAt", "wrong-type"),
                arguments(with("\"occurredAt\": \"yesterday\""), "occurredAt", "wrong-type"),
                arguments(with("\"occurredAt\": \"2024-01-01T00:00:00.1234567Z\""), "occurredAt", "too-precise"),
                arguments(with("\"occurredAt\": \"+999999999-01-01T00:00:00Z\""), "occurredAt", "out-of-range"),
                arguments(with("\"occurredAt\": \"-999999999-01-01T00:00:00Z\""), "occurredAt", "out-of-range"),
                arguments(with("\"occurredAt\": \"0001-01-01T00:00:00Z\""), "occurredAt", "out-of-range"));
    }

    private static String quantity(String json) {
        return "{\"order\": \"A\", \"lines\": [{\"description\": \"x\", \"quantity\": " + json
                + ", \"unitPrice\": \"1\"}]}";
    }

    private static String with(String field) {
        return "{\"order\": \"A\", " + LINES + ", " + field + "}";
    }

    @ParameterizedTest
    @MethodSource("wrongFields")
    void a_wrong_field_is_named(String body, String field, String code) {
        Reply reply = refused(400, "invalid-request", server.send("POST", at(customer, "/orders"), body));
        assertThat(reply.errorCode(field)).isEqualTo(code);
    }

    @Test
    void all_wrong_fields_are_named_at_once() {
        Reply reply = server.send(
                "POST",
                "/api/v1/customers",
                "{\"party\": \"ROBOT\", \"role\": 1, \"profile\": [], \"contactPoints\": [{\"kind\": \"FAX\"}], \"x\":"
                        + " 1}");
        assertThat(reply.errorCode("party")).isEqualTo("not-allowed");
        assertThat(reply.errorCode("role")).isEqualTo("not-allowed");
        assertThat(reply.errorCode("profile")).isEqualTo("wrong-type");
        assertThat(reply.errorCode("contactPoints[0].kind")).isEqualTo("not-allowed");
        assertThat(reply.errorCode("x")).isEqualTo("unknown-field");
        assertThat(reply.body().toString()).contains("PERSON", "ORGANISATION").doesNotContain("ROBOT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "{\"order\": }",
                "{\"order\": \"A\"",
                "{'order': 'A'}",
                "{\"order\": \"A\"} trailing",
                "{\"order\": \"A\", \"order\": \"B\"}",
                "{\"order\": NaN}",
                "{\"order\": 01}",
                "{\"order\": \"\\x\"}",
                "{\"order\": \"a\nb\"}",
                "// comment\n{}",
                "\u0000"
            })
    void what_is_no_JSON_is_refused(String body) {
        refused(400, "malformed-json", server.send("POST", at(customer, "/orders"), body));
    }

    @ParameterizedTest
    @ValueSource(strings = {"[]", "\"text\"", "7", "null", "true"})
    void JSON_that_is_no_object_is_refused(String body) {
        refused(400, "invalid-request", server.send("POST", at(customer, "/orders"), body));
    }

    @Test
    void JSON_without_bottom_is_refused() {
        refused(
                400,
                "malformed-json",
                server.send("POST", at(customer, "/orders"), "{\"a\":".repeat(50_000) + "1" + "}".repeat(50_000)));
        refused(400, "malformed-json", server.send("POST", at(customer, "/orders"), "[".repeat(100_000)));
        refused(400, "malformed-json", server.send("POST", at(customer, "/orders"), quantity("9".repeat(100_000))));
        refused(
                400,
                "malformed-json",
                server.send("POST", at(customer, "/orders"), quantity("1E-19223372036854775807520")));
    }

    @Test
    void bytes_that_are_no_text_are_refused() {
        for (byte[] body : List.of(
                new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1},
                "{\"order\": \"\u00e4\"}".getBytes(StandardCharsets.ISO_8859_1),
                new byte[] {'{', '"', (byte) 0xed, (byte) 0xa0, (byte) 0x80, '"', ':', '1', '}'})) {
            HttpRequest request = server.request(at(customer, "/orders"))
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                    .build();
            assertThat(refusedAnyhow(server.send(request)).status()).isEqualTo(400);
        }
    }

    @Test
    void names_of_fields_that_cannot_be_written_back_are_made_printable() {
        Reply reply = refused(
                400,
                "invalid-request",
                server.send(
                        "POST",
                        at(customer, "/orders"),
                        "{\"a\\u0007\\u0000b\": 1, \"" + "long".repeat(100) + "\": 1}"));
        assertThat(reply.errorCode("a\uFFFD\uFFFDb")).isEqualTo("unknown-field");
        assertThat(reply.errorCode("long".repeat(25))).isEqualTo("unknown-field");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "application/json; charset=utf-16",
                "application/json; charset=klingon",
                "application/",
                "json",
                "*/*"
            })
    void a_body_of_another_type_is_refused(String type) {
        for (String method : List.of("POST", "PUT")) {
            String path = method.equals("POST") ? "/orders" : "/owner";
            HttpRequest request = server.request(at(customer, path))
                    .header("Content-Type", type)
                    .method(method, HttpRequest.BodyPublishers.ofString("{\"order\": \"A\"}"))
                    .build();
            refused(415, "unsupported-media-type", server.send(request));
        }
    }

    @Test
    void a_body_without_a_type_or_with_an_encoding_is_refused() {
        HttpRequest untyped = server.request(at(customer, "/orders"))
                .POST(HttpRequest.BodyPublishers.ofString("{}"))
                .build();
        refused(415, "unsupported-media-type", server.send(untyped));
        refused(
                415,
                "unsupported-media-type",
                server.send("POST", at(customer, "/orders"), "{}", "Content-Encoding", "gzip"));
    }

    @Test
    void JSON_of_other_names_is_JSON() {
        for (String type : List.of("application/json;charset=UTF-8", "application/merge-patch+json")) {
            HttpRequest request = server.request(at(customer, "/profile"))
                    .header("Content-Type", type)
                    .method("PATCH", HttpRequest.BodyPublishers.ofString("{\"profile\": {\"name\": \"x\"}}"))
                    .build();
            assertThat(server.send(request).status()).isEqualTo(200);
        }
    }

    @Test
    void a_command_whose_fields_are_all_optional_needs_no_body() {
        Reply reply = server.send("POST", at(customer, "/qualification"), "");
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    }

    @Test
    void a_wrong_method_is_refused_and_the_right_ones_are_named() {
        Reply reply = refused(405, "method-not-allowed", server.send("PUT", at(customer, "/orders"), "{}"));
        assertThat(reply.header("Allow")).isEqualTo("POST");
        refused(405, "method-not-allowed", server.send("GET", "/api/v1/commands", ""));
        refused(405, "method-not-allowed", server.send("POST", at(customer, "/contact-points/x"), "{}"));
    }

    @Test
    void an_unknown_address_is_refused() {
        refused(404, "not-found", server.send("POST", "/api/v1/costumers", "{}"));
        refused(404, "not-found", server.send("GET", "/", ""));
        refused(404, "not-found", server.send("POST", at(customer, "/orders/A/B"), "{}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"17", "1-1-1-1-1", "0198f3a2-7c4e-7d10-9a55-3f0c5a1b2c3", "null", "%00", "..%2f", "%F0%28"})
    void a_customer_that_is_no_id_is_refused(String id) {
        Reply reply = server.send("POST", "/api/v1/customers/" + id + "/qualification", "{}");
        assertThat(reply.status()).isEqualTo(400);
    }

    @Test
    void fields_of_the_address_are_checked_too() {
        assertThat(refused(
                                400,
                                "invalid-request",
                                server.send(
                                        "POST",
                                        at(customer, "/orders/" + "x".repeat(101) + "/returns"),
                                        "{\"amount\": 1}"))
                        .errorCode("order"))
                .isEqualTo("too-long");
        assertThat(refused(
                                400,
                                "invalid-request",
                                server.send("POST", at(customer, "/orders/A/returns"), "{\"order\": \"B\"}"))
                        .errorCode("order"))
                .isEqualTo("unknown-field");
        assertThat(refused(400, "invalid-request", server.send("POST", at(customer, "/merges/me/reversal"), "{}"))
                        .errorCode("duplicate"))
                .isEqualTo("wrong-type");
        refused(404, "order-not-found", server.send("POST", at(customer, "/orders/%C3%A4/returns"), "{\"amount\": 1}"));
    }

    @Test
    void a_DELETE_takes_its_fields_as_parameters() {
        server.send(
                "POST",
                at(customer, "/contact-points"),
                "{\"contactPoint\":\"m\",\"kind\":\"EMAIL\",\"value\":\"a\",\"occurredAt\":\"2023-01-01T00:00:00Z\"}");
        String path = at(customer, "/contact-points/m");
        assertThat(refused(400, "invalid-request", server.send("DELETE", path + "?when=now", ""))
                        .errorCode("when"))
                .isEqualTo("unknown-field");
        assertThat(refused(400, "invalid-request", server.send("DELETE", path + "?occurredAt=today", ""))
                        .errorCode("occurredAt"))
                .isEqualTo("wrong-type");
        assertThat(refused(400, "invalid-request", server.send("DELETE", path + "?occurredAt=1&occurredAt=2", ""))
                        .errorCode("occurredAt"))
                .isEqualTo("repeated");
        assertThat(server.send("DELETE", path + "?occurredAt=2024-01-01T00:00:00Z", "")
                        .status())
                .isEqualTo(200);
        refused(404, "contact-point-not-found", server.send("DELETE", path, ""));
    }

    @Test
    void conditions_and_keys_that_make_no_sense_are_refused() {
        for (String tag : List.of("3", "W/\"3\"", "\"three\"", "\"3\", \"4\"", "\"-1\"", "\"99999999999999999999\"")) {
            assertThat(refused(
                                    400,
                                    "invalid-request",
                                    server.send("POST", at(customer, "/qualification"), "{}", "If-Match", tag))
                            .errorCode("If-Match"))
                    .isEqualTo("bad-version");
        }
        assertThat(refused(
                                400,
                                "invalid-request",
                                server.send(
                                        "POST",
                                        at(customer, "/qualification"),
                                        "{}",
                                        "Idempotency-Key",
                                        "k".repeat(201)))
                        .errorCode("Idempotency-Key"))
                .isEqualTo("too-long");
    }

    @Test
    void a_body_that_is_too_large_is_refused_whether_or_not_it_says_so() {
        byte[] large = ("{\"order\": \"" + "x".repeat(2 << 20) + "\"}").getBytes(StandardCharsets.UTF_8);
        HttpRequest.Builder request =
                server.request(at(customer, "/orders")).header("Content-Type", "application/json");
        refused(
                413,
                "too-large",
                server.send(request.POST(HttpRequest.BodyPublishers.ofByteArray(large))
                        .build()));
        refused(
                413,
                "too-large",
                server.send(
                        request.POST(HttpRequest.BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large)))
                                .build()));
        byte[] fits = ("{\"order\": \"" + "x".repeat((1 << 20) - 13) + "\"}").getBytes(StandardCharsets.UTF_8);
        assertThat(fits).hasSize(1 << 20);
        refused(
                400,
                "invalid-request",
                server.send(request.POST(HttpRequest.BodyPublishers.ofByteArray(fits))
                        .build()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /api/v1/customers HTTP/1.1\r\n"
                        + "Host: x\r\n"
                        + "Content-Type: application/json\r\n"
                        + "Transfer-Encoding: chunked\r\n\r\n"
                        + "ZZ\r\n",
                "POST /api/v1/customers HTTP/1.1\r\n"
                        + "Host: x\r\n"
                        + "Content-Type: application/json\r\n"
                        + "Content-Length: -5\r\n\r\n"
                        + "{}",
                "POST /api/v1/customers HTTP/1.1\r\nHost: x\r\nContent-Length: abc\r\n\r\n{}",
                "POST /api/v1/customers\\ HTTP/1.1\r\nHost: x\r\n\r\n",
                "POST /api/v1/%zz HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
                "POST /api/v1/customers/%c0%af/orders HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
                "DELETE /api/v1/customers/0198f3a2-7c4e-7d10-9a55-3f0c5a1b2c3d/contact-points/m?%ZZ=1 HTTP/1.1\r\n"
                        + "Host: x\r\n\r\n",
                "DELETE /api/v1/customers/0198f3a2-7c4e-7d10-9a55-3f0c5a1b2c3d/contact-points/m?a=%ff HTTP/1.1\r\n"
                        + "Host: x\r\n\r\n",
                "PUT /api/v1/customers/0198f3a2-7c4e-7d10-9a55-3f0c5a1b2c3d/owner HTTP/1.1\r\n"
                        + "Host: x\r\n"
                        + "Content-Type: application/x-www-form-urlencoded\r\n"
                        + "Content-Length: 5\r\n\r\n"
                        + "a=%ZZ",
                "POST /api/v1/customers HTTP/1.1\r\n"
                        + "Host: x\r\n"
                        + "Content-Type: multipart/form-data\r\n"
                        + "Content-Length: 5\r\n\r\n"
                        + "a=%ZZ",
                "BREW /api/v1/customers HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n",
                "GET /api/v1/customers HTTP/1.1\r\nHost: x\r\nX: a\u0001b\r\n\r\n",
                "POST /api/v1/customers HTTP/1.1\r\n\r\n",
                "nonsense\r\n\r\n"
            })
    void requests_that_are_hardly_HTTP_get_no_server_error(String request) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.shutdownOutput();
            InputStream in = socket.getInputStream();
            String answer = new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
            assertThat(answer).startsWith("HTTP/1.1 4");
        }
    }

    @Test
    void random_damage_to_good_requests_never_fails_the_server() {
        SplittableRandom random = new SplittableRandom(1);
        for (CommandType type : CommandType.values()) {
            if (type.example().length() < 3) {
                continue;
            }
            byte[] good = type.example().getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 60; i++) {
                byte[] bad = good.clone();
                for (int n = random.nextInt(1, 4); n > 0; n--) {
                    bad[random.nextInt(bad.length)] = (byte)
                            (random.nextBoolean() ? DAMAGE.charAt(random.nextInt(DAMAGE.length())) : random.nextInt());
                }
                String path =
                        type.path().replace("{customer}", customer.toString()).replaceAll("\\{[^}]+}", "x");
                HttpRequest request = server.request("/api/v1" + path)
                        .header("Content-Type", "application/json")
                        .method(type.method().name(), HttpRequest.BodyPublishers.ofByteArray(bad))
                        .build();
                Reply reply = server.send(request);
                assertThat(reply.status())
                        .as(new String(bad, StandardCharsets.ISO_8859_1) + " -> " + reply)
                        .isLessThan(500);
                if (reply.status() >= 400) {
                    refusedAnyhow(reply);
                }
            }
        }
    }

    private static Reply refused(int status, String code, Reply reply) {
        assertThat(reply.status()).as(reply.toString()).isEqualTo(status);
        assertThat(reply.code()).as(reply.toString()).isEqualTo(code);
        return refusedAnyhow(reply);
    }

    private static Reply refusedAnyhow(Reply reply) {
        assertThat(reply.header("Content-Type")).as(reply.toString()).isEqualTo("application/problem+json");
        assertThat(reply.body().path("type").asString()).isEqualTo("urn:relatum:problem:" + reply.code());
        assertThat(reply.body().path("title").asString()).isNotBlank();
        assertThat(reply.body().path("detail").asString()).isNotBlank();
        assertThat(reply.body().path("status").asInt()).isEqualTo(reply.status());
        return reply;
    }
}
