package org.relatum.command.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relatum.command.rest.ApiServer.Reply;
import tools.jackson.databind.JsonNode;

/** Weights and rankings over HTTP. */
class DecisionApiTest {
    private final ApiServer server = ApiServer.shared();

    @ParameterizedTest
    @ValueSource(strings = {"/api/v1/kpi-weights/ahp", "/api/v1/kpi-weights/entropy", "/api/v1/rankings/topsis"})
    void what_the_documentation_asks_is_answered_as_it_says(String path) {
        JsonNode operation = server.send("GET", "/api/v1/openapi.json", "")
                .body()
                .path("paths")
                .path(path)
                .path("post");
        Reply reply = server.send(
                "POST",
                path,
                operation.at("/requestBody/content/application~1json/example").toString());
        assertThat(reply.status()).as(reply.toString()).isEqualTo(200);
        same(reply.body(), operation.at("/responses/200/content/application~1json/example"));
    }

    private static void same(JsonNode actual, JsonNode expected) {
        if (expected.isNumber()) {
            assertThat(actual.asDouble()).isCloseTo(expected.asDouble(), within(5e-5));
        } else if (expected.isContainer()) {
            assertThat(actual.size()).isEqualTo(expected.size());
            if (expected.isArray()) {
                for (int i = 0; i < expected.size(); i++) {
                    same(actual.get(i), expected.get(i));
                }
            } else {
                expected.properties().forEach(property -> same(actual.path(property.getKey()), property.getValue()));
            }
        } else {
            assertThat(actual).isEqualTo(expected);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kpi-weights/ahp | {} | criteria required",
                "kpi-weights/ahp | {'criteria':['a'],'matrix':[[1]],'n':1} | n unknown-field",
                "kpi-weights/ahp | {'criteria':['a','b'],'matrix':[[1,2],[null,1]]} | matrix[1][0] required",
                "kpi-weights/ahp | {'criteria':['a','b'],'matrix':[[1,2],['x',1]]} | matrix[1][0] wrong-type",
                "kpi-weights/ahp | {'criteria':['a',''],'matrix':[[1,1],[1,1]]} | criteria[1] blank",
                "kpi-weights/entropy | {'criteria':['a'],'matrix':[[1]]} | matrix wrong-size",
                "rankings/topsis |"
                    + " {'criteria':[{'criterion':'a','weight':1}],'alternatives':[{'alternative':'x','values':[1]}]}"
                    + " | criteria[0].better required",
            })
    void what_can_not_be_understood_is_refused_field_by_field(String path, String body, String error) {
        Reply reply = server.send("POST", "/api/v1/" + path, body.replace('\'', '"'));
        assertThat(reply.status()).as(reply.toString()).isEqualTo(400);
        String[] expected = error.split(" ", -1);
        assertThat(reply.errorCode(expected[0])).isEqualTo(expected[1]);
    }

    @Test
    void what_contradicts_itself_is_a_problem_with_its_figure() {
        Reply reply = server.send(
                "POST",
                "/api/v1/kpi-weights/ahp",
                "{\"criteria\":[\"a\",\"b\",\"c\"],\"matrix\":[[1,3,0.33],[0.33,1,3],[3,0.33,1]]}");
        assertThat(List.of(reply.status(), reply.code())).containsExactly(422, "inconsistent-comparisons");
        assertThat(reply.body().path("consistencyRatio").asDouble()).isGreaterThan(1);
    }
}
