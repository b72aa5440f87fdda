package org.relatum.command.shell;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.command.shell.Commands.TEST;
import static org.relatum.command.shell.Commands.accepted;
import static org.relatum.command.shell.Commands.order;
import static org.relatum.command.shell.Commands.refused;
import static org.relatum.command.shell.Commands.register;
import static org.relatum.command.shell.Commands.registered;

import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.relatum.command.StatementCount;
import org.relatum.command.TestDatabase;
import org.relatum.command.language.ContactPointInput;
import org.relatum.command.language.LifecycleCommand.MergeDuplicate;
import org.relatum.command.language.LifecycleCommand.RegisterCustomer;
import org.relatum.command.language.LifecycleCommand.UndoMerge;
import org.relatum.command.language.RefusalCode;
import org.relatum.events.ContactPointKind;
import org.relatum.events.PartyKind;

/** What a command costs the database. */
class HotPathTest {
    private static final String LAST = "select max(sequence) from log.events where stream = ?";

    private final StatementCount count = new StatementCount();
    private final TestShell shell =
            new TestShell(count.of(TestDatabase.shared()), InstantSource.system(), CommandShell.Limits.DEFAULT);
    private final CommandService service = shell.service();

    @AfterEach
    void close() {
        shell.close();
    }

    @Test
    void a_warm_command_costs_one_statement() {
        UUID customer = registered(service);
        count.take();
        accepted(service.execute(customer, order("A-1"), TEST.withKey("k").expecting(1L)));
        assertThat(count.take()).hasSize(1);
    }

    @Test
    void a_new_customer_is_not_looked_for() {
        accepted(service.execute(null, register(), TEST));
        assertThat(count.take()).hasSize(1).first().asString().startsWith("insert into log.events");
    }

    @Test
    void all_events_of_a_command_go_in_with_one_statement() {
        ContactPointInput mail = new ContactPointInput(null, ContactPointKind.EMAIL, "a@example.org", null);
        accepted(service.execute(
                null,
                new RegisterCustomer(
                        null, PartyKind.PERSON, null, null, null, null, List.of(mail, mail, mail), List.of()),
                TEST));
        assertThat(count.take()).hasSize(1);
        UUID survivor = registered(service);
        UUID duplicate = registered(service);
        count.take();
        accepted(service.execute(survivor, new MergeDuplicate(null, duplicate, null), TEST));
        assertThat(count.take()).hasSize(1);
    }

    @Test
    void a_warm_repetition_costs_nothing_and_a_warm_refusal_one_look_at_each_stream() {
        UUID customer = registered(service);
        accepted(service.execute(customer, order("A-1"), TEST.withKey("k")));
        count.take();
        accepted(service.execute(customer, order("A-1"), TEST.withKey("k")));
        assertThat(count.take()).isEmpty();
        refused(service.execute(customer, order("A-1"), TEST), RefusalCode.ORDER_ALREADY_RECORDED);
        assertThat(count.take()).containsExactly(LAST);
        refused(service.execute(customer, order("A-2"), TEST.expecting(9L)), RefusalCode.VERSION_CONFLICT);
        assertThat(count.take()).containsExactly(LAST);
        UUID other = registered(service);
        count.take();
        refused(service.execute(customer, new UndoMerge(null, other, null), TEST), RefusalCode.NOT_MERGED);
        assertThat(count.take()).containsExactly(LAST, LAST);
    }
}
