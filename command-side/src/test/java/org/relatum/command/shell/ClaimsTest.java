package org.relatum.command.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.shell.Commands.TEST;
import static org.relatum.command.shell.Commands.accepted;
import static org.relatum.command.shell.Commands.order;
import static org.relatum.command.shell.Commands.refused;
import static org.relatum.command.shell.Commands.register;
import static org.relatum.command.shell.Commands.registered;

import com.zaxxer.hikari.HikariDataSource;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.axonframework.commandhandling.CommandResultMessage;
import org.axonframework.commandhandling.GenericCommandMessage;
import org.axonframework.commandhandling.callbacks.FutureCallback;
import org.axonframework.messaging.GenericMessage;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relatum.command.TestDatabase;
import org.relatum.command.customer.Named;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.LifecycleCommand.AddExternalReference;
import org.relatum.command.language.LifecycleCommand.CloseCustomer;
import org.relatum.command.language.PrivacyCommand.ErasePersonalData;
import org.relatum.command.language.ReferenceInput;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.reference.ReferenceCommand.ClaimReference;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.events.ErasureGround;
import org.relatum.events.LifecycleEvent.ExternalReferenceAdded;
import org.relatum.events.Metadata;

/** External references stay unique, whatever is interrupted where. */
class ClaimsTest {
    private Instant now = Instant.now();
    private final InstantSource clock = () -> now;
    private final TestShell shell = new TestShell(TestDatabase.shared(), clock, CommandShell.Limits.DEFAULT);
    private final CommandService service = shell.service();

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void a_reference_is_claimed_and_confirmed_by_the_registration() {
        ReferenceInput reference = unique();
        UUID customer = accepted(service.execute(null, register(reference), TEST)).stream();
        assertThat(shell.types(customer)).containsExactly("customer.registered", "customer.external-reference-added");
        assertThat(claim(reference)).containsExactly("reference.claimed", "reference.confirmed");
        ExternalReferenceAdded added =
                (ExternalReferenceAdded) shell.stored(customer).getLast().event();
        assertThat(added.claim()).isEqualTo(claimId(reference));
        assertThat(shell.cipher().reveal(added.value())).contains(reference.value());
    }

    @Test
    void a_taken_reference_is_refused_and_names_its_holder() {
        ReferenceInput reference = unique();
        UUID holder = accepted(service.execute(null, register(reference), TEST)).stream();
        assertThat(refused(service.execute(null, register(reference), TEST), RefusalCode.EXTERNAL_REFERENCE_TAKEN)
                        .facts())
                .containsEntry("customerId", holder);
        UUID other = registered(service);
        refused(service.execute(other, add(reference), TEST), RefusalCode.EXTERNAL_REFERENCE_TAKEN);
        refused(service.execute(holder, add(reference), TEST), RefusalCode.EXTERNAL_REFERENCE_TAKEN);
        assertThat(shell.types(other)).hasSize(1);
    }

    @Test
    void of_several_references_none_is_claimed_when_one_is_taken() {
        ReferenceInput free = unique();
        ReferenceInput taken = unique();
        accepted(service.execute(null, register(taken), TEST));
        refused(service.execute(null, register(free, taken), TEST), RefusalCode.EXTERNAL_REFERENCE_TAKEN);
        assertThat(claim(free)).isEmpty();
        accepted(service.execute(null, register(free), TEST));
    }

    @Test
    void a_refused_addition_claims_nothing() {
        UUID customer = registered(service);
        accepted(service.execute(customer, new CloseCustomer(null, null), TEST));
        ReferenceInput reference = unique();
        refused(service.execute(customer, add(reference), TEST), RefusalCode.CUSTOMER_CLOSED);
        refused(service.execute(UUID.randomUUID(), add(reference), TEST), RefusalCode.CUSTOMER_NOT_FOUND);
        assertThat(claim(reference)).isEmpty();
        accepted(service.execute(registered(service), add(reference), TEST));
    }

    @Test
    void after_a_crash_between_claim_and_registration_the_same_key_completes() {
        ReferenceInput reference = unique();
        Issuance keyed = TEST.withKey("k-" + UUID.randomUUID());
        UUID customer = DerivedId.ofCustomer("test", keyed.idempotencyKey());
        crashAfterClaiming(customer, reference);
        assertThat(service.execute(null, register(reference), keyed)).isEqualTo(new Accepted(customer, 2, false));
        assertThat(service.execute(null, register(reference), keyed)).isEqualTo(new Accepted(customer, 2, true));
        assertThat(claim(reference)).containsExactly("reference.claimed", "reference.confirmed");
        assertThat(shell.types(customer)).hasSize(2);
    }

    @Test
    void after_a_crash_the_reference_is_free_for_others_once_the_reservation_has_run_out() {
        ReferenceInput reference = unique();
        UUID crashed = UUID.randomUUID();
        crashAfterClaiming(crashed, reference);
        now = now.plus(Duration.ofMinutes(10)).minusSeconds(1);
        refused(service.execute(null, register(reference), TEST), RefusalCode.EXTERNAL_REFERENCE_TAKEN);
        now = now.plusSeconds(2);
        UUID other = accepted(service.execute(null, register(reference), TEST)).stream();
        assertThat(claim(reference))
                .containsExactly("reference.claimed", "reference.released", "reference.claimed", "reference.confirmed");
        assertThat(refused(service.execute(null, register(reference), TEST), RefusalCode.EXTERNAL_REFERENCE_TAKEN)
                        .facts())
                .containsEntry("customerId", other);
    }

    @Test
    void who_was_slower_than_its_reservation_is_refused_and_records_nothing() {
        ReferenceInput reference = unique();
        UUID slow = UUID.randomUUID();
        crashAfterClaiming(slow, reference);
        now = now.plus(Duration.ofMinutes(11));
        accepted(service.execute(null, register(reference), TEST));
        Outcome late = dispatch(JointCommands.REFERENCES, envelope(slow, register(reference)));
        refused(late, RefusalCode.EXTERNAL_REFERENCE_TAKEN);
        assertThat(shell.types(slow)).isEmpty();
    }

    @Test
    void a_reservation_that_ran_out_but_was_not_taken_still_completes() {
        ReferenceInput reference = unique();
        Issuance keyed = TEST.withKey("k-" + UUID.randomUUID());
        crashAfterClaiming(DerivedId.ofCustomer("test", keyed.idempotencyKey()), reference);
        now = now.plus(Duration.ofDays(1));
        accepted(service.execute(null, register(reference), keyed));
    }

    @Test
    void of_many_who_want_a_reference_at_the_same_time_exactly_one_gets_it() throws Exception {
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 10; round++) {
                ReferenceInput reference = unique();
                List<Future<Outcome>> futures = new ArrayList<>();
                for (int i = 0; i < 12; i++) {
                    futures.add(executor.submit(() -> service.execute(null, register(reference), TEST)));
                }
                int winners = 0;
                for (Future<Outcome> future : futures) {
                    if (future.get() instanceof Accepted) {
                        winners++;
                    } else {
                        refused(future.get(), RefusalCode.EXTERNAL_REFERENCE_TAKEN);
                    }
                }
                assertThat(winners).isEqualTo(1);
            }
        }
    }

    @Test
    void a_reference_that_another_node_gave_back_is_free() {
        ReferenceInput reference = unique();
        UUID holder = accepted(service.execute(null, register(reference), TEST)).stream();
        refused(service.execute(null, register(reference), TEST), RefusalCode.EXTERNAL_REFERENCE_TAKEN);
        try (HikariDataSource pool = TestDatabase.another(4);
                TestShell other = new TestShell(pool, clock, CommandShell.Limits.DEFAULT)) {
            accepted(other.service().execute(holder, new ErasePersonalData(ErasureGround.REQUEST), TEST));
        }
        accepted(service.execute(null, register(reference), TEST));
    }

    @Test
    void facts_beside_the_customers_own_carry_no_key_and_no_reason() {
        ReferenceInput reference = unique();
        UUID customer = registered(service);
        accepted(service.execute(
                customer, add(reference), new Issuance("test", "because", "crm", "corr", null, "k", null)));
        Metadata own = shell.stored(customer).getLast().metadata();
        assertThat(own.idempotencyKey()).isEqualTo("k");
        for (TestShell.Stored stored : shell.stored(claimId(reference))) {
            assertThat(stored.metadata()).isEqualTo(new Metadata("test", null, "crm", "corr", null, null, null));
        }
        accepted(service.execute(customer, order("A-1"), TEST));
    }

    private static ReferenceInput unique() {
        return new ReferenceInput("shop", UUID.randomUUID().toString());
    }

    private static AddExternalReference add(ReferenceInput reference) {
        return new AddExternalReference(null, reference.system(), reference.value());
    }

    private UUID claimId(ReferenceInput reference) {
        return shell.cipher().keyedHash(reference.system() + "\n" + reference.value());
    }

    private List<String> claim(ReferenceInput reference) {
        return shell.types(claimId(reference));
    }

    private void crashAfterClaiming(UUID customer, ReferenceInput reference) {
        accepted(dispatch(ClaimAggregate.TYPE, envelope(claimId(reference), new ClaimReference(customer))));
    }

    private static <C> Envelope<C> envelope(UUID stream, C command) {
        return new Envelope<>(
                stream, command, new Metadata("test", null, null, null, null, null, null), null, false, Named.NOTHING);
    }

    private Outcome dispatch(String name, Envelope<?> envelope) {
        FutureCallback<Envelope<?>, Outcome> callback = new FutureCallback<>();
        shell.shell().bus().dispatch(new GenericCommandMessage<>(new GenericMessage<>(envelope), name), callback);
        CommandResultMessage<? extends Outcome> result = callback.getResult();
        return result.getPayload();
    }
}
