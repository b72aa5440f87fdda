package org.relatum.command.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.relatum.command.shell.Commands.TEST;
import static org.relatum.command.shell.Commands.accepted;
import static org.relatum.command.shell.Commands.order;
import static org.relatum.command.shell.Commands.refused;
import static org.relatum.command.shell.Commands.register;
import static org.relatum.command.shell.Commands.registered;

import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relatum.command.MemoryKeys;
import org.relatum.command.TestDatabase;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.LifecycleCommand.ClassifyCustomer;
import org.relatum.command.language.LifecycleCommand.CloseCustomer;
import org.relatum.command.language.LifecycleCommand.QualifyCustomer;
import org.relatum.command.language.OrderLineInput;
import org.relatum.command.language.PrivacyCommand.ErasePersonalData;
import org.relatum.command.language.PrivacyCommand.LiftLegalHold;
import org.relatum.command.language.PrivacyCommand.PlaceLegalHold;
import org.relatum.command.language.ProductCommand.DiscontinueProduct;
import org.relatum.command.language.ProductCommand.PriceProduct;
import org.relatum.command.language.ProductCommand.RegisterProduct;
import org.relatum.command.language.ReferenceInput;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.SalesCommand.PlaceOrder;
import org.relatum.command.language.SalesCommand.ReturnOrder;
import org.relatum.command.language.ValueModelCommand.RecordFit;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.events.ErasureGround;
import org.relatum.events.Metadata;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.events.SalesEvent.OrderPlaced;

class CommandServiceTest {
    private final TestShell shell = new TestShell();
    private final CommandService service = shell.service();

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void facts_are_recorded_in_the_order_of_the_commands() {
        UUID customer = registered(service);
        for (int i = 0; i < 3; i++) {
            Accepted order = accepted(service.execute(customer, order("A-" + i), TEST));
            assertThat(order).isEqualTo(new Accepted(customer, 2 + i, false));
        }
        accepted(service.execute(customer, new QualifyCustomer(null, null), TEST));
        assertThat(shell.types(customer))
                .containsExactly(
                        "customer.registered", "order.placed", "order.placed", "order.placed", "customer.qualified");
    }

    @Test
    void who_why_and_through_what_is_recorded_and_the_reason_is_encrypted() {
        UUID customer = registered(service);
        accepted(service.execute(
                customer,
                new QualifyCustomer(null, null),
                new Issuance("meier", "promised a discount", "crm-app", "corr-1", "cause-1", "key-1", 1L)));
        Metadata metadata = shell.stored(customer).getLast().metadata();
        assertThat(metadata.actor()).isEqualTo("meier");
        assertThat(metadata.channel()).isEqualTo("crm-app");
        assertThat(metadata.correlationId()).isEqualTo("corr-1");
        assertThat(metadata.causationId()).isEqualTo("cause-1");
        assertThat(metadata.idempotencyKey()).isEqualTo("key-1");
        assertThat(metadata.reason().clearText()).isNull();
        assertThat(metadata.reason().subject()).isEqualTo(customer);
        assertThat(shell.cipher().reveal(metadata.reason())).contains("promised a discount");
    }

    @Test
    void a_refused_command_records_nothing() {
        UUID customer = registered(service);
        accepted(service.execute(customer, order("A-1"), TEST));
        refused(service.execute(customer, order("A-1"), TEST), RefusalCode.ORDER_ALREADY_RECORDED);
        refused(service.execute(customer, order("A-2", "-1"), TEST), RefusalCode.INVALID_REQUEST);
        UUID nobody = UUID.randomUUID();
        refused(service.execute(nobody, order("A-1"), TEST), RefusalCode.CUSTOMER_NOT_FOUND);
        assertThat(shell.types(customer)).hasSize(2);
        assertThat(shell.types(nobody)).isEmpty();
    }

    @Test
    void a_command_that_expects_another_version_is_refused_with_the_current_one() {
        UUID customer = registered(service);
        accepted(service.execute(customer, order("A-1"), TEST.expecting(1L)));
        assertThat(refused(service.execute(customer, order("A-2"), TEST.expecting(1L)), RefusalCode.VERSION_CONFLICT)
                        .facts())
                .containsEntry("currentVersion", 2L);
        refused(service.execute(customer, order("A-2"), TEST.expecting(3L)), RefusalCode.VERSION_CONFLICT);
        refused(service.execute(UUID.randomUUID(), order("A-2"), TEST.expecting(3L)), RefusalCode.CUSTOMER_NOT_FOUND);
        accepted(service.execute(customer, order("A-2"), TEST.expecting(2L)));
    }

    @Test
    void a_registration_that_expects_a_version_expects_none() {
        refused(service.execute(null, register(), TEST.expecting(1L)), RefusalCode.VERSION_CONFLICT);
        ReferenceInput reference = new ReferenceInput("shop", UUID.randomUUID().toString());
        refused(service.execute(null, register(reference), TEST.expecting(1L)), RefusalCode.VERSION_CONFLICT);
        accepted(service.execute(null, register(reference), TEST.expecting(0L)));
    }

    @Test
    void a_refused_registration_without_a_key_leaves_no_key_of_nobody() {
        MemoryKeys keys = new MemoryKeys();
        try (TestShell own = new TestShell(keys)) {
            refused(own.service().execute(null, register(), TEST.expecting(1L)), RefusalCode.VERSION_CONFLICT);
            assertThat(keys.subjects()).isEmpty();
        }
    }

    @Test
    void a_repetition_is_known_also_where_a_crash_left_the_customer_without_a_key() {
        MemoryKeys keys = new MemoryKeys();
        try (TestShell own = new TestShell(keys)) {
            UUID customer = registered(own.service());
            assertThat(keys.subjects()).contains(customer);
            keys.lose(customer);
            Issuance keyed = TEST.withKey("first");
            accepted(own.service().execute(customer, order("A-1"), keyed));
            assertThat(own.service().execute(customer, order("A-1"), keyed)).isEqualTo(new Accepted(customer, 2, true));
            UUID nobody = UUID.randomUUID();
            refused(own.service().execute(nobody, order("A-1"), keyed), RefusalCode.CUSTOMER_NOT_FOUND);
            assertThat(keys.subjects()).contains(customer).doesNotContain(nobody);
        }
    }

    @Test
    void a_repetition_gets_the_first_answer_again() {
        Issuance keyed = TEST.withKey("k-" + UUID.randomUUID());
        UUID customer = accepted(service.execute(null, register(), keyed)).stream();
        assertThat(customer).isEqualTo(DerivedId.ofCustomer("test", keyed.idempotencyKey()));
        Issuance second = TEST.withKey("order");
        accepted(service.execute(customer, order("A-1", "10"), second.expecting(1L)));
        accepted(service.execute(customer, order("A-2"), TEST));
        assertThat(service.execute(null, register(), keyed)).isEqualTo(new Accepted(customer, 1, true));
        assertThat(service.execute(customer, order("A-1", "10.00"), second.expecting(1L)))
                .as("the condition on the version was met then")
                .isEqualTo(new Accepted(customer, 2, true));
        assertThat(shell.types(customer)).hasSize(3);
    }

    @Test
    void a_key_belongs_to_one_command_of_one_actor() {
        UUID customer = registered(service);
        Issuance keyed = TEST.withKey("k");
        accepted(service.execute(customer, order("A-1"), keyed));
        refused(service.execute(customer, order("A-2"), keyed), RefusalCode.IDEMPOTENCY_KEY_REUSED);
        refused(service.execute(customer, new CloseCustomer(null, null), keyed), RefusalCode.IDEMPOTENCY_KEY_REUSED);
        accepted(service.execute(
                customer, order("A-2"), Issuance.by("somebody else").withKey("k")));
        accepted(service.execute(registered(service), order("A-1"), keyed));
        assertThat(shell.types(customer)).hasSize(3);
    }

    @Test
    void a_key_is_remembered_for_a_hundred_commands_and_that_of_the_registration_for_good() {
        Issuance first = TEST.withKey("k-" + UUID.randomUUID());
        UUID customer = accepted(service.execute(null, register(), first)).stream();
        for (int i = 0; i < 101; i++) {
            accepted(service.execute(customer, new ClassifyCustomer(null, "o" + i, null), TEST.withKey("k" + i)));
        }
        assertThat(service.execute(customer, new ClassifyCustomer(null, "o1", null), TEST.withKey("k1")))
                .isEqualTo(new Accepted(customer, 3, true));
        assertThat(service.execute(customer, new ClassifyCustomer(null, "o0", null), TEST.withKey("k0")))
                .as("forgotten")
                .isEqualTo(new Accepted(customer, 103, false));
        assertThat(service.execute(null, register(), first)).isEqualTo(new Accepted(customer, 1, true));
    }

    @Test
    void equal_commands_sent_at_the_same_time_become_one_fact() throws Exception {
        for (int round = 0; round < 20; round++) {
            Issuance keyed = TEST.withKey("r-" + UUID.randomUUID());
            Set<Outcome> registrations = atOnce(8, i -> service.execute(null, register(), keyed));
            UUID customer = DerivedId.ofCustomer("test", keyed.idempotencyKey());
            assertThat(registrations)
                    .containsExactlyInAnyOrder(new Accepted(customer, 1, false), new Accepted(customer, 1, true));
            Set<Outcome> orders = atOnce(8, i -> service.execute(customer, order("A-1"), keyed.withKey("o")));
            assertThat(orders)
                    .containsExactlyInAnyOrder(new Accepted(customer, 2, false), new Accepted(customer, 2, true));
            assertThat(shell.types(customer)).containsExactly("customer.registered", "order.placed");
        }
    }

    @Test
    void two_nodes_share_a_customer_without_losing_or_doubling_a_fact() throws Exception {
        try (HikariDataSource pool = TestDatabase.another(8);
                TestShell other = new TestShell(pool, InstantSource.system(), CommandShell.Limits.DEFAULT)) {
            UUID customer = registered(service);
            List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
            atOnce(4, i -> {
                CommandService node = i % 2 == 0 ? service : other.service();
                for (int n = 0; n < 50; n++) {
                    Outcome outcome;
                    do {
                        outcome = node.execute(customer, order(i + "-" + n), TEST.withKey("k" + i + "-" + n));
                    } while (!(outcome instanceof Accepted));
                    outcomes.add(outcome);
                }
                return outcomes.getFirst();
            });
            Set<Long> versions = new HashSet<>();
            outcomes.forEach(outcome -> versions.add(((Accepted) outcome).version()));
            assertThat(versions).hasSize(200).contains(2L, 201L);
            assertThat(shell.types(customer)).hasSize(201);
        }
    }

    @Test
    void of_two_nodes_that_expect_the_same_version_one_is_refused() throws Exception {
        try (HikariDataSource pool = TestDatabase.another(8);
                TestShell other = new TestShell(pool, InstantSource.system(), CommandShell.Limits.DEFAULT)) {
            UUID customer = registered(service);
            for (long version = 1; version <= 30; version++) {
                long expected = version;
                List<Outcome> outcomes = Collections.synchronizedList(new ArrayList<>());
                atOnce(2, i -> {
                    CommandService node = i == 0 ? service : other.service();
                    Outcome outcome = node.execute(customer, order(expected + "-" + i), TEST.expecting(expected));
                    outcomes.add(outcome);
                    return outcome;
                });
                assertThat(outcomes).filteredOn(Accepted.class::isInstance).hasSize(1);
                outcomes.stream()
                        .filter(Outcome.Refused.class::isInstance)
                        .forEach(outcome -> assertThat(refused(outcome, RefusalCode.VERSION_CONFLICT)
                                        .facts())
                                .containsEntry("currentVersion", expected + 1));
            }
        }
    }

    @Test
    void a_command_is_not_refused_for_what_another_node_changed_meanwhile() {
        try (HikariDataSource pool = TestDatabase.another(4);
                TestShell other = new TestShell(pool, InstantSource.system(), CommandShell.Limits.DEFAULT)) {
            UUID customer = registered(service);
            accepted(service.execute(customer, new PlaceLegalHold(null, "lawsuit"), TEST));
            String hold = ((LegalHoldPlaced) shell.stored(customer).getLast().event()).hold();
            accepted(other.service().execute(customer, order("A-1"), TEST));
            accepted(service.execute(customer, order("A-2"), TEST.expecting(3L)));
            accepted(other.service().execute(customer, order("A-3"), TEST));
            accepted(service.execute(
                    customer, new ReturnOrder(null, "A-3", null, new BigDecimal("9.99"), List.of(), null), TEST));
            ErasePersonalData erase = new ErasePersonalData(ErasureGround.REQUEST);
            refused(service.execute(customer, erase, TEST), RefusalCode.LEGAL_HOLD);
            accepted(other.service().execute(customer, new LiftLegalHold(null, hold, null), TEST));
            accepted(service.execute(customer, erase, TEST));
        }
    }

    @Test
    void an_order_sees_what_the_catalogue_says_now() {
        String sku = "TEA-" + UUID.randomUUID();
        UUID customer = registered(service);
        refused(service.execute(customer, orderOf(sku, "A-1"), TEST), RefusalCode.UNKNOWN_PRODUCT);
        Accepted product = accepted(service.execute(null, new RegisterProduct(null, sku, "Tea", "food"), TEST));
        assertThat(product.stream()).isEqualTo(DerivedId.ofProduct(sku));
        refused(service.execute(customer, orderOf(sku, "A-1"), TEST), RefusalCode.PRICE_REQUIRED);
        accepted(service.execute(null, new PriceProduct(null, sku, null, new BigDecimal("2.50"), "USD", null), TEST));
        accepted(service.execute(customer, orderOf(sku, "A-1"), TEST));
        OrderPlaced placed = (OrderPlaced) shell.stored(customer).getLast().event();
        assertThat(placed.total().amount()).isEqualByComparingTo("2.50");
        accepted(service.execute(null, new DiscontinueProduct(null, sku), TEST));
        refused(service.execute(customer, orderOf(sku, "A-2"), TEST), RefusalCode.PRODUCT_DISCONTINUED);
    }

    @Test
    void a_fit_is_recorded_in_a_stream_of_its_own() {
        RecordFit fit = new RecordFit(
                "bg-nbd",
                shell.stored(registered(service)).getFirst().event().occurredAt(),
                shell.stored(registered(service)).getFirst().event().occurredAt(),
                new TreeMap<>(Map.of("r", 0.24)),
                -9582.4,
                2357,
                946,
                10);
        Issuance keyed = TEST.withKey("fit-" + UUID.randomUUID());
        Accepted recorded = accepted(service.execute(null, fit, keyed));
        assertThat(shell.types(recorded.stream())).containsExactly("value-model.fitted");
        assertThat(service.execute(null, fit, keyed)).isEqualTo(new Accepted(recorded.stream(), 1, true));
        assertThat(accepted(service.execute(null, fit, TEST)).stream()).isNotEqualTo(recorded.stream());
    }

    @Test
    void a_store_that_does_not_answer_is_no_refusal_and_a_repetition_finds_out() {
        HikariDataSource broken = TestDatabase.another(2);
        broken.setConnectionTimeout(500);
        try (TestShell failing = new TestShell(broken, InstantSource.system(), CommandShell.Limits.DEFAULT)) {
            UUID customer = registered(failing.service());
            broken.getHikariPoolMXBean().softEvictConnections();
            broken.close();
            assertThatThrownBy(() -> failing.service().execute(customer, order("A-1"), TEST.withKey("k")))
                    .isInstanceOf(StoreUnavailableException.class);
            assertThatThrownBy(() -> failing.service().execute(UUID.randomUUID(), order("A-1"), TEST))
                    .isInstanceOf(StoreUnavailableException.class);
            accepted(service.execute(customer, order("A-1"), TEST.withKey("k")));
        }
    }

    private static PlaceOrder orderOf(String sku, String reference) {
        return new PlaceOrder(
                null, reference, null, null, List.of(new OrderLineInput(sku, null, null, BigDecimal.ONE, null)), null);
    }

    private interface Work {
        Outcome run(int thread) throws Exception;
    }

    private static Set<Outcome> atOnce(int threads, Work work) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Callable<Outcome>> tasks = IntStream.range(0, threads)
                    .<Callable<Outcome>>mapToObj(i -> () -> work.run(i))
                    .toList();
            Set<Outcome> outcomes = new HashSet<>();
            for (Future<Outcome> future : executor.invokeAll(tasks)) {
                outcomes.add(future.get());
            }
            return outcomes;
        }
    }
}
