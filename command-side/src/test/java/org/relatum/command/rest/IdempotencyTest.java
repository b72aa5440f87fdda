package org.relatum.command.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.rest.ApiServer.at;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.DerivedId;
import org.relatum.command.rest.ApiServer.Reply;

class IdempotencyTest {
    private final ApiServer server = ApiServer.shared();
    private final String key = UUID.randomUUID().toString();

    @Test
    void the_same_key_and_body_get_the_first_answer_again() {
        String body = "{\"party\": \"PERSON\", \"profile\": {\"name\": \"Ada\"}}";
        Reply first = server.send("POST", "/api/v1/customers", body, "Idempotency-Key", key);
        UUID customer = UUID.fromString(first.body().path("customerId").asString());
        assertThat(customer).isEqualTo(DerivedId.ofCustomer("api", key));
        server.send("POST", at(customer, "/qualification"), "");
        Reply again = server.send(
                "POST",
                "/api/v1/customers",
                "{ \"profile\" : {\"name\":\"\\u0041da\"}, \"party\":\"PERSON\", \"role\":null }",
                "Idempotency-Key",
                key);
        assertThat(again.status()).isEqualTo(201);
        assertThat(again.body()).isEqualTo(first.body());
        assertThat(again.header("ETag")).isEqualTo(first.header("ETag"));
        assertThat(again.header("Location")).isEqualTo(first.header("Location"));
        assertThat(first.header("Idempotent-Replayed")).isNull();
        assertThat(again.header("Idempotent-Replayed")).isEqualTo("true");
    }

    @Test
    void made_up_names_are_the_same_in_the_repeated_answer() {
        UUID customer = server.customer();
        for (String[] command : List.of(
                new String[] {"/contact-points", "{\"kind\": \"EMAIL\", \"value\": \"a@b.c\"}", "contactPoint"},
                new String[] {"/care", "{\"kind\": \"OFFER\", \"dueAt\": \"2030-01-01T00:00:00Z\"}", "care"})) {
            Reply first =
                    server.send("POST", at(customer, command[0]), command[1], "Idempotency-Key", key + command[0]);
            server.send("POST", at(customer, command[0]), command[1]);
            Reply again =
                    server.send("POST", at(customer, command[0]), command[1], "Idempotency-Key", key + command[0]);
            assertThat(again.body()).isEqualTo(first.body());
            assertThat(again.body().path(command[2]).asString()).isNotBlank();
        }
    }

    @Test
    void the_same_key_with_another_body_is_refused() {
        UUID customer = server.customer();
        server.send("PUT", at(customer, "/classification"), "{\"segment\": \"a\"}", "Idempotency-Key", key);
        Reply other =
                server.send("PUT", at(customer, "/classification"), "{\"segment\": \"b\"}", "Idempotency-Key", key);
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency-key-reused");
        Reply elsewhere = server.send("POST", at(customer, "/qualification"), "{}", "Idempotency-Key", key);
        assertThat(elsewhere.code()).isEqualTo("idempotency-key-reused");
        Reply somebodyElse = server.send(
                "PUT",
                at(customer, "/classification"),
                "{\"segment\": \"b\"}",
                "Idempotency-Key",
                key,
                ApiServer.PRINCIPAL,
                "zoe");
        assertThat(somebodyElse.status()).isEqualTo(200);
    }

    @Test
    void a_refused_command_does_not_use_its_key_up() {
        UUID customer = server.customer();
        Reply refused = server.send("POST", at(customer, "/reopening"), "{}", "Idempotency-Key", key);
        assertThat(refused.code()).isEqualTo("customer-not-closed");
        server.send("POST", at(customer, "/closure"), "{}");
        assertThat(server.send("POST", at(customer, "/reopening"), "{}", "Idempotency-Key", key)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_version_that_is_expected_but_gone_is_refused_with_the_current_one() {
        UUID customer = server.customer();
        assertThat(server.send("POST", at(customer, "/qualification"), "{}", "If-Match", "\"1\"")
                        .header("ETag"))
                .isEqualTo("\"2\"");
        Reply refused = server.send("POST", at(customer, "/closure"), "{}", "If-Match", "\"1\"");
        assertThat(refused.status()).isEqualTo(412);
        assertThat(refused.code()).isEqualTo("version-conflict");
        assertThat(refused.body().path("currentVersion").asInt()).isEqualTo(2);
        assertThat(refused.header("ETag")).isEqualTo("\"2\"");
        assertThat(server.send("POST", at(customer, "/closure"), "{}", "If-Match", "*")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void duplicates_sent_at_the_same_time_become_one_fact() throws Exception {
        UUID customer = server.customer();
        Set<String> bodies = new HashSet<>();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Reply>> replies = new ArrayList<>();
            for (int i = 0; i < 20; i++) {
                replies.add(executor.submit(() -> server.send(
                        "POST",
                        at(customer, "/orders"),
                        "{\"order\": \"A\", \"lines\": [{\"description\": \"x\", \"quantity\": 1, \"unitPrice\": 1}]}",
                        "Idempotency-Key",
                        key)));
            }
            for (Future<Reply> reply : replies) {
                assertThat(reply.get().status()).as(reply.get().toString()).isEqualTo(201);
                bodies.add(reply.get().body().toString());
            }
        }
        assertThat(bodies).hasSize(1);
        Reply next = server.send("POST", at(customer, "/qualification"), "");
        assertThat(next.body().path("version").asInt()).isEqualTo(3);
    }
}
