package org.relatum.command.rest;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relatum.command.TestDatabase;
import org.relatum.command.rest.ApiServer.Reply;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Imports and fits over HTTP. */
class RunsApiTest {
    private static final ApiServer SERVER = ApiServer.shared();
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FITS = "/api/v1/value-models";

    private final String system = "api-" + UUID.randomUUID();

    // --- imports

    @Test
    void an_import_tells_its_progress_refusals_and_summary_line_by_line() {
        Reply reply = importing("cdnow", null, "1 19970101 1 5.00\n1 19970132 1 5.00\n2 19970101 1 5.00\n");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.header("Content-Type")).startsWith("application/x-ndjson");
        String[] lines = reply.response().body().split("\n", -1);
        assertThat(lines[0]).isEqualTo("{\"progress\":{\"rows\":0,\"total\":3}}");
        assertThat(lines)
                .anyMatch(line -> line.startsWith("{\"refused\":{\"line\":2,\"code\":\"date-invalid\",\"reason\":"));
        JsonNode summary = JSON.readTree(lines[lines.length - 2]).path("summary");
        assertThat(summary.path("rows").asInt()).isEqualTo(3);
        assertThat(summary.path("accepted").asInt()).isEqualTo(2);
        assertThat(summary.path("alreadyThere").asInt()).isZero();
        assertThat(summary.path("refused").asInt()).isEqualTo(1);
        assertThat(summary.path("customers").asInt()).isEqualTo(2);
        assertThat(summary.path("orders").asInt()).isEqualTo(2);
        assertThat(summary.path("seconds").isNumber()).isTrue();
        assertThat(lines[lines.length - 1]).as("behind the last line break").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"application/x-www-form-urlencoded", "text/plain", "application/octet-stream", "text/csv; charset=utf-8"
    })
    void whatever_a_client_calls_the_file_it_is_read(String type) {
        Reply reply = importing("cdnow", type, "1 19970101 1 5.00\n");

        assertThat(summary(reply).path("accepted").asInt()).isEqualTo(1);
    }

    @Test
    void options_travel_in_the_address() {
        Reply reply = post(
                "/api/v1/imports?format=orders-csv&system=" + system
                        + "&columns=order%3DNo%2Ccustomer%3DWho%2Cdate%3DWhen%2Camount%3DTotal&dates=d%2FM%2Fyyyy&currency=USD",
                "text/csv",
                "No,Who,When,Total\nA,c1,31/5/2024,5.00\n".getBytes(StandardCharsets.UTF_8));

        assertThat(summary(reply).path("accepted").asInt()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'', 400, invalid-request, format",
        "?format=xml, 400, invalid-request, format",
        "?format=, 400, invalid-request, format",
        "?format=cdnow&format=cdnow, 400, invalid-request, format",
        "?format=cdnow&colour=red, 400, invalid-request, colour",
        "?format=orders-csv&columns=x, 400, invalid-request, columns",
        "?format=orders-csv&dates=%7B, 400, invalid-request, dates",
        "?format=orders-csv&currency=money, 400, invalid-request, currency",
        "?format=orders-csv, 422, file-unreadable, file",
    })
    void a_file_that_can_not_be_imported_is_a_problem(String query, int status, String code, String field) {
        Reply reply = post("/api/v1/imports" + query, "text/plain", "a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        assertThat(reply.errorCode(field)).doesNotStartWith("none");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"empty", "zip", "gzip", "utf-16", "zeros", "png"})
    void what_is_no_text_is_a_problem_and_never_a_failure(String kind) {
        byte[] content = switch (kind) {
            case "empty" -> new byte[0];
            case "zip" -> new byte[] {'P', 'K', 3, 4, 1, 2, 3};
            case "gzip" -> new byte[] {0x1f, (byte) 0x8b, 8, 0, 0};
            case "utf-16" -> "00001 19970101 1 5.00\n".getBytes(StandardCharsets.UTF_16);
            case "zeros" -> new byte[10_000];
            default -> new byte[] {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n', 0, 0, 0, 13};
        };

        Reply reply = post("/api/v1/imports?format=cdnow", "text/plain", content);

        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.code()).isEqualTo("file-unreadable");
        assertThat(reply.errorCode("file")).startsWith("file-");
    }

    @Test
    void noise_is_refused_row_by_row() {
        byte[] noise = new byte[200_000];
        SplittableRandom random = new SplittableRandom(8);
        for (int i = 0; i < noise.length; i++) {
            noise[i] = (byte) random.nextInt(1, 256);
        }

        Reply reply = post("/api/v1/imports?format=cdnow", "text/plain", noise);

        assertThat(reply.status()).isEqualTo(200);
        assertThat(summary(reply).path("accepted").asInt()).isZero();
        assertThat(summary(reply).path("refused").asInt()).isPositive();
    }

    @Test
    void a_form_with_a_file_is_told_to_send_the_file_itself() {
        Reply reply = importing("cdnow", "multipart/form-data; boundary=x", "--x--");

        assertThat(reply.status()).isEqualTo(415);
        assertThat(reply.body().path("detail").asString()).contains("the file itself");
    }

    @Test
    void a_file_that_is_too_large_is_told_so() {
        byte[] rows = "1 19970101 1 5.00\n".repeat(6_000_000).getBytes(StandardCharsets.UTF_8);

        Reply reply = post("/api/v1/imports?format=cdnow", "text/plain", rows);

        assertThat(reply.status()).isEqualTo(413);
        assertThat(reply.code()).isEqualTo("too-large");
    }

    @Test
    void a_condition_on_a_version_has_no_meaning_for_a_file() {
        Reply reply = SERVER.send("POST", "/api/v1/imports?format=cdnow", "x", "If-Match", "\"1\"");

        assertThat(reply.status()).isEqualTo(400);
        assertThat(reply.errorCode("If-Match")).isEqualTo("not-allowed");
    }

    // --- fits

    @Test
    void a_fit_is_made_found_and_listed() {
        population(1960);

        Reply made = SERVER.send("POST", FITS, "{\"model\":\"mbg-nbd\",\"until\":\"1961-12-31\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(made.header("ETag")).isEqualTo("\"1\"");
        String id = made.body().path("valueModelId").asString();
        assertThat(made.header("Location")).isEqualTo(FITS + "/" + id);
        assertThat(made.body().path("version").asInt()).isEqualTo(1);
        assertThat(made.body().path("position").isIntegralNumber()).isTrue();
        assertThat(made.body().path("until").asString()).isEqualTo("1961-12-31");
        assertThat(made.body().path("dataBefore").asString()).isEqualTo("1962-01-01T00:00:00Z");
        assertThat(made.body().path("customers").asInt()).isGreaterThanOrEqualTo(200);
        assertThat(made.body().path("parameters").path("alpha").asDouble()).isPositive();
        assertThat(made.body().path("logLikelihood").asDouble()).isNegative();

        Reply found = SERVER.send(SERVER.request(FITS + "/" + id).GET().build());
        assertThat(found.status()).isEqualTo(200);
        assertThat(found.body().path("parameters")).isEqualTo(made.body().path("parameters"));
        Reply listed = SERVER.send(SERVER.request(FITS + "?limit=1").GET().build());
        assertThat(listed.body().path("items").get(0).path("valueModelId").asString())
                .isEqualTo(id);
    }

    @Test
    void a_repeated_request_gets_the_first_answer() {
        population(1962);
        String key = UUID.randomUUID().toString();
        String body = "{\"model\":\"mbg-nbd\",\"until\":\"1963-12-31\"}";

        Reply first = SERVER.send("POST", FITS, body, "Idempotency-Key", key);
        Reply second = SERVER.send("POST", FITS, body, "Idempotency-Key", key);
        Reply other = SERVER.send("POST", FITS, body.replace("mbg", "bg"), "Idempotency-Key", key);

        assertThat(first.status()).isEqualTo(201);
        assertThat(second.status()).isEqualTo(201);
        assertThat(second.header("Idempotent-Replayed")).isEqualTo("true");
        assertThat(second.body()).isEqualTo(first.body());
        assertThat(other.status()).isEqualTo(422);
        assertThat(other.code()).isEqualTo("idempotency-key-reused");
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                                                            | 400 | invalid-request  | until",
                "{\"model\":\"x\",\"until\":\"1961-12-31\"}                    | 400 | invalid-request  | model",
                "{\"model\":7,\"until\":\"1961-12-31\"}                        | 400 | invalid-request  | model",
                "{\"model\":\"bg-nbd\",\"until\":\"yesterday\"}                | 400 | invalid-request  | until",
                "{\"model\":\"bg-nbd\",\"until\":\"2999-01-01\"}               | 400 | invalid-request  | until",
                "{\"model\":\"bg-nbd\",\"until\":\"1961-12-31\",\"knownAt\":1} | 400 | invalid-request  | knownAt",
                "{\"model\":\"bg-nbd\",\"until\":\"1961-12-31\",\"a\":1}       | 400 | invalid-request  | a",
                "{\"model\":\"bg-nbd\"                                         | 400 | malformed-json   |",
                "{\"model\":\"bg-nbd\",\"until\":\"1901-12-31\"}               | 422 | too-few-customers |",
            })
    void a_request_that_can_not_be_fitted_is_a_problem(String body, int status, String code, @Nullable String field) {
        Reply reply = SERVER.send("POST", FITS, body);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.code()).isEqualTo(code);
        if (field != null) {
            assertThat(reply.errorCode(field)).doesNotStartWith("none");
        }
    }

    @Test
    void a_fit_that_is_not_there_is_not_found() {
        assertThat(SERVER.send(SERVER.request(FITS + "/" + UUID.randomUUID())
                                .GET()
                                .build())
                        .code())
                .isEqualTo("value-model-not-found");
        assertThat(SERVER.send(SERVER.request(FITS + "/7").GET().build()).status())
                .isEqualTo(400);
        assertThat(SERVER.send(SERVER.request(FITS + "?limit=0").GET().build()).errorCode("limit"))
                .isEqualTo("out-of-range");
        assertThat(SERVER.send(SERVER.request(FITS + "?before=x").GET().build()).errorCode("before"))
                .isEqualTo("wrong-type");
    }

    @Test
    void the_api_describes_runs() {
        JsonNode paths = SERVER.send(
                        SERVER.request("/api/v1/openapi.json").GET().build())
                .body()
                .path("paths");

        assertThat(paths.path("/api/v1/imports")
                        .path("post")
                        .path("operationId")
                        .asString())
                .isEqualTo("import-file");
        assertThat(paths.path(FITS).path("post").path("responses").path("422").isObject())
                .isTrue();
        assertThat(paths.path(FITS).has("get")).isTrue();
        assertThat(paths.path(FITS + "/{valueModel}").has("get")).isTrue();
    }

    /** 200 customers of two years whom MBG/NBD describes, imported as a file. */
    private void population(int year) {
        SplittableRandom random = new SplittableRandom(year);
        StringBuilder rows = new StringBuilder();
        for (int customer = 0; customer < 200; customer++) {
            LocalDate day = LocalDate.of(year, 1, 1).plusDays(random.nextInt(90));
            double rate = 0.01 + 0.2 * random.nextDouble() * random.nextDouble();
            double leave = random.nextDouble() * 0.8;
            do {
                rows.append("%d %s 1 5.00\n".formatted(customer, day.toString().replace("-", "")));
                day = day.plusDays(1 + (long) (-Math.log(1 - random.nextDouble()) / rate));
            } while (random.nextDouble() >= leave && day.getYear() <= year + 1);
        }
        assertThat(summary(importing("cdnow", null, rows.toString()))
                        .path("customers")
                        .asInt())
                .isEqualTo(200);
        new JdbcTemplate(TestDatabase.shared()).update("""
            insert into log.positions (position, event_index)
            select (select coalesce(max(position), 0) from log.positions)
                     + row_number() over (order by e.xid, e.event_index),
                   e.event_index
            from log.events e
            where not exists (select from log.positions p where p.event_index = e.event_index)\
            """);
    }

    private Reply importing(String format, @Nullable String type, String content) {
        return post(
                "/api/v1/imports?format=" + format + "&system=" + system,
                type == null ? "application/octet-stream" : type,
                content.getBytes(StandardCharsets.UTF_8));
    }

    private static Reply post(String path, String type, byte[] content) {
        return SERVER.send(SERVER.request(path)
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofByteArray(content))
                .build());
    }

    private static JsonNode summary(Reply reply) {
        HttpResponse<String> response = reply.response();
        assertThat(response.statusCode()).isEqualTo(200);
        String[] lines = response.body().strip().split("\n", -1);
        return JSON.readTree(lines[lines.length - 1]).path("summary");
    }
}
