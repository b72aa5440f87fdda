package org.relatum.command.shell;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.shell.Commands.TEST;
import static org.relatum.command.shell.Commands.accepted;
import static org.relatum.command.shell.Commands.refused;
import static org.relatum.command.shell.Commands.registered;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.ArticleCommand.PublishArticle;
import org.relatum.command.language.ArticleCommand.WithdrawArticle;
import org.relatum.command.language.DepartmentCommand.RegisterDepartment;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.ImprovementCommand.CloseImprovement;
import org.relatum.command.language.ImprovementCommand.OpenImprovement;
import org.relatum.command.language.LifecycleCommand.AssignOwner;
import org.relatum.command.language.LifecycleCommand.CloseCustomer;
import org.relatum.command.language.LifecycleCommand.MergeDuplicate;
import org.relatum.command.language.ProductCommand.RegisterProduct;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.SatisfactionCommand.RespondToSurvey;
import org.relatum.command.language.ServiceCommand.LinkArticle;
import org.relatum.command.language.ServiceCommand.OpenCase;
import org.relatum.command.language.StaffCommand.RecordLeaving;
import org.relatum.command.language.StaffCommand.RegisterStaff;
import org.relatum.command.language.SurveyCommand.BeginSurveyWave;
import org.relatum.command.language.SurveyCommand.PublishSurvey;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.ImprovementEvent.ImprovementClosed;
import org.relatum.events.ImprovementEvent.ImprovementOpened;
import org.relatum.events.ImprovementOutcome;
import org.relatum.events.Personal;

/** Commands to streams that are no customer's, and what commands to customers see of those. */
class OtherStreamsTest {
    private static final Issuance BECAUSE = new Issuance("test", "she asked for it", null, null, null, null, null);

    private static final PublishSurvey SURVEY =
            new PublishSurvey(null, "After the service", "spring", List.of("price"), true, true, false);

    private final TestShell shell = new TestShell();
    private final CommandService service = shell.service();

    @BeforeEach
    void employ() {
        // Another test may have registered them.
        service.execute(null, new RegisterDepartment(null, "service", "Service", null), TEST);
        service.execute(null, new RegisterStaff(null, "m.meier", "Maria Meier", "agent", "service", null), TEST);
    }

    @Test
    void whoever_is_made_responsible_exists_and_has_not_left() {
        String key = "s" + UUID.randomUUID();
        UUID customer = registered(service);
        AssignOwner assign = new AssignOwner(null, key, "service");
        refused(service.execute(customer, assign, TEST), RefusalCode.UNKNOWN_STAFF);
        accepted(service.execute(null, new RegisterStaff(null, key, "Kim", "agent", "service", null), TEST));
        accepted(service.execute(customer, assign, TEST));
        refused(service.execute(customer, new AssignOwner(null, key, "no such"), TEST), RefusalCode.UNKNOWN_DEPARTMENT);
        accepted(service.execute(null, new RecordLeaving(null, key, null), TEST));
        refused(service.execute(customer, assign, TEST), RefusalCode.STAFF_LEFT);
    }

    @AfterEach
    void close() {
        shell.close();
    }

    private static RespondToSurvey answer(UUID survey, String wave) {
        return new RespondToSurvey(null, survey, wave, List.of(), 4, null, null, null);
    }

    private static OpenImprovement improvement(@Nullable UUID customer) {
        return new OpenImprovement(
                null,
                customer,
                null,
                null,
                "m.meier",
                "answer sooner",
                Instant.parse("2100-01-01T00:00:00Z"),
                null,
                null,
                null,
                null);
    }

    @Test
    void what_is_published_with_a_key_is_published_once() {
        String key = UUID.randomUUID().toString();
        Accepted first = accepted(service.execute(null, SURVEY, TEST.withKey(key)));
        assertThat(first.stream()).isEqualTo(DerivedId.of("survey", TEST.actor(), key));
        assertThat(accepted(service.execute(null, SURVEY, TEST.withKey(key))))
                .isEqualTo(new Accepted(first.stream(), 1, true));
        refused(
                service.execute(
                        null,
                        new PublishSurvey(null, "Another", "spring", List.of(), true, null, null),
                        TEST.withKey(key)),
                RefusalCode.IDEMPOTENCY_KEY_REUSED);
        assertThat(accepted(service.execute(null, SURVEY, TEST)).stream()).isNotEqualTo(first.stream());
        assertThat(shell.types(first.stream())).containsExactly("survey.published");
    }

    @Test
    void a_survey_and_its_waves_are_seen_by_the_next_answer() {
        UUID customer = registered(service);
        String key = UUID.randomUUID().toString();
        UUID survey = DerivedId.of("survey", TEST.actor(), key);
        refused(service.execute(customer, answer(survey, "spring"), TEST), RefusalCode.SURVEY_NOT_FOUND);
        accepted(service.execute(null, SURVEY, TEST.withKey(key)));
        accepted(service.execute(customer, answer(survey, "spring"), TEST));
        refused(service.execute(customer, answer(survey, "spring"), TEST), RefusalCode.ALREADY_ANSWERED);
        refused(service.execute(customer, answer(survey, "autumn"), TEST), RefusalCode.UNKNOWN_WAVE);
        accepted(service.execute(null, new BeginSurveyWave(null, survey, "autumn"), TEST.expecting(1L)));
        accepted(service.execute(customer, answer(survey, "autumn"), TEST));
        refused(
                service.execute(null, new BeginSurveyWave(null, survey, "winter"), TEST.expecting(1L)),
                RefusalCode.VERSION_CONFLICT);
    }

    @Test
    void an_article_is_linked_until_it_is_withdrawn() {
        UUID customer = registered(service);
        accepted(service.execute(customer, openCase("S-1", null), TEST));
        refused(service.execute(customer, new LinkArticle(null, "S-1", customer), TEST), RefusalCode.ARTICLE_NOT_FOUND);
        UUID article =
                accepted(service.execute(null, new PublishArticle(null, "Pages", "Look twice.", "en"), TEST)).stream();
        accepted(service.execute(customer, new LinkArticle(null, "S-1", article), TEST));
        accepted(service.execute(null, new WithdrawArticle(null, article), TEST));
        refused(service.execute(customer, new LinkArticle(null, "S-1", article), TEST), RefusalCode.ARTICLE_WITHDRAWN);
        refused(
                service.execute(null, new WithdrawArticle(null, UUID.randomUUID()), TEST),
                RefusalCode.ARTICLE_NOT_FOUND);
    }

    @Test
    void a_case_is_about_a_product_of_the_catalogue() {
        UUID customer = registered(service);
        String sku = "S-" + UUID.randomUUID();
        refused(service.execute(customer, openCase("S-1", sku), TEST), RefusalCode.UNKNOWN_PRODUCT);
        accepted(service.execute(null, new RegisterProduct(null, sku, "Tea", null), TEST));
        accepted(service.execute(customer, openCase("S-1", sku), TEST));
    }

    private static OpenCase openCase(String id, @Nullable String sku) {
        return new OpenCase(null, id, CaseKind.COMPLAINT, "quality", CaseSeverity.LOW, null, null, sku, null);
    }

    @Test
    void an_improvement_is_for_a_customer_there_is() {
        UUID customer = registered(service);
        UUID survivor = registered(service);
        UUID root = registered(service);
        accepted(service.execute(null, improvement(customer), TEST));
        refused(service.execute(null, improvement(UUID.randomUUID()), TEST), RefusalCode.CUSTOMER_NOT_FOUND);
        accepted(service.execute(survivor, new MergeDuplicate(null, customer, null), TEST));
        accepted(service.execute(root, new MergeDuplicate(null, survivor, null), TEST));
        assertThat(refused(service.execute(null, improvement(customer), TEST), RefusalCode.CUSTOMER_MERGED)
                        .facts())
                .containsEntry("survivor", root);
        accepted(service.execute(root, new CloseCustomer(null, null), TEST));
        refused(service.execute(null, improvement(root), TEST), RefusalCode.CUSTOMER_CLOSED);
    }

    @Test
    void an_improvement_opened_for_a_customer_is_closed_whatever_became_of_the_customer() {
        UUID customer = registered(service);
        UUID improvement = accepted(service.execute(null, improvement(customer), TEST)).stream();
        accepted(service.execute(customer, new CloseCustomer(null, null), TEST));
        accepted(service.execute(
                null, new CloseImprovement(null, improvement, ImprovementOutcome.ACHIEVED, "she noticed"), TEST));
        assertThat(shell.types(improvement)).containsExactly("improvement.opened", "improvement.closed");
    }

    @Test
    void an_id_of_something_else_names_nothing() {
        UUID customer = registered(service);
        UUID survey = accepted(service.execute(null, SURVEY, TEST)).stream();
        UUID article = accepted(service.execute(null, new PublishArticle(null, "t", "b", "en"), TEST)).stream();
        UUID improvement = accepted(service.execute(null, improvement(null), TEST)).stream();
        String sku = "S-" + UUID.randomUUID();
        UUID product = accepted(service.execute(null, new RegisterProduct(null, sku, "Tea", null), TEST)).stream();
        for (UUID other : List.of(survey, article, improvement, product)) {
            refused(service.execute(other, openCase("S-1", null), TEST), RefusalCode.CUSTOMER_NOT_FOUND);
            refused(service.execute(other, openCase("S-1", null), TEST), RefusalCode.CUSTOMER_NOT_FOUND);
            refused(service.execute(null, improvement(other), TEST), RefusalCode.CUSTOMER_NOT_FOUND);
            refused(
                    service.execute(customer, new MergeDuplicate(null, other, null), TEST),
                    RefusalCode.DUPLICATE_NOT_FOUND);
        }
        for (UUID other : List.of(customer, article, improvement, product)) {
            refused(
                    service.execute(null, new BeginSurveyWave(null, other, "autumn"), TEST),
                    RefusalCode.SURVEY_NOT_FOUND);
            refused(service.execute(customer, answer(other, "spring"), TEST), RefusalCode.SURVEY_NOT_FOUND);
        }
        for (UUID other : List.of(customer, survey, improvement, product)) {
            refused(service.execute(null, new WithdrawArticle(null, other), TEST), RefusalCode.ARTICLE_NOT_FOUND);
        }
        for (UUID other : List.of(customer, survey, article, product)) {
            refused(
                    service.execute(null, new CloseImprovement(null, other, ImprovementOutcome.CANCELLED, null), TEST),
                    RefusalCode.IMPROVEMENT_NOT_FOUND);
        }
        for (UUID stream : List.of(customer, survey, article, improvement, product)) {
            assertThat(shell.types(stream)).hasSize(1);
        }
    }

    @Test
    void the_texts_of_an_improvement_and_their_reasons_are_encrypted_for_whom_they_are_about() {
        UUID customer = registered(service);
        for (UUID about : new UUID[] {customer, null}) {
            UUID improvement = accepted(service.execute(null, improvement(about), BECAUSE)).stream();
            accepted(service.execute(
                    null,
                    new CloseImprovement(null, improvement, ImprovementOutcome.ACHIEVED, "she noticed"),
                    BECAUSE));
            ImprovementOpened opened =
                    (ImprovementOpened) shell.stored(improvement).getFirst().event();
            ImprovementClosed closed =
                    (ImprovementClosed) shell.stored(improvement).getLast().event();
            UUID subject = about == null ? improvement : about;
            assertThat(opened.text().subject()).isEqualTo(subject);
            assertThat(opened.text().clearText()).isNull();
            assertThat(shell.cipher().reveal(opened.text())).contains("answer sooner");
            assertThat(closed.note().subject()).isEqualTo(subject);
            assertThat(shell.cipher().reveal(closed.note())).contains("she noticed");
            assertThat(shell.stored(improvement)).hasSize(2).allSatisfy(stored -> {
                Personal reason = requireNonNull(stored.metadata().reason());
                assertThat(reason.subject()).isEqualTo(subject);
                assertThat(shell.cipher().reveal(reason)).contains("she asked for it");
            });
        }
    }
}
