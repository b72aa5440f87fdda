package org.relatum.command.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.rest.ApiServer.at;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.relatum.command.language.DerivedId;
import org.relatum.command.rest.ApiServer.Reply;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class CommandStreamTest {
    private static final JsonMapper JSON = new JsonMapper();
    private final ApiServer server = ApiServer.shared();

    @Test
    void mixed_commands_get_a_result_a_line_in_the_order_of_the_input() {
        UUID customer = server.customer();
        String sku = "S-" + UUID.randomUUID();
        List<JsonNode> results = send(
                "{\"command\": \"register-product\", \"data\": {\"sku\": \"" + sku + "\", \"name\": \"Tea\"}}",
                "{\"command\": \"price-product\", \"product\": \"" + sku
                        + "\", \"data\": {\"amount\": \"2.50\", \"currency\": \"USD\"}}",
                order(customer, "A", "{\"sku\": \"" + sku + "\", \"quantity\": 2}"),
                "{\"command\": \"return-order\", \"customer\": \"" + customer
                        + "\", \"data\": {\"order\": \"A\", \"lines\": [{\"line\": 1, \"quantity\": 1}]}}",
                "{\"command\": \"discontinue-product\", \"product\": \"" + sku + "\"}",
                order(customer, "B", "{\"sku\": \"" + sku + "\", \"quantity\": 1}"),
                "{\"command\": \"register-customer\", \"key\": \"k-" + sku + "\", \"data\": {\"party\": \"PERSON\"}}",
                "{\"command\": \"qualify-customer\", \"customer\": \"" + DerivedId.ofCustomer("api", "k-" + sku)
                        + "\", \"ifMatch\": 1}",
                "{\"command\": \"register-customer\", \"key\": \"k-" + sku + "\", \"data\": {\"party\": \"PERSON\"}}");
        assertThat(results).extracting(r -> r.path("index").asInt()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
        assertThat(results)
                .extracting(r -> r.path("status").asInt())
                .as(results.toString())
                .containsExactly(201, 200, 201, 201, 200, 409, 201, 200, 201);
        assertThat(results.get(2).at("/answer/customerId").asString()).isEqualTo(customer.toString());
        assertThat(results.get(2).at("/answer/version").asInt()).isEqualTo(2);
        assertThat(results.get(2).at("/answer/position").asLong()).isPositive();
        assertThat(results.get(3).at("/answer/returned").asString()).isNotBlank();
        assertThat(results.get(5).at("/problem/code").asString()).isEqualTo("product-discontinued");
        assertThat(results.get(8).path("answer")).isEqualTo(results.get(6).path("answer"));
    }

    @Test
    void a_line_about_something_that_is_no_customer_is_done_before_the_next_one_needs_it() {
        UUID customer = server.customer();
        String key = "survey-" + UUID.randomUUID();
        UUID survey = DerivedId.of("survey", "api", key);
        String answer = "{\"command\": \"respond-to-survey\", \"customer\": \"" + customer
                + "\", \"data\": {\"survey\": \"" + survey + "\", \"wave\": \"%s\", \"nps\": 9}}";
        List<JsonNode> results = send(
                answer.formatted("spring"),
                "{\"command\": \"publish-survey\", \"key\": \"" + key
                        + "\", \"data\": {\"title\": \"t\", \"wave\": \"spring\", \"nps\": true}}",
                answer.formatted("spring"),
                "{\"command\": \"begin-survey-wave\", \"data\": {\"survey\": \"" + survey
                        + "\", \"wave\": \"autumn\"}}",
                answer.formatted("autumn"),
                "{\"command\": \"publish-survey\", \"customer\": \"" + customer + "\"}");
        assertThat(results)
                .extracting(r -> r.path("status").asInt())
                .as(results.toString())
                .containsExactly(404, 201, 200, 200, 200, 400);
        assertThat(results.get(1).at("/answer/surveyId").asString()).isEqualTo(survey.toString());
        assertThat(results.get(3).at("/answer/surveyId").asString()).isEqualTo(survey.toString());
    }

    @Test
    void a_bad_line_does_not_stop_the_rest() {
        UUID customer = server.customer();
        List<JsonNode> results = send(
                "{\"command\": \"qualify-customer\"",
                "",
                "[]",
                "{}",
                "{\"command\": 7}",
                "{\"command\": \"dance\", \"customer\": \"" + customer + "\"}",
                "{\"command\": \"qualify-customer\"}",
                "{\"command\": \"qualify-customer\", \"customer\": \"me\"}",
                "{\"command\": \"qualify-customer\", \"customer\": \"" + customer + "\", \"product\": \"x\"}",
                "{\"command\": \"register-product\", \"product\": \"x\", \"data\": {\"sku\": \"x\", \"name\": \"x\"}}",
                "{\"command\": \"discontinue-product\"}",
                "{\"command\": \"qualify-customer\", \"customer\": \"" + customer + "\", \"date\": {}}",
                "{\"command\": \"qualify-customer\", \"customer\": \"" + customer + "\", \"data\": []}",
                "{\"command\": \"qualify-customer\", \"customer\": \"" + customer + "\", \"ifMatch\": \"1\"}",
                "{\"command\": \"qualify-customer\", \"customer\": \"" + customer + "\", \"ifMatch\": 7}",
                "{\"command\": \"qualify-customer\", \"customer\": \"" + customer + "\", \"key\": \"\"}",
                "{\"command\": \"assign-owner\", \"customer\": \"" + customer + "\", \"data\": {\"owner\": 1}}",
                "x".repeat((1 << 20) + 1),
                "{\"command\": \"assign-owner\", \"customer\": \"" + customer + "\", \"data\": {\"owner\": \""
                        + "x".repeat(1 << 20) + "\"}}",
                "\r",
                "{\"command\": \"qualify-customer\", \"customer\": \"" + customer + "\", \"data\": null}\r");
        assertThat(results)
                .extracting(r -> r.path("index").asInt() + " "
                        + r.path("status").asInt() + " " + r.at("/problem/code").asString("-"))
                .containsExactly(
                        "0 400 malformed-json",
                        "2 400 invalid-request",
                        "3 400 invalid-request",
                        "4 400 invalid-request",
                        "5 400 unknown-command",
                        "6 400 invalid-request",
                        "7 400 invalid-request",
                        "8 400 invalid-request",
                        "9 400 invalid-request",
                        "10 400 invalid-request",
                        "11 400 invalid-request",
                        "12 400 invalid-request",
                        "13 400 invalid-request",
                        "14 412 version-conflict",
                        "15 400 invalid-request",
                        "16 400 invalid-request",
                        "17 413 too-large",
                        "18 413 too-large",
                        "20 200 -");
    }

    @Test
    void lines_of_one_customer_keep_their_order_while_many_customers_go_side_by_side() {
        List<UUID> customers =
                IntStream.range(0, 10).mapToObj(i -> server.customer()).toList();
        List<String> lines = new ArrayList<>();
        for (int n = 0; n < 100; n++) {
            for (UUID customer : customers) {
                lines.add(order(customer, "A-" + n, "{\"description\": \"x\", \"quantity\": 1, \"unitPrice\": 1}"));
            }
        }
        List<JsonNode> results = send(lines.toArray(String[]::new));
        assertThat(results).hasSize(1000);
        for (int i = 0; i < 1000; i++) {
            assertThat(results.get(i).at("/answer/version").asInt()).isEqualTo(i / 10 + 2);
            assertThat(results.get(i).at("/answer/customerId").asString())
                    .isEqualTo(customers.get(i % 10).toString());
        }
    }

    @Test
    void a_merge_keeps_its_place_among_the_lines_of_both_customers() {
        UUID survivor = server.customer();
        UUID duplicate = server.customer();
        String line = "{\"description\": \"x\", \"quantity\": 1, \"unitPrice\": 1}";
        List<JsonNode> results = send(
                order(duplicate, "A", line),
                "{\"command\": \"merge-duplicate\", \"customer\": \"" + survivor + "\", \"data\": {\"duplicate\": \""
                        + duplicate + "\"}}",
                order(duplicate, "B", line),
                order(survivor, "A", line),
                order(survivor, "B", line));
        assertThat(results).extracting(r -> r.path("status").asInt()).containsExactly(201, 201, 409, 409, 201);
        assertThat(results.get(2).at("/problem/survivor").asString()).isEqualTo(survivor.toString());
    }

    @Test
    @Timeout(30)
    void a_client_may_send_a_line_and_wait_for_its_result() throws Exception {
        UUID customer = server.customer();
        try (Socket socket = new Socket("127.0.0.1", server.port())) {
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/commands HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
                            + "Transfer-Encoding: chunked\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
            for (int i = 0; i < 3; i++) {
                String line = order(customer, "A-" + i, "{\"description\": \"x\", \"quantity\": 1, \"unitPrice\": 1}");
                out.write((Integer.toHexString(line.length() + 1) + "\r\n" + line + "\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII));
                out.flush();
                String result = in.readLine();
                while (!result.startsWith("{")) {
                    result = in.readLine();
                }
                assertThat(JSON.readTree(result).at("/answer/version").asInt()).isEqualTo(i + 2);
            }
        }
    }

    @Test
    @Timeout(60)
    void a_client_may_send_everything_before_it_reads_anything() {
        // As the JDK's client does; the results are more than the buffers between the two can hold.
        int lines = 40_000;
        assertThat(raw("{\"command\": \"x\"}\n".repeat(lines))).hasSize(lines);
    }

    @Test
    @Timeout(60)
    void a_client_that_does_not_read_or_goes_away_does_not_break_the_server() throws Exception {
        UUID customer = server.customer();
        byte[] line = (order(customer, "same", "{\"description\": \"x\", \"quantity\": 1, \"unitPrice\": 1}") + "\n")
                .getBytes(StandardCharsets.UTF_8);
        List<Socket> sockets = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Socket socket = new Socket("127.0.0.1", server.port());
            socket.setReceiveBufferSize(1024);
            OutputStream out = socket.getOutputStream();
            out.write(("POST /api/v1/commands HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-ndjson\r\n"
                            + "Content-Length: 100000000\r\n\r\n")
                    .getBytes(StandardCharsets.US_ASCII));
            for (int n = 0; n < 300; n++) {
                out.write(line);
            }
            out.flush();
            sockets.add(socket);
        }
        assertThat(server.send("POST", at(server.customer(), "/qualification"), "")
                        .status())
                .isEqualTo(200);
        for (Socket socket : sockets) {
            socket.setSoLinger(true, 0);
            socket.close();
        }
        Reply reply = server.send("POST", at(customer, "/qualification"), "");
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
    }

    @Test
    void a_stream_without_an_end_of_line_is_understood_and_an_empty_one_too() throws IOException {
        UUID customer = server.customer();
        assertThat(raw("{\"command\": \"qualify-customer\", \"customer\": \"" + customer + "\"}"))
                .hasSize(1);
        assertThat(raw("")).isEmpty();
        assertThat(raw("\n\n \n")).isEmpty();
    }

    @Test
    void who_and_why_hold_for_all_lines_and_keys_only_for_one() {
        Reply refused = server.send(server.request("/api/v1/commands")
                .header("Content-Type", "application/x-ndjson")
                .header("Idempotency-Key", "k")
                .POST(HttpRequest.BodyPublishers.ofString("{}\n"))
                .build());
        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.errorCode("Idempotency-Key")).isEqualTo("not-allowed");
        Reply json = server.send("POST", "/api/v1/commands", "{}");
        assertThat(json.status()).isEqualTo(415);
    }

    @Test
    void a_line_may_do_what_a_request_of_its_own_might() {
        UUID customer = server.customer();
        String registration = "{\"command\": \"register-customer\", \"data\": {\"party\": \"PERSON\"}}";
        assertThat(raw(registration, ApiServer.PRINCIPAL, ApiServer.NOBODY))
                .singleElement()
                .satisfies(
                        line -> assertThat(line.at("/problem/code").asString()).isEqualTo("forbidden"));
        List<JsonNode> results = send(
                "{\"command\": \"qualify-customer\", \"customer\": \"" + ApiServer.OUT_OF_REACH + "\"}",
                "{\"command\": \"merge-duplicate\", \"customer\": \"" + customer + "\", \"data\": {\"duplicate\": \""
                        + ApiServer.OUT_OF_REACH + "\"}}",
                registration);
        assertThat(results).extracting(r -> r.path("status").asInt()).containsExactly(404, 404, 201);
        assertThat(results.get(1).at("/problem/code").asString()).isEqualTo("customer-not-found");
        assertThat(server.send("POST", at(customer, "/merges"), "{\"duplicate\": \"" + ApiServer.OUT_OF_REACH + "\"}")
                        .code())
                .isEqualTo("customer-not-found");
    }

    private static String order(UUID customer, String reference, String line) {
        return "{\"command\": \"place-order\", \"customer\": \"" + customer + "\", \"data\": {\"order\": \"" + reference
                + "\", \"lines\": [" + line + "]}}";
    }

    private List<JsonNode> send(String... lines) {
        return raw(String.join("\n", lines) + "\n");
    }

    private List<JsonNode> raw(String body, String... headers) {
        HttpRequest.Builder request = server.request("/api/v1/commands").header("Content-Type", "application/x-ndjson");
        if (headers.length > 0) {
            request.headers(headers);
        }
        Reply reply = server.send(
                request.POST(HttpRequest.BodyPublishers.ofString(body)).build());
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).isEqualTo("application/x-ndjson");
        return reply.response().body().lines().map(JSON::readTree).collect(Collectors.toList());
    }
}
