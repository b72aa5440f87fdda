package org.relatum.command.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.relatum.command.shell.Commands.TEST;
import static org.relatum.command.shell.Commands.accepted;
import static org.relatum.command.shell.Commands.order;
import static org.relatum.command.shell.Commands.refused;
import static org.relatum.command.shell.Commands.registered;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import org.axonframework.eventhandling.DomainEventMessage;
import org.junit.jupiter.api.Test;
import org.relatum.command.StatementCount;
import org.relatum.command.TestDatabase;
import org.relatum.command.customer.Customer;
import org.relatum.command.language.CommitmentCommand.IdentifyNeed;
import org.relatum.command.language.CommitmentCommand.KeepCommitment;
import org.relatum.command.language.CommitmentCommand.MakeCommitment;
import org.relatum.command.language.CommitmentCommand.MeetNeed;
import org.relatum.command.language.DepartmentCommand.RegisterDepartment;
import org.relatum.command.language.InteractionCommand.CancelCare;
import org.relatum.command.language.InteractionCommand.PlanCare;
import org.relatum.command.language.LifecycleCommand.AddContactPoint;
import org.relatum.command.language.LifecycleCommand.AddExternalReference;
import org.relatum.command.language.LifecycleCommand.CloseCustomer;
import org.relatum.command.language.LifecycleCommand.MergeDuplicate;
import org.relatum.command.language.LifecycleCommand.QualifyCustomer;
import org.relatum.command.language.LoyaltyCommand.Enrol;
import org.relatum.command.language.LoyaltyCommand.GrantPoints;
import org.relatum.command.language.LoyaltyCommand.RecordReferral;
import org.relatum.command.language.LoyaltyCommand.RedeemPoints;
import org.relatum.command.language.PrivacyCommand.GrantConsent;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.ReturnedLineInput;
import org.relatum.command.language.RiskCommand.RaiseRisk;
import org.relatum.command.language.RiskCommand.RecordPreventiveMeasure;
import org.relatum.command.language.SalesCommand.ReturnOrder;
import org.relatum.command.language.SatisfactionCommand.RespondToSurvey;
import org.relatum.command.language.ServiceCommand.OpenCase;
import org.relatum.command.language.StaffCommand.RegisterStaff;
import org.relatum.command.language.SurveyCommand.PublishSurvey;
import org.relatum.events.CareKind;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.ContactPointKind;
import org.relatum.events.DomainEvent;
import org.relatum.events.MeasureKind;
import org.relatum.events.NeedKind;
import org.relatum.events.NeedSource;
import org.relatum.events.RiskCause;
import org.springframework.jdbc.core.JdbcTemplate;

class SnapshotsTest {
    private static final CommandShell.Limits SOON = new CommandShell.Limits(1_000, 10);
    private static final CommandShell.Limits AT_THE_23RD = new CommandShell.Limits(1_000, 23);
    private final JdbcTemplate jdbc = new JdbcTemplate(TestDatabase.shared());

    @Test
    void a_long_stream_has_one_snapshot_and_loads_from_it() {
        UUID customer;
        try (TestShell shell = shell(SOON)) {
            customer = registered(shell.service());
            for (int i = 0; i < 35; i++) {
                accepted(shell.service().execute(customer, order("A-" + i), TEST.withKey("k" + i)));
                if (i % 10 == 9) {
                    // The next one is only taken when nobody is at it any more.
                    long sequence = i;
                    await().until(() -> {
                        List<Long> taken = snapshots(customer);
                        return taken.size() == 1 && taken.getFirst() >= sequence;
                    });
                }
            }
        }
        StatementCount count = new StatementCount();
        try (TestShell later = new TestShell(count.of(TestDatabase.shared()), InstantSource.system(), SOON)) {
            refused(later.service().execute(customer, order("A-3"), TEST), RefusalCode.ORDER_ALREADY_RECORDED);
            assertThat(accepted(later.service().execute(customer, order("A-3"), TEST.withKey("k3")))
                            .version())
                    .isEqualTo(5);
            assertThat(accepted(later.service().execute(customer, order("A-35"), TEST))
                            .version())
                    .isEqualTo(37);
            assertThat(count.take())
                    .filteredOn(sql -> sql.contains("log.snapshots"))
                    .hasSize(1);
        }
    }

    @Test
    void a_snapshot_says_exactly_what_the_events_say() {
        try (TestShell shell = shell()) {
            UUID customer = withEverything(shell.service());
            await().until(() -> !snapshots(customer).isEmpty());
            Iterator<? extends DomainEventMessage<?>> messages = shell.shell()
                    .events()
                    .readEvents(customer.toString())
                    .asStream()
                    .iterator();
            CustomerAggregate fromSnapshot = (CustomerAggregate) messages.next().getPayload();
            CustomerAggregate fromEvents = new CustomerAggregate(customer);
            shell.shell()
                    .events()
                    .readEvents(customer.toString(), 0)
                    .asStream()
                    .limit(fromSnapshot.version())
                    .forEach(message -> fromEvents.on((DomainEvent) message.getPayload(), message.getMetaData()));
            assertThat(fromSnapshot.snapshot()).usingRecursiveComparison().isEqualTo(fromEvents.snapshot());
            assertThat(fromSnapshot.state()).isEqualTo(fromEvents.state()).isNotEqualTo(Customer.UNKNOWN);
        }
    }

    @Test
    void a_snapshot_that_cannot_be_read_or_has_another_revision_is_passed_over() {
        UUID customer;
        try (TestShell shell = shell()) {
            customer = withEverything(shell.service());
            await().until(() -> !snapshots(customer).isEmpty());
        }
        for (String damage : List.of(
                "update log.snapshots set payload = '\\x7b7d' where stream = ?",
                "update log.snapshots set payload = '\\x00' where stream = ?",
                "update log.snapshots set revision = 'of the future' where stream = ?")) {
            jdbc.update(damage, customer);
            try (TestShell later = shell()) {
                refused(later.service().execute(customer, order("A-1"), TEST), RefusalCode.CUSTOMER_CLOSED);
            }
        }
    }

    @Test
    void a_snapshot_holds_nothing_personal() {
        try (TestShell shell = shell()) {
            UUID customer = withEverything(shell.service());
            await().until(() -> !snapshots(customer).isEmpty());
            byte[] payload =
                    jdbc.queryForObject("select payload from log.snapshots where stream = ?", byte[].class, customer);
            assertThat(new String(payload, StandardCharsets.UTF_8)).doesNotContain("secret");
        }
    }

    @Test
    void a_cache_for_one_stream_only_gives_the_same_answers() {
        try (TestShell narrow =
                new TestShell(TestDatabase.shared(), InstantSource.system(), new CommandShell.Limits(1, 7))) {
            List<UUID> customers = new ArrayList<>();
            for (int i = 0; i < 5; i++) {
                customers.add(registered(narrow.service()));
            }
            for (int n = 0; n < 20; n++) {
                for (UUID customer : customers) {
                    assertThat(accepted(narrow.service().execute(customer, order("A-" + n), TEST.withKey("k" + n)))
                                    .version())
                            .isEqualTo(n + 2);
                    refused(
                            narrow.service().execute(customer, order("A-" + n), TEST),
                            RefusalCode.ORDER_ALREADY_RECORDED);
                }
            }
        }
    }

    /** A change of the state records shows here: count {@link Snapshots#REVISION} up and change the text. */
    @Test
    void the_form_of_a_snapshot_is_this() {
        try (TestShell shell = shell()) {
            UUID customer = withEverything(shell.service());
            await().until(() -> !snapshots(customer).isEmpty());
            byte[] payload =
                    jdbc.queryForObject("select payload from log.snapshots where stream = ?", byte[].class, customer);
            String form = new String(payload, StandardCharsets.UTF_8)
                    .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", "<uuid>")
                    .replaceAll("\"[0-9a-f]{12}\"", "\"<id>\"")
                    .replaceAll("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z", "<instant>");
            assertThat(Snapshots.REVISION + " " + form).isEqualTo("""
                6 {"state":{"standing":{"is":"closed","since":"<instant>"},"qualified":true,\
                "contactPoints":{"mail":{"inUse":true,"since":"<instant>"}},"references":["<uuid>"],\
                "absorbed":{"<uuid>":{"finalSequence":1,"since":"<instant>"}},\
                "contexts":{"care":{"planned":{"call":"<instant>"},"ended":["call"]},\
                "orders":{"sold":{"A-1":{"occurredAt":"<instant>","total":{"amount":9.99,"currency":"USD"},\
                "conversionRate":1,"lines":[{"quantity":1,"unitPrice":9.99}]}},\
                "returned":{"A-1":{"amount":9.99,"quantities":{"1":1},"references":["R-1"]}}},\
                "commitments":{"needs":{"tea":{"identified":true,"confirmed":false,"met":true,"lastAt":"<instant>"}},\
                "promises":{"call":{"madeAt":"<instant>","ended":true}}},\
                "cases":{"courses":{"S-1":{"opened":true,"status":"OPEN","movedAt":"<instant>","severity":"HIGH",\
                "lastAt":"<instant>"}}},"answers":{"given":["<uuid> spring"]},\
                "account":{"enrolledAt":"<instant>","lots":{"<id>":{"points":10,"accruedAt":"<instant>",\
                "activeFrom":"<instant>","expiresAt":"<instant>","order":null,"policyVersion":0}},"taken":{"<id>":4},\
                "closed":[],"debt":0,"owingSince":null,"redemptions":["V-1"],"reversed":{},\
                "referrals":{"r1":{"recordedAt":"<instant>","converted":false}}},\
                "risks":{"flags":{"f1":{"raisedAt":"<instant>","cleared":false}},"measures":["m1"]},\
                "privacy":{"statements":{"care\\nphone":{"<instant>":true}},"holds":{},"lifted":[],"erasedAt":null}}},\
                "version":23,"recordedAt":"<instant>","firstKey":null,\
                "recentKeys":[{"key":"<uuid>","digest":"<uuid>","version":2}]}\
                """);
        }
    }

    /** Twenty-three events, one of each kind that the state remembers. */
    private static UUID withEverything(CommandService service) {
        UUID customer = registered(service);
        UUID duplicate = registered(service);
        // Another test may have registered them.
        service.execute(null, new RegisterDepartment(null, "service", "Service", null), TEST);
        service.execute(null, new RegisterStaff(null, "m.meier", "Maria Meier", "agent", "service", null), TEST);
        accepted(service.execute(duplicate, new QualifyCustomer(null, null), TEST));
        accepted(service.execute(customer, order("A-1"), TEST.withKey("k")));
        accepted(service.execute(
                customer,
                new ReturnOrder(null, "A-1", "R-1", null, List.of(new ReturnedLineInput(1, BigDecimal.ONE)), "secret"),
                TEST));
        accepted(service.execute(customer, new QualifyCustomer(null, "secret"), TEST));
        accepted(service.execute(
                customer, new AddContactPoint(null, "mail", ContactPointKind.EMAIL, "secret@b.c", null), TEST));
        accepted(service.execute(customer, new AddExternalReference(null, "shop", "secret" + UUID.randomUUID()), TEST));
        accepted(service.execute(
                customer,
                new PlanCare(null, "call", CareKind.OTHER, Instant.parse("2030-01-01T00:00:00Z"), null),
                TEST));
        accepted(service.execute(customer, new CancelCare(null, "call", null), TEST));
        accepted(service.execute(
                customer, new IdentifyNeed(null, "tea", NeedKind.BASIC, NeedSource.STATED, "secret"), TEST));
        accepted(service.execute(customer, new MeetNeed(null, "tea", "secret"), TEST));
        accepted(service.execute(
                customer,
                new MakeCommitment(null, "call", "secret", Instant.parse("2100-01-01T00:00:00Z"), "m.meier"),
                TEST));
        accepted(service.execute(customer, new KeepCommitment(null, "call", "secret"), TEST));
        accepted(service.execute(
                customer,
                new OpenCase(
                        null, "S-1", CaseKind.COMPLAINT, "quality", CaseSeverity.HIGH, null, "A-1", null, "secret"),
                TEST));
        UUID survey = accepted(
                service.execute(null, new PublishSurvey(null, "t", "spring", List.of(), false, true, false), TEST))
                .stream();
        accepted(service.execute(
                customer, new RespondToSurvey(null, survey, "spring", List.of(), null, 9, null, "secret"), TEST));
        accepted(service.execute(customer, new Enrol(null, null), TEST));
        accepted(service.execute(customer, new GrantPoints(null, 10L, null, "secret"), TEST));
        accepted(service.execute(customer, new RedeemPoints(null, "V-1", 4L, "secret"), TEST));
        accepted(service.execute(customer, new RecordReferral(null, "r1", null, "secret"), TEST));
        accepted(service.execute(customer, new RaiseRisk(null, "f1", RiskCause.OTHER, 1, 1, null, "secret"), TEST));
        accepted(service.execute(
                customer,
                new RecordPreventiveMeasure(
                        null, "f1", "m1", MeasureKind.RULE, Instant.parse("2100-01-01T00:00:00Z"), "secret"),
                TEST));
        accepted(service.execute(customer, new GrantConsent(null, "care", "phone", "secret"), TEST));
        accepted(service.execute(customer, new MergeDuplicate(null, duplicate, null), TEST));
        accepted(service.execute(customer, new CloseCustomer(null, "secret"), TEST));
        return customer;
    }

    private static TestShell shell() {
        return shell(AT_THE_23RD);
    }

    private static TestShell shell(CommandShell.Limits limits) {
        return new TestShell(TestDatabase.shared(), InstantSource.system(), limits);
    }

    private List<Long> snapshots(UUID stream) {
        return jdbc.queryForList("select sequence from log.snapshots where stream = ?", Long.class, stream);
    }
}
