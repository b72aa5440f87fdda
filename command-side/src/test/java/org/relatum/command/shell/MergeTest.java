package org.relatum.command.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.shell.Commands.TEST;
import static org.relatum.command.shell.Commands.accepted;
import static org.relatum.command.shell.Commands.order;
import static org.relatum.command.shell.Commands.refused;
import static org.relatum.command.shell.Commands.registered;

import com.zaxxer.hikari.HikariDataSource;
import java.math.BigDecimal;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.relatum.command.TestDatabase;
import org.relatum.command.language.LifecycleCommand.MergeDuplicate;
import org.relatum.command.language.LifecycleCommand.UndoMerge;
import org.relatum.command.language.PrivacyCommand.ErasePersonalData;
import org.relatum.command.language.PrivacyCommand.LiftLegalHold;
import org.relatum.command.language.PrivacyCommand.PlaceLegalHold;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.SalesCommand.ReturnOrder;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.events.ErasureGround;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;

class MergeTest {
    private static final ErasePersonalData ERASE = new ErasePersonalData(ErasureGround.REQUEST);

    private final TestShell shell = new TestShell();
    private final CommandService service = shell.service();

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void a_merge_is_recorded_with_both_and_facts_go_to_the_survivor() {
        UUID survivor = registered(service);
        UUID duplicate = registered(service);
        accepted(service.execute(duplicate, order("A-1"), TEST));
        Accepted merged = accepted(merge(survivor, duplicate));
        assertThat(merged).isEqualTo(new Accepted(survivor, 2, false));
        assertThat(shell.types(survivor)).containsExactly("customer.registered", "customer.absorbed");
        assertThat(shell.types(duplicate)).containsExactly("customer.registered", "order.placed", "customer.merged");
        CustomerAbsorbed absorbed =
                (CustomerAbsorbed) shell.stored(survivor).getLast().event();
        assertThat(absorbed.finalSequence()).isEqualTo(1);
        assertThat(refused(service.execute(duplicate, order("A-2"), TEST), RefusalCode.CUSTOMER_MERGED)
                        .facts())
                .containsEntry("survivor", survivor);
        accepted(service.execute(survivor, order("A-2"), TEST));
        refused(service.execute(survivor, order("A-1"), TEST), RefusalCode.ORDER_ALREADY_RECORDED);
        accepted(service.execute(
                survivor, new ReturnOrder(null, "A-1", null, new BigDecimal("9.99"), List.of(), null), TEST));
    }

    @Test
    void a_merge_can_be_repeated_with_its_key() {
        UUID survivor = registered(service);
        UUID duplicate = registered(service);
        MergeDuplicate merge = new MergeDuplicate(null, duplicate, "same person");
        accepted(service.execute(survivor, merge, TEST.withKey("m")));
        accepted(service.execute(survivor, order("A-1"), TEST));
        assertThat(service.execute(survivor, merge, TEST.withKey("m"))).isEqualTo(new Accepted(survivor, 2, true));
        assertThat(shell.types(duplicate)).hasSize(2);
        refused(service.execute(survivor, merge, TEST), RefusalCode.DUPLICATE_MERGED);
    }

    @Test
    void merges_chain_and_a_pointer_leads_to_the_last_survivor() {
        UUID a = registered(service);
        UUID b = registered(service);
        UUID c = registered(service);
        accepted(service.execute(c, order("C-1"), TEST));
        accepted(merge(b, c));
        accepted(merge(a, b));
        assertThat(refused(service.execute(c, order("X"), TEST), RefusalCode.CUSTOMER_MERGED)
                        .facts())
                .containsEntry("survivor", a);
        refused(service.execute(a, order("C-1"), TEST), RefusalCode.ORDER_ALREADY_RECORDED);
        refused(merge(c, a), RefusalCode.CUSTOMER_MERGED);
        refused(merge(b, a), RefusalCode.CUSTOMER_MERGED);
        refused(undo(b, c), RefusalCode.CUSTOMER_MERGED);
        accepted(undo(a, b));
        accepted(service.execute(a, order("C-1"), TEST));
        accepted(undo(b, c));
        assertThat(shell.types(c))
                .containsExactly("customer.registered", "order.placed", "customer.merged", "customer.merge-undone");
        refused(undo(b, c), RefusalCode.NOT_MERGED);
    }

    @Test
    void after_a_wrong_merge_was_undone_both_go_on_and_may_be_merged_again() {
        UUID survivor = registered(service);
        UUID duplicate = registered(service);
        accepted(merge(survivor, duplicate));
        accepted(undo(survivor, duplicate));
        accepted(service.execute(duplicate, order("A-1"), TEST));
        accepted(merge(survivor, duplicate));
        CustomerAbsorbed again =
                (CustomerAbsorbed) shell.stored(survivor).getLast().event();
        assertThat(again.finalSequence()).isEqualTo(3);
    }

    @Test
    void a_hold_that_was_lifted_at_the_survivor_stays_lifted_when_the_merge_is_undone() {
        UUID survivor = registered(service);
        UUID duplicate = registered(service);
        UUID inner = registered(service);
        String lifted = hold(duplicate);
        String kept = hold(duplicate);
        String within = hold(inner);
        accepted(merge(duplicate, inner));
        accepted(merge(survivor, duplicate));
        for (String hold : List.of(lifted, within)) {
            accepted(service.execute(survivor, new LiftLegalHold(null, hold, null), TEST));
        }
        accepted(undo(survivor, duplicate));
        assertThat(shell.types(duplicate))
                .endsWith("customer.merge-undone", "customer.legal-hold-lifted", "customer.legal-hold-lifted");
        assertThat(refused(service.execute(duplicate, ERASE, TEST), RefusalCode.LEGAL_HOLD)
                        .facts()
                        .get("holds"))
                .isEqualTo(Set.of(kept));
        accepted(undo(duplicate, inner));
        accepted(service.execute(inner, ERASE, TEST));
        accepted(service.execute(duplicate, new LiftLegalHold(null, kept, null), TEST));
        accepted(service.execute(duplicate, ERASE, TEST));
        accepted(service.execute(survivor, ERASE, TEST));
    }

    private String hold(UUID customer) {
        accepted(service.execute(customer, new PlaceLegalHold(null, "lawsuit"), TEST));
        return ((LegalHoldPlaced) shell.stored(customer).getLast().event()).hold();
    }

    @Test
    void nobody_is_merged_into_itself_or_from_nowhere() {
        UUID customer = registered(service);
        refused(merge(customer, customer), RefusalCode.MERGE_WITH_ITSELF);
        refused(merge(customer, UUID.randomUUID()), RefusalCode.DUPLICATE_NOT_FOUND);
        refused(merge(UUID.randomUUID(), customer), RefusalCode.CUSTOMER_NOT_FOUND);
        refused(undo(customer, UUID.randomUUID()), RefusalCode.NOT_MERGED);
        assertThat(shell.types(customer)).hasSize(1);
    }

    @RepeatedTest(10)
    @Timeout(30)
    void two_that_are_merged_into_each_other_at_the_same_time_do_not_become_a_circle() throws Exception {
        UUID a = registered(service);
        UUID b = registered(service);
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Outcome>> futures =
                    List.of(executor.submit(() -> merge(a, b)), executor.submit(() -> merge(b, a)));
            int merged = 0;
            for (Future<Outcome> future : futures) {
                merged += future.get() instanceof Accepted ? 1 : 0;
            }
            assertThat(merged).isEqualTo(1);
        }
    }

    @Test
    @Timeout(60)
    void merges_undone_merges_and_orders_on_two_nodes_leave_both_streams_in_step() throws Exception {
        UUID[] customers = {registered(service), registered(service), registered(service), registered(service)};
        try (HikariDataSource pool = TestDatabase.another(8);
                TestShell other = new TestShell(pool, InstantSource.system(), CommandShell.Limits.DEFAULT);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> futures = new ArrayList<>();
            for (int t = 0; t < 6; t++) {
                SplittableRandom random = new SplittableRandom(t);
                CommandService node = t % 2 == 0 ? service : other.service();
                int thread = t;
                futures.add(executor.submit(() -> {
                    for (int i = 0; i < 60; i++) {
                        UUID one = customers[random.nextInt(4)];
                        UUID two = customers[random.nextInt(4)];
                        switch (random.nextInt(3)) {
                            case 0 -> node.execute(one, new MergeDuplicate(null, two, null), TEST);
                            case 1 -> node.execute(one, new UndoMerge(null, two, null), TEST);
                            default -> node.execute(one, order(thread + "-" + i), TEST);
                        }
                    }
                }));
            }
            for (Future<?> future : futures) {
                future.get();
            }
        }
        long absorbed = count(customers, "customer.absorbed");
        assertThat(absorbed).isPositive().isEqualTo(count(customers, "customer.merged"));
        assertThat(count(customers, "customer.absorption-undone")).isEqualTo(count(customers, "customer.merge-undone"));
    }

    @Test
    void a_merge_that_another_node_undid_keeps_nobody_from_anything() {
        UUID survivor = registered(service);
        UUID duplicate = registered(service);
        accepted(merge(survivor, duplicate));
        refused(service.execute(duplicate, order("A-1"), TEST), RefusalCode.CUSTOMER_MERGED);
        try (HikariDataSource pool = TestDatabase.another(4);
                TestShell other = new TestShell(pool, InstantSource.system(), CommandShell.Limits.DEFAULT)) {
            UndoMerge undo = new UndoMerge(null, duplicate, null);
            accepted(other.service().execute(survivor, undo, TEST));
            accepted(service.execute(duplicate, order("A-1"), TEST));
            accepted(merge(survivor, duplicate));
            accepted(other.service().execute(survivor, undo, TEST));
            // Here only the duplicate is known as it was.
            accepted(merge(registered(service), duplicate));
        }
    }

    private long count(UUID[] customers, String type) {
        long count = 0;
        for (UUID customer : customers) {
            count += shell.types(customer).stream().filter(type::equals).count();
        }
        return count;
    }

    private Outcome merge(UUID survivor, UUID duplicate) {
        return service.execute(survivor, new MergeDuplicate(null, duplicate, null), TEST);
    }

    private Outcome undo(UUID survivor, UUID duplicate) {
        return service.execute(survivor, new UndoMerge(null, duplicate, null), TEST);
    }
}
