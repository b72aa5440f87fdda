package org.relatum.command.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.rest.ApiServer.at;

import java.net.http.HttpRequest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.rest.ApiServer.Reply;
import tools.jackson.databind.JsonNode;

class OpenApiTest {
    private static final String DUPLICATE = "0198f3a2-7c4e-7d10-9a55-3f0c5a1b2c3d";
    private static final String SKU = "TEA-100";
    private static final String SURVEY = "0198f3a2-8d5f-7e21-8b66-4a1d6b2c3d4e";
    private static final String IMPROVEMENT = "0198f3a2-9e60-7f32-9c77-5b2e7c3d4e5f";
    private static final String ARTICLE = "0198f3a2-af71-7043-8d88-6c3f8d4e5f60";

    private final ApiServer server = ApiServer.shared();
    private final JsonNode document =
            server.send("GET", "/api/v1/openapi.json", "").body();

    @Test
    void the_document_is_OpenAPI_3_1() {
        assertThat(document.path("openapi").asString()).startsWith("3.1");
        assertThat(document.at("/info/title").asString()).isEqualTo("Relatum");
    }

    @Test
    void every_operation_has_a_summary_examples_and_all_its_errors() {
        List<String> missing = new ArrayList<>();
        for (String path : document.path("paths").propertyNames()) {
            JsonNode item = document.path("paths").path(path);
            for (String method : item.propertyNames()) {
                check(method.toUpperCase(Locale.ROOT) + " " + path, item.path(method), missing);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(document.path("paths").size()).isGreaterThan(15);
    }

    private void check(String name, JsonNode operation, List<String> missing) {
        for (String text : List.of("operationId", "summary", "description")) {
            if (operation.path(text).asString("").isBlank()) {
                missing.add(name + " has no " + text);
            }
        }
        JsonNode body = operation.path("requestBody").path("content");
        if (!name.startsWith("DELETE") && !name.startsWith("GET")) {
            if (body.isEmpty() || !body.iterator().next().has("example")) {
                missing.add(name + " has no example of a request");
            }
        }
        boolean anySuccess = false;
        for (String status : operation.path("responses").propertyNames()) {
            JsonNode response = operation.path("responses").path(status);
            JsonNode media = response.path("content").iterator().next();
            if (status.startsWith("2")) {
                anySuccess = true;
                if (!media.has("example")) {
                    missing.add(name + " has no example of its answer");
                }
            } else {
                checkProblems(name + " " + status, status, response, missing);
            }
        }
        if (!anySuccess) {
            missing.add(name + " has no answer");
        }
        for (String status : List.of("400", "415", "500")) {
            // Only what has a body can have one of the wrong kind.
            boolean needless = status.equals("415") && (name.startsWith("DELETE") || name.startsWith("GET"));
            if (!operation.path("responses").has(status) && !needless) {
                missing.add(name + " does not say " + status);
            }
        }
    }

    private static void checkProblems(String name, String status, JsonNode response, List<String> missing) {
        JsonNode examples =
                response.path("content").path("application/problem+json").path("examples");
        if (examples.isEmpty()) {
            missing.add(name + " has no examples");
        }
        for (String code : examples.propertyNames()) {
            JsonNode example = examples.path(code).path("value");
            if (!example.path("code").asString().equals(code)
                    || !example.path("status").asString().equals(status)) {
                missing.add(name + " has a wrong example for " + code);
            }
            if (!response.path("description").asString().contains("`" + code + "`")) {
                missing.add(name + " does not list " + code);
            }
        }
    }

    @Test
    void every_code_is_documented_somewhere() {
        String text = document.toString();
        List<String> undocumented = Arrays.stream(RefusalCode.values())
                .filter(code -> !List.of(
                                RefusalCode.NOT_FOUND,
                                RefusalCode.METHOD_NOT_ALLOWED,
                                RefusalCode.NOT_ACCEPTABLE,
                                RefusalCode.UNKNOWN_COMMAND,
                                RefusalCode.FIT_ALREADY_RECORDED)
                        .contains(code))
                .map(RefusalCode::code)
                .filter(code -> !text.contains("`" + code + "`"))
                .toList();
        assertThat(undocumented).isEmpty();
    }

    /** Whoever names somebody, may name somebody who was erased. */
    @Test
    void what_names_a_member_of_staff_may_be_refused_because_of_an_erasure() {
        List<CommandType> naming = Arrays.stream(CommandType.values())
                .filter(type -> type.refusals().contains(RefusalCode.UNKNOWN_STAFF))
                .toList();
        assertThat(naming).contains(CommandType.RECORD_REVIEW, CommandType.ASSIGN_OWNER);
        assertThat(naming).allMatch(type -> type.refusals().contains(RefusalCode.STAFF_ERASED));
    }

    @ParameterizedTest
    @EnumSource(CommandType.class)
    void every_example_is_accepted_by_its_endpoint(CommandType type) {
        UUID customer = server.customer();
        UUID duplicate = server.customer();
        Map<String, String> actual = new HashMap<>(prepare(type, customer, duplicate));
        actual.put(DUPLICATE, duplicate.toString());
        // What is unique in the whole store may be taken by other tests.
        actual.put("\"4711\"", "\"" + customer + "\"");
        actual.put(SKU, SKU + customer);
        JsonNode operation = document.path("paths")
                .path("/api/v1" + type.path())
                .path(type.method().name().toLowerCase(Locale.ROOT));
        String path = "/api/v1" + type.path().replace("{customer}", customer.toString());
        for (JsonNode parameter : operation.path("parameters")) {
            if (parameter.path("in").asString("").equals("path")) {
                path = path.replace(
                        "{" + parameter.path("name").asString() + "}",
                        parameter.path("example").asString());
            }
        }
        JsonNode example = operation.at("/requestBody/content/application~1json/example");
        String body = example.isMissingNode() ? "" : example.toString();
        for (Map.Entry<String, String> id : actual.entrySet()) {
            path = path.replace(id.getKey(), id.getValue());
            body = body.replace(id.getKey(), id.getValue());
        }
        Reply reply = server.send(type.method().name(), path, body);
        assertThat(Integer.toString(reply.status()))
                .as(reply.toString())
                .isIn(operation.path("responses").propertyNames())
                .startsWith("2");
        assertThat(reply.status() == 201).isEqualTo(type.createdField().isPresent());
        assertThat(reply.header("Location") != null)
                .isEqualTo(type.createdField().isPresent());
        JsonNode success = operation.path("responses").path(Integer.toString(reply.status()));
        assertThat(reply.body().propertyNames())
                .as("fields of the answer")
                .containsExactlyInAnyOrderElementsOf(
                        success.at("/content/application~1json/example").propertyNames());
    }

    /** Registers a member of staff in the first of some departments, where they are not known yet. */
    private void employ(String staff, String... departments) {
        for (String department : departments) {
            server.send("POST", "/api/v1/departments", "{\"department\":\"%s\",\"name\":\"x\"}".formatted(department));
        }
        server.send(
                "POST",
                "/api/v1/staff",
                "{\"staff\":\"%s\",\"name\":\"x\",\"role\":\"x\",\"department\":\"%s\"}"
                        .formatted(staff, departments[0]));
    }

    /** Makes what an example speaks of; answers which id stands for one of the examples. */
    private Map<String, String> prepare(CommandType type, UUID customer, UUID duplicate) {
        if (type.family() != CommandFamily.DEPARTMENT && type.family() != CommandFamily.STAFF) {
            employ("staff-17", "key-accounts", "service");
        }
        switch (type) {
            case LIFT_LEGAL_HOLD -> {
                Reply placed = server.send(
                        "POST", "/api/v1/customers/" + customer + "/legal-holds", "{\"note\": \"lawsuit\"}");
                return Map.of("5f0c9a3b7e21", placed.body().path("hold").asString());
            }
            case REGISTER_DEPARTMENT -> {
                return Map.of("key-accounts", "d" + customer);
            }
            case REGISTER_STAFF -> {
                employ("somebody", "key-accounts");
                return Map.of("staff-17", "m" + customer);
            }
            case RECORD_TRAINING, RECORD_LEAVING -> {
                employ("m" + customer, "key-accounts");
                return Map.of("staff-17", "m" + customer);
            }
            case ERASE_STAFF -> {
                employ("m" + customer, "key-accounts");
                accepted("POST", "/api/v1/staff/m" + customer + "/leaving", "{}");
                return Map.of("staff-17", "m" + customer);
            }
            case REMOVE_CONTACT_POINT ->
                accepted(
                        "POST",
                        at(customer, "/contact-points"),
                        "{\"contactPoint\":\"5f0c9a3b7e21\",\"kind\":\"EMAIL\",\"value\":\"a@b.c\"}");
            case UNDO_MERGE -> accepted("POST", at(customer, "/merges"), "{\"duplicate\":\"" + duplicate + "\"}");
            case REOPEN_CUSTOMER -> accepted("POST", at(customer, "/closure"), "{}");
            case DELIVER_CARE, CANCEL_CARE -> accepted("POST", at(customer, "/care"), CommandType.PLAN_CARE.example());
            case RETURN_ORDER -> accepted("POST", at(customer, "/orders"), CommandType.PLACE_ORDER.example());
            case PRICE_PRODUCT, DISCONTINUE_PRODUCT ->
                accepted(
                        "POST",
                        "/api/v1/products",
                        CommandType.REGISTER_PRODUCT.example().replace(SKU, SKU + customer));
            case REDEEM_POINTS, GRANT_POINTS, ADJUST_POINTS, REVIEW_TIER -> {
                accepted("POST", at(customer, "/loyalty"), CommandType.ENROL_CUSTOMER.example());
                accepted("POST", at(customer, "/points"), CommandType.GRANT_POINTS.example());
            }
            case CONVERT_REFERRAL ->
                accepted("POST", at(customer, "/referrals"), CommandType.RECORD_REFERRAL.example());
            case ASSESS_RISK, CHOOSE_RISK_RESPONSE, RECORD_PREVENTIVE_MEASURE, RECORD_RECOVERY_STEP, CLEAR_RISK ->
                accepted("POST", at(customer, "/risk-flags"), CommandType.RAISE_RISK.example());
            case CONFIRM_NEED, MEET_NEED ->
                accepted("POST", at(customer, "/needs"), CommandType.IDENTIFY_NEED.example());
            case KEEP_COMMITMENT, BREAK_COMMITMENT ->
                accepted("POST", at(customer, "/commitments"), CommandType.MAKE_COMMITMENT.example());
            case ASSIGN_CASE, RESPOND_TO_CASE, PAUSE_CASE, ESCALATE_CASE, RESOLVE_CASE, RECORD_ROOT_CAUSE ->
                opened(customer);
            case RESUME_CASE -> {
                opened(customer);
                accepted("POST", at(customer, "/cases/S-77/pause"), "{}");
            }
            case REOPEN_CASE, CLOSE_CASE -> {
                opened(customer);
                accepted("POST", at(customer, "/cases/S-77/resolution"), "{}");
            }
            case LINK_ARTICLE -> {
                opened(customer);
                return Map.of(ARTICLE, made("/articles", CommandType.PUBLISH_ARTICLE, "articleId"));
            }
            case REVISE_ARTICLE, WITHDRAW_ARTICLE -> {
                return Map.of(ARTICLE, made("/articles", CommandType.PUBLISH_ARTICLE, "articleId"));
            }
            case BEGIN_SURVEY_WAVE, RESPOND_TO_SURVEY -> {
                return Map.of(SURVEY, made("/surveys", CommandType.PUBLISH_SURVEY, "surveyId"));
            }
            case CLOSE_IMPROVEMENT -> {
                return Map.of(IMPROVEMENT, made("/improvements", CommandType.OPEN_IMPROVEMENT, "improvementId"));
            }
            default -> {}
        }
        return Map.of();
    }

    private void opened(UUID customer) {
        accepted("POST", at(customer, "/cases"), CommandType.OPEN_CASE.example());
    }

    private String made(String path, CommandType type, String field) {
        Reply reply = server.send("POST", "/api/v1" + path, type.example());
        assertThat(reply.status()).as(reply.toString()).isEqualTo(201);
        return reply.body().path(field).asString();
    }

    private void accepted(String method, String path, String body) {
        Reply reply = server.send(method, path, body);
        assertThat(reply.status()).as(reply.toString()).isLessThan(300);
    }

    @Test
    void the_lines_of_the_example_of_a_stream_are_understood() {
        String lines = document.at("/paths/~1api~1v1~1commands/post/requestBody/content/application~1x-ndjson/example")
                .asString();
        var response = server.send(server.request("/api/v1/commands")
                .header("Content-Type", "application/x-ndjson")
                .POST(HttpRequest.BodyPublishers.ofString(lines))
                .build());
        List<String> results = response.response().body().lines().collect(Collectors.toList());
        // The customer of the second line is an example too.
        assertThat(results).hasSize(2);
        assertThat(results.get(0)).containsAnyOf("\"status\":201", "external-reference-taken");
        assertThat(results.get(1)).contains("customer-not-found");
    }
}
