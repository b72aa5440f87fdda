package org.relatum.command.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.rest.ApiServer.at;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.command.rest.ApiServer.Reply;

class CommandApiTest {
    private final ApiServer server = ApiServer.shared();

    @Test
    void a_registration_answers_id_version_position_and_address() {
        Reply reply = server.send("POST", "/api/v1/customers", """
            {"party": "PERSON", "profile": {"name": "Ada"}, "contactPoints": [{"kind": "EMAIL", "value": "a@b.c"}]}\
            """);
        assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
        assertThat(reply.body().path("version").asInt()).isEqualTo(2);
        assertThat(reply.body().path("position").asLong()).isPositive();
        assertThat(reply.header("ETag")).isEqualTo("\"2\"");
        assertThat(reply.header("Location"))
                .isEqualTo(
                        "/api/v1/customers/" + reply.body().path("customerId").asString());
    }

    @Test
    void an_order_is_recorded_and_has_an_address_even_with_a_slash_in_its_reference() {
        UUID customer = server.customer();
        Reply order = server.send("POST", at(customer, "/orders"), """
            {"order": "2026/17 ä", "lines": [{"description": "CD", "quantity": 2, "unitPrice": "9.99"}]}\
            """);
        assertThat(order.status()).as(order.toString()).isEqualTo(201);
        assertThat(order.header("Location")).isEqualTo(at(customer, "/orders/2026%2F17%20%C3%A4"));
        Reply returned = server.send(
                "POST", order.header("Location") + "/returns", "{\"lines\": [{\"line\": 1, \"quantity\": 1}]}");
        assertThat(returned.status()).as(returned.toString()).isEqualTo(201);
        assertThat(returned.body().path("version").asInt()).isEqualTo(3);
        assertThat(returned.header("Location")).startsWith(order.header("Location") + "/returns/");
    }
}
