package org.relatum.query.request;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relatum.events.PartyKind;
import org.relatum.query.request.QueryProblem.InvalidParameter;

class ParametersTest {

    @ParameterizedTest
    @CsvSource({
        "2026-01-31, 2026-01-31T00:00:00Z",
        "2026-01-31T12:00:00Z, 2026-01-31T12:00:00Z",
        "2026-01-31T12:00:00.123456Z, 2026-01-31T12:00:00.123456Z",
        "2026-01-31T14:00:00%2B02:00, 2026-01-31T12:00:00Z",
    })
    void an_instant_may_be_a_date_or_have_an_offset(String text, Instant instant) {
        Parameters parameters = Parameters.of("asOf=" + text);
        assertThat(parameters.instant("asOf")).isEqualTo(instant);
        parameters.done();
    }

    @Test
    void what_is_not_given_is_absent() {
        Parameters parameters = Parameters.of((String) null);
        assertThat(parameters.instant("asOf")).isNull();
        assertThat(parameters.count("minVersion")).isNull();
        assertThat(parameters.flag("closed")).isNull();
        assertThat(parameters.text("owner")).isNull();
        assertThat(parameters.texts("owners")).isEmpty();
        assertThat(parameters.limit(7)).isEqualTo(7);
        parameters.done();
    }

    @Test
    void texts_are_repeated_and_constants_also_separated_by_commas() {
        Parameters parameters =
                Parameters.of("owner=a,b&owner=M%C3%BCller+%26+Co&party=PERSON,ORGANISATION&type=x&type=y,x");
        assertThat(parameters.texts("owner")).containsExactly("a,b", "Müller & Co");
        assertThat(parameters.constants("party", PartyKind.class))
                .containsExactly(PartyKind.PERSON, PartyKind.ORGANISATION);
        assertThat(parameters.words("type", Set.of("x", "y"))).containsExactly("x", "y");
        parameters.done();
    }

    @Test
    void all_errors_are_gathered_in_the_order_of_reading() {
        assertThat(errors(
                        "limit=501&flag=1&n=-1&t=a%00b&nobody=1",
                        p -> {
                            p.limit(1);
                            p.flag("flag");
                            p.count("n");
                            p.text("t");
                        }))
                .extracting(e -> e.field() + " " + e.code())
                .containsExactly(
                        "limit bad-number",
                        "flag bad-boolean",
                        "n bad-number",
                        "t bad-text",
                        "nobody unknown-parameter");
    }

    @ParameterizedTest
    @CsvSource({"%, malformed", "%4, malformed", "%zz, malformed", "%ff, malformed", "%C3, malformed"})
    void what_is_not_percent_encoded_UTF_8_is_refused(String text, String code) {
        assertThat(errors("t=" + text, p -> p.text("t")))
                .extracting(InvalidParameter::field, InvalidParameter::code)
                .containsExactly(org.assertj.core.api.Assertions.tuple("query", code));
    }

    @Test
    void an_unknown_parameter_is_told_what_there_is() {
        assertThat(errors("asof=x", p -> {
                    p.instant("knownAt");
                    p.instant("asOf");
                }))
                .extracting(InvalidParameter::reason)
                .containsExactly("is not known; there are asOf, knownAt");
    }

    @Test
    void questions_with_the_same_parameters_have_the_same_fingerprint_whatever_the_page() {
        assertThat(fingerprint("asOf=2026-01-01&limit=5&minVersion=3&cursor=abc"))
                .isEqualTo(fingerprint("limit=9&asOf=2026-01-01"))
                .isNotEqualTo(fingerprint("asOf=2026-01-02"))
                .isNotEqualTo(fingerprint(""));
    }

    private static String fingerprint(String query) {
        Parameters parameters = Parameters.of(query);
        parameters.instant("asOf");
        parameters.count("minVersion");
        parameters.limit(1);
        parameters.cursor();
        return parameters.fingerprint();
    }

    private static List<InvalidParameter> errors(String query, Consumer<Parameters> reading) {
        Parameters parameters = Parameters.of(query);
        reading.accept(parameters);
        List<InvalidParameter> errors = new java.util.ArrayList<>();
        assertThatThrownBy(parameters::done).isInstanceOfSatisfying(QueryProblem.class, problem -> {
            assertThat(problem.getStatusCode().value()).isEqualTo(400);
            Object body = problem.getBody().getProperties().get("errors");
            ((List<?>) body).forEach(e -> errors.add((InvalidParameter) e));
        });
        return errors;
    }
}
