package org.relatum.command.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.command.language.ArticleCommand.PublishArticle;
import org.relatum.command.language.Command;
import org.relatum.command.language.CommitmentCommand.IdentifyNeed;
import org.relatum.command.language.CommitmentCommand.MakeCommitment;
import org.relatum.command.language.FactorRating;
import org.relatum.command.language.InteractionCommand.LogInteraction;
import org.relatum.command.language.InteractionCommand.PlanCare;
import org.relatum.command.language.InteractionCommand.ReceiveFeedback;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.LifecycleCommand.AssignOwner;
import org.relatum.command.language.LifecycleCommand.ChangeProfile;
import org.relatum.command.language.LifecycleCommand.MergeDuplicate;
import org.relatum.command.language.LifecycleCommand.QualifyCustomer;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.OrderLineInput;
import org.relatum.command.language.ProductCommand.PriceProduct;
import org.relatum.command.language.ProfileInput;
import org.relatum.command.language.ReferenceInput;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.language.SatisfactionCommand.RespondToSurvey;
import org.relatum.command.language.ServiceCommand.LinkArticle;
import org.relatum.command.language.ServiceCommand.PauseCase;
import org.relatum.command.language.SurveyCommand.PublishSurvey;
import org.relatum.events.CareKind;
import org.relatum.events.Direction;
import org.relatum.events.NeedKind;
import org.relatum.events.NeedSource;
import org.relatum.events.PartyKind;
import org.relatum.events.Sentiment;

class FieldRulesTest {
    private final FieldRules rules = new FieldRules();

    @AfterEach
    void close() {
        rules.close();
    }

    private static Stream<Arguments> broken() {
        return Stream.of(
                arguments(new AssignOwner(null, null, "d"), "owner", "required"),
                arguments(new AssignOwner(null, " ", "d"), "owner", "blank"),
                arguments(new AssignOwner(null, "x".repeat(101), "d"), "owner", "too-long"),
                arguments(new AssignOwner(null, "a\u0000b", "d"), "owner", "bad-text"),
                arguments(new AssignOwner(null, "a\u001Bb", "d"), "owner", "bad-text"),
                arguments(new AssignOwner(null, "a\uD83D", "d"), "owner", "bad-text"),
                arguments(new AssignOwner(null, "\uDE00a", "d"), "owner", "bad-text"),
                arguments(new QualifyCustomer(Instant.MAX, null), "occurredAt", "too-precise"),
                arguments(
                        new QualifyCustomer(Instant.parse("1899-12-31T23:59:59Z"), null), "occurredAt", "out-of-range"),
                arguments(
                        new QualifyCustomer(Instant.parse("+10000-01-01T00:00:00Z"), null),
                        "occurredAt",
                        "out-of-range"),
                arguments(
                        new QualifyCustomer(Instant.parse("2024-01-01T00:00:00.0000001Z"), null),
                        "occurredAt",
                        "too-precise"),
                arguments(new MergeDuplicate(null, null, null), "duplicate", "required"),
                arguments(profile("1990-02-30", null, null), "profile.birthDate", "bad-date"),
                arguments(profile("17.05.1990", null, null), "profile.birthDate", "bad-date"),
                arguments(profile("+1990-05-17", null, null), "profile.birthDate", "bad-date"),
                arguments(profile(null, "x", null), "profile.language", "bad-language"),
                arguments(profile(null, "en-", null), "profile.language", "bad-language"),
                arguments(profile(null, null, "XX"), "profile.country", "bad-country"),
                arguments(profile(null, null, "ch"), "profile.country", "bad-country"),
                arguments(
                        new RegisterCustomer(null, null, null, null, null, null, List.of(), List.of()),
                        "party",
                        "required"),
                arguments(register(Collections.singletonList(null)), "externalReferences[0]", "required"),
                arguments(register(List.of(new ReferenceInput("shop", ""))), "externalReferences[0].value", "blank"),
                arguments(
                        register(Collections.nCopies(21, new ReferenceInput("shop", "1"))),
                        "externalReferences",
                        "wrong-size"),
                arguments(feedback(0), "rating", "out-of-range"),
                arguments(feedback(6), "rating", "out-of-range"),
                arguments(
                        new LogInteraction(null, "phone", Direction.INBOUND, "order", null, -1L, null),
                        "responseSeconds",
                        "out-of-range"),
                arguments(new PlanCare(null, null, CareKind.OTHER, null, null), "dueAt", "required"),
                arguments(new MakeCommitment(null, null, "x", null, "m.meier"), "dueAt", "required"),
                arguments(new IdentifyNeed(null, "", NeedKind.DEEP, NeedSource.STATED, "x"), "need", "blank"),
                arguments(new PauseCase(null, null, null), "caseId", "required"),
                arguments(new LinkArticle(null, "S-1", null), "article", "required"),
                arguments(survey(List.of("price", "")), "factors[1]", "blank"),
                arguments(survey(Collections.singletonList(null)), "factors[0]", "required"),
                arguments(survey(Collections.nCopies(31, "x")), "factors", "wrong-size"),
                arguments(answer(List.of(new FactorRating("price", 6)), 1, 0, 1), "csat[0].rating", "out-of-range"),
                arguments(answer(List.of(new FactorRating("price", 0)), 1, 0, 1), "csat[0].rating", "out-of-range"),
                arguments(answer(List.of(new FactorRating(null, 1)), 1, 0, 1), "csat[0].factor", "required"),
                arguments(answer(Collections.singletonList(null), 1, 0, 1), "csat[0]", "required"),
                arguments(answer(List.of(), 0, 0, 1), "overall", "out-of-range"),
                arguments(answer(List.of(), 6, 0, 1), "overall", "out-of-range"),
                arguments(answer(List.of(), 1, -1, 1), "nps", "out-of-range"),
                arguments(answer(List.of(), 1, 11, 1), "nps", "out-of-range"),
                arguments(answer(List.of(), 1, 0, 0), "ces", "out-of-range"),
                arguments(answer(List.of(), 1, 0, 8), "ces", "out-of-range"),
                arguments(new PublishArticle(null, "t", "b", "x"), "language", "bad-language"),
                arguments(order(null), "lines", "wrong-size"),
                arguments(order("0", "1"), "lines[0].quantity", "not-positive"),
                arguments(order("-1", "1"), "lines[0].quantity", "not-positive"),
                arguments(order(null, "1"), "lines[0].quantity", "required"),
                arguments(order("1", "-0.01"), "lines[0].unitPrice", "negative"),
                arguments(order("1", "0.0000001"), "lines[0].unitPrice", "too-precise"),
                arguments(order("1", "1e12"), "lines[0].unitPrice", "too-large"),
                arguments(order("1", "1e999999999"), "lines[0].unitPrice", "too-large"),
                arguments(order("1e-999999999", "1"), "lines[0].quantity", "too-precise"),
                arguments(price("EURO"), "currency", "bad-currency"),
                arguments(price("eur"), "currency", "bad-currency"),
                arguments(price(null), "currency", "required"));
    }

    @ParameterizedTest
    @MethodSource("broken")
    void a_broken_rule_names_its_field_and_a_code(Command command, String field, String code) {
        assertThat(rules.check(command)).singleElement().satisfies(error -> {
            assertThat(error.field()).isEqualTo(field);
            assertThat(error.code()).isEqualTo(code);
            assertThat(error.reason()).isNotBlank();
        });
    }

    @Test
    void all_broken_rules_are_named_at_once() {
        assertThat(rules.check(new PlaceOrder(
                        null,
                        "",
                        "XYZ",
                        BigDecimal.ZERO,
                        Arrays.asList(null, new OrderLineInput(null, null, null, null, null)),
                        null)))
                .extracting(InvalidField::field)
                .containsExactly("conversionRate", "currency", "lines[0]", "lines[1].quantity", "order");
    }

    @Test
    void what_is_in_order_passes() {
        assertThat(rules.check(answer(List.of(new FactorRating("price", 5)), 5, 10, 7)))
                .isEmpty();
        assertThat(rules.check(survey(List.of("price", "brand")))).isEmpty();
        assertThat(rules.check(order("0.000001", "999999999999.999999"))).isEmpty();
        assertThat(rules.check(profile("1990-05-17", "zh-Hant-TW", "CH"))).isEmpty();
        assertThat(rules.check(new AssignOwner(null, "Zoë 😀\tLi\n", "d"))).isEmpty();
    }

    @Test
    void what_says_who_issues_a_command_has_rules_too() {
        assertThat(FieldRules.check(
                        new Issuance("", "x".repeat(2001), "\u0000", "c".repeat(201), null, "k".repeat(201), null)))
                .extracting(InvalidField::field, InvalidField::code)
                .containsExactly(
                        tuple("actor", "blank"),
                        tuple("Relatum-Reason", "too-long"),
                        tuple("Relatum-Source", "bad-text"),
                        tuple("Correlation-Id", "too-long"),
                        tuple("Idempotency-Key", "too-long"));
        assertThat(FieldRules.check(new Issuance("a", "r", "s", "c", "d", "k".repeat(200), 3L)))
                .isEmpty();
    }

    private static ChangeProfile profile(
            @Nullable String birthDate, @Nullable String language, @Nullable String country) {
        return new ChangeProfile(
                null, new ProfileInput(null, birthDate, null, null, null, language, country, null), List.of());
    }

    private static RegisterCustomer register(List<ReferenceInput> references) {
        return new RegisterCustomer(null, PartyKind.PERSON, null, null, null, null, List.of(), references);
    }

    private static PublishSurvey survey(List<String> factors) {
        return new PublishSurvey(null, "t", "w", factors, null, null, null);
    }

    private static RespondToSurvey answer(List<FactorRating> csat, int overall, int nps, int ces) {
        return new RespondToSurvey(null, new UUID(0, 1), "w", csat, overall, nps, ces, null);
    }

    private static ReceiveFeedback feedback(int rating) {
        return new ReceiveFeedback(null, "web", null, Sentiment.NEUTRAL, rating, null);
    }

    private static PlaceOrder order(@Nullable String quantity, String price) {
        return new PlaceOrder(
                null,
                "A-1",
                null,
                null,
                List.of(new OrderLineInput(
                        null, "x", null, quantity == null ? null : new BigDecimal(quantity), new BigDecimal(price))),
                null);
    }

    private static PlaceOrder order(@Nullable List<OrderLineInput> lines) {
        return new PlaceOrder(null, "A-1", null, null, lines, null);
    }

    private static PriceProduct price(@Nullable String currency) {
        return new PriceProduct(null, "TEA", null, BigDecimal.ONE, currency, null);
    }
}
