package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.server.query.LogWriter.fact;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relatum.events.ArticleEvent.ArticlePublished;
import org.relatum.events.ArticleEvent.ArticleRevised;
import org.relatum.events.ArticleEvent.ArticleWithdrawn;
import org.relatum.events.ImprovementEvent.ImprovementClosed;
import org.relatum.events.ImprovementEvent.ImprovementOpened;
import org.relatum.events.ImprovementOutcome;
import org.relatum.events.KpiDimension;
import org.relatum.events.Personal;
import org.relatum.events.SurveyEvent.SurveyPublished;
import org.relatum.events.SurveyEvent.SurveyWaveBegun;
import org.relatum.server.TestServer;
import tools.jackson.databind.JsonNode;

/** Surveys, improvements and knowledge articles as of any date. */
class SubjectQuestionsTest {
    private static final Rest rest = new Rest(TestServer.shared());
    private static final LogWriter log = new LogWriter(TestServer.shared());
    private static final UUID SURVEY = UUID.randomUUID();
    private static final UUID ARTICLE = UUID.randomUUID();
    private static final UUID IMPROVEMENT = UUID.randomUUID();
    private static final String OWNER = "owner " + UUID.randomUUID();

    static {
        log.write(
                fact(
                        SURVEY,
                        "2025-01-01T00:00:00Z",
                        new SurveyPublished(
                                at("2025-01-01"), "After the service", "w1", List.of("price"), true, true, false)),
                fact(SURVEY, "2025-06-01T00:00:00Z", new SurveyWaveBegun(at("2025-06-01"), "w3")),
                // A wave of March that was only recorded in July.
                fact(SURVEY, "2025-07-01T00:00:00Z", new SurveyWaveBegun(at("2025-03-01"), "w2")),
                fact(ARTICLE, "2025-01-01T00:00:00Z", new ArticlePublished(at("2025-01-01"), "t1", "b1", "zh-Hans")),
                fact(ARTICLE, "2025-03-01T00:00:00Z", new ArticleRevised(at("2025-02-01"), "t2", "b2")),
                fact(ARTICLE, "2025-06-01T00:00:00Z", new ArticleWithdrawn(at("2025-06-01"))),
                fact(IMPROVEMENT, "2025-01-01T00:00:00Z", opened(IMPROVEMENT, "2025-01-01", "2025-03-01")),
                fact(
                        IMPROVEMENT,
                        "2025-05-01T00:00:00Z",
                        new ImprovementClosed(
                                at("2025-04-01"),
                                ImprovementOutcome.ACHIEVED,
                                Personal.clear(IMPROVEMENT, "it worked"))));
    }

    private static ImprovementOpened opened(UUID improvement, String at, String dueAt) {
        return new ImprovementOpened(
                at(at),
                null,
                SURVEY,
                "price",
                OWNER,
                Personal.clear(improvement, "be cheaper"),
                at(dueAt),
                "csat_price",
                "2024-Q4",
                KpiDimension.COMPANY,
                null);
    }

    private static Instant at(String date) {
        return Instant.parse(date + "T00:00:00Z");
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-15, 2025-12-01, w1",
        "2025-04-01, 2025-04-01, w1",
        "2025-04-01, 2025-12-01, w1 w2",
        "2025-12-01, 2025-06-15, w1 w3",
        "2025-12-01, 2025-12-01, w1 w2 w3",
    })
    void a_survey_has_the_waves_that_had_begun_in_their_order(String asOf, String knownAt, String waves) {
        JsonNode survey = rest.get("/api/v1/surveys/" + SURVEY + "?asOf=" + asOf + "&knownAt=" + knownAt);
        assertThat(String.join(" ", names(survey.path("waves"), "name"))).isEqualTo(waves);
        assertThat(survey.path("title").asString()).isEqualTo("After the service");
        assertThat(names(survey.path("factors"), null)).containsExactly("price");
        assertThat(List.of(
                        survey.path("overall").asBoolean(),
                        survey.path("nps").asBoolean(),
                        survey.path("ces").asBoolean()))
                .containsExactly(true, true, false);
    }

    private static List<String> names(JsonNode array, @Nullable String field) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(item -> (field == null ? item : item.path(field)).asString())
                .toList();
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-15, 2025-12-01, t1, b1, false",
        "2025-02-15, 2025-02-15, t1, b1, false",
        "2025-02-15, 2025-12-01, t2, b2, false",
        "2025-07-01, 2025-12-01, t2, b2, true",
    })
    void an_article_has_the_text_it_had(String asOf, String knownAt, String title, String body, boolean withdrawn) {
        JsonNode article = rest.get("/api/v1/articles/" + ARTICLE + "?asOf=" + asOf + "&knownAt=" + knownAt);
        assertThat(article.path("title").asString()).isEqualTo(title);
        assertThat(article.path("body").asString()).isEqualTo(body);
        assertThat(article.path("language").asString()).isEqualTo("zh-Hans");
        assertThat(article.path("withdrawnAt").isNull()).isEqualTo(!withdrawn);
    }

    @ParameterizedTest
    @CsvSource({
        "2025-02-01, 2025-12-01, OPEN",
        "2025-03-01, 2025-12-01, OPEN",
        "2025-03-01T00:00:00.000001Z, 2025-12-01, OVERDUE",
        "2025-04-15, 2025-04-15, OVERDUE",
        "2025-04-15, 2025-12-01, CLOSED",
    })
    void an_improvement_is_open_overdue_or_closed(String asOf, String knownAt, String state) {
        JsonNode improvement =
                rest.get("/api/v1/improvements/" + IMPROVEMENT + "?asOf=" + asOf + "&knownAt=" + knownAt);
        assertThat(improvement.path("state").asString()).isEqualTo(state);
        assertThat(improvement.path("text").asString()).isEqualTo("be cheaper");
        assertThat(improvement.path("note").asString("")).isEqualTo(state.equals("CLOSED") ? "it worked" : "");
        String path =
                "/api/v1/improvements?owner=" + OWNER.replace(" ", "%20") + "&asOf=" + asOf + "&knownAt=" + knownAt;
        for (String other : List.of("OPEN", "OVERDUE", "CLOSED")) {
            assertThat(names(rest.get(path + "&state=" + other).path("items"), "improvementId").stream()
                            .filter(IMPROVEMENT.toString()::equals))
                    .hasSize(other.equals(state) ? 1 : 0);
        }
    }

    @Test
    void what_is_something_else_or_was_not_there_yet_is_not_found() {
        for (String kind : List.of("survey", "article", "improvement")) {
            String path = "/api/v1/" + kind + "s/";
            rest.answer(path + UUID.randomUUID()).refused(404, kind + "-not-found");
            rest.answer(path + "me").refused(400, "invalid-request");
            for (UUID other : List.of(SURVEY, ARTICLE, IMPROVEMENT)) {
                if (rest.answer(path + other).status() != 200) {
                    rest.answer(path + other).refused(404, kind + "-not-found");
                } else {
                    rest.answer(path + other + "?asOf=2024-12-31").refused(404, "not-known-yet");
                    rest.answer(path + other + "?knownAt=2024-12-31").refused(404, "not-known-yet");
                }
            }
        }
    }

    @Test
    void lists_go_page_by_page_and_hold_everything_once() {
        List<String> made = new ArrayList<>();
        String owner = "pages-" + UUID.randomUUID();
        rest.post("/api/v1/departments", "{\"department\": \"" + owner + "\", \"name\": \"Quality\"}")
                .ok();
        rest.post("/api/v1/staff", """
            {"staff": "%1$s", "name": "Ada", "role": "quality", "department": "%1$s"}\
            """.formatted(owner)).ok();
        for (int i = 0; i < 5; i++) {
            made.add(rest.post(
                            "/api/v1/improvements",
                            "{\"owner\": \"" + owner + "\", \"text\": \"x\", \"dueAt\": \"2100-01-01T00:00:00Z\"}")
                    .ok()
                    .json()
                    .path("improvementId")
                    .asString());
        }
        long position = rest.post(
                        "/api/v1/improvements/" + made.getFirst() + "/closure", "{\"outcome\": \"CANCELLED\"}")
                .ok()
                .json()
                .path("position")
                .asLong();
        List<JsonNode> listed =
                rest.pages("/api/v1/improvements?limit=2&owner=" + owner + "&minPosition=" + position, "items");
        assertThat(listed)
                .extracting(item -> item.path("improvementId").asString())
                .containsExactlyInAnyOrderElementsOf(made);
        assertThat(rest.pages("/api/v1/improvements?limit=2&state=OPEN&owner=" + owner, "items"))
                .extracting(item -> item.path("improvementId").asString())
                .containsExactlyInAnyOrderElementsOf(made.subList(1, 5));
        assertThat(rest.pages("/api/v1/improvements?kpi=csat_price&asOf=2025-02-01", "items"))
                .extracting(item -> item.path("improvementId").asString())
                .containsExactly(IMPROVEMENT.toString());
        assertThat(rest.pages("/api/v1/improvements?kpi=csat&owner=" + owner, "items"))
                .isEmpty();
        assertThat(rest.pages("/api/v1/articles?language=zh-Hans&withdrawn=true", "items"))
                .extracting(item -> item.path("articleId").asString())
                .contains(ARTICLE.toString());
        assertThat(rest.pages("/api/v1/articles?language=zh-Hans&withdrawn=false", "items"))
                .extracting(item -> item.path("articleId").asString())
                .doesNotContain(ARTICLE.toString());
        assertThat(rest.pages("/api/v1/surveys?limit=1", "items"))
                .extracting(item -> item.path("surveyId").asString())
                .doesNotHaveDuplicates()
                .contains(SURVEY.toString());
    }

    @Test
    void what_was_just_written_is_read_with_its_version() {
        JsonNode answer = rest.post(
                        "/api/v1/surveys", "{\"title\": \"t\", \"wave\": \"w\", \"nps\": true, \"factors\": [\"客\"]}")
                .ok()
                .json();
        String path = "/api/v1/surveys/" + answer.path("surveyId").asString();
        rest.post(path + "/waves", "{\"wave\": \"v\"}").ok();
        Rest.Answer survey = rest.answer(path + "?minVersion=2").ok();
        assertThat(survey.header("etag")).isEqualTo("\"2\"");
        assertThat(names(survey.json().path("waves"), "name")).containsExactly("w", "v");
        assertThat(names(survey.json().path("factors"), null)).containsExactly("客");
    }

    @Test
    void the_directory_is_asked_for_by_key_and_as_of_any_date() {
        String run = "directory-" + UUID.randomUUID();
        JsonNode north = rest.post(
                        "/api/v1/departments",
                        "{\"department\": \"%s\", \"name\": \"North\", \"occurredAt\": \"2025-01-01T00:00:00Z\"}"
                                .formatted(run))
                .ok()
                .json();
        List<String> keys = List.of(run + "-1", run + "-Z", run + "-a");
        for (String key : keys.reversed()) {
            rest.post("/api/v1/staff", """
                {"staff": "%s", "name": "Ada", "role": "advisor", "department": "%s", "contact": "ada@example.com",
                 "occurredAt": "2025-02-01T00:00:00Z"}\
                """.formatted(key, run)).ok();
        }
        String leaver = "/api/v1/staff/" + keys.get(1);
        rest.post(
                        leaver + "/trainings",
                        "{\"title\": \"Complaints\", \"hours\": \"7.5\", \"occurredAt\": \"2025-02-15T00:00:00Z\"}")
                .ok();
        rest.post(leaver + "/leaving", "{\"occurredAt\": \"2025-03-01T00:00:00Z\"}")
                .ok();

        Rest.Answer answer = rest.answer(leaver + "?minVersion=3").ok();
        JsonNode member = answer.json();
        assertThat(answer.header("etag")).isEqualTo("\"3\"");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
        assertThat(member.path("name").asString()).isEqualTo("Ada");
        assertThat(member.path("contact").asString()).isEqualTo("ada@example.com");
        assertThat(member.path("leftAt").asString()).isEqualTo("2025-03-01T00:00:00Z");
        assertThat(member.path("trainings").get(0).path("hours").asString()).isEqualTo("7.5");
        JsonNode before = rest.get(leaver + "?asOf=2025-02-10");
        assertThat(before.path("leftAt").isNull()).isTrue();
        assertThat(before.path("trainings")).isEmpty();
        rest.answer(leaver + "?asOf=2025-01-31").refused(404, "not-known-yet");
        rest.answer("/api/v1/staff/" + run).refused(404, "staff-not-found");
        rest.answer("/api/v1/departments/" + keys.getFirst()).refused(404, "department-not-found");

        String staff = "/api/v1/staff?limit=2&department=" + run;
        assertThat(rest.pages(staff, "items"))
                .extracting(item -> item.path("staff").asString())
                .containsExactlyElementsOf(keys);
        assertThat(rest.pages(staff + "&left=false", "items"))
                .extracting(item -> item.path("staff").asString())
                .containsExactly(keys.get(0), keys.get(2));
        JsonNode department = rest.get("/api/v1/departments/" + run);
        assertThat(department.path("departmentId")).isEqualTo(north.path("departmentId"));
        assertThat(department.path("name").asString()).isEqualTo("North");
        assertThat(rest.pages("/api/v1/departments?limit=1", "items")).contains(department);
    }
}
