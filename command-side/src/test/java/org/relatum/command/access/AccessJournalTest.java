package org.relatum.command.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relatum.command.TestDatabase;
import org.relatum.command.access.AccessJournal.Kind;
import org.relatum.command.shell.CommandShell;
import org.relatum.command.shell.TestShell;
import org.relatum.command.shell.TestShell.Stored;
import org.relatum.events.Access;
import org.relatum.events.AccessEvent.AccessesRecorded;
import org.relatum.events.AccessOutcome;
import org.springframework.jdbc.datasource.DelegatingDataSource;

class AccessJournalTest {
    private static final Duration NOT_BY_TIME = Duration.ofHours(1);

    @Test
    void an_orderly_stop_writes_everything_and_what_is_alike_together() {
        try (TestShell shell = new TestShell()) {
            AccessJournal journal = new AccessJournal(shell.shell(), InstantSource.system(), NOT_BY_TIME);
            UUID customer = UUID.randomUUID();
            for (int round = 0; round < 2; round++) {
                for (int i = 0; i < 1_234; i++) {
                    journal.note(read("reader-" + i, customer));
                }
            }
            journal.close();
            List<AccessesRecorded> events = events(shell, journal);
            assertThat(events).allSatisfy(event -> {
                assertThat(event.accesses()).hasSizeBetween(1, AccessJournal.IN_ONE_EVENT);
                assertThat(event.lost()).isNull();
            });
            assertThat(accesses(events).mapToLong(Access::times).sum()).isEqualTo(2_468);
            assertThat(accesses(events).map(Access::customer)).containsOnly(customer);
        }
    }

    @Test
    void what_is_waiting_is_written_after_the_interval() throws InterruptedException {
        try (TestShell shell = new TestShell();
                AccessJournal journal =
                        new AccessJournal(shell.shell(), InstantSource.system(), Duration.ofMillis(50))) {
            journal.note(read("somebody", UUID.randomUUID()));
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (shell.stored(journal.run()).isEmpty() && System.nanoTime() < end) {
                Thread.sleep(20);
            }
            assertThat(accesses(events(shell, journal)).map(Access::principal)).containsExactly("somebody");
        }
    }

    @Test
    void while_the_store_does_not_answer_nobody_waits_and_what_is_too_much_is_counted() {
        AtomicBoolean down = new AtomicBoolean(true);
        var database = new DelegatingDataSource(TestDatabase.shared()) {
            @Override
            public Connection getConnection() throws SQLException {
                if (down.get()) {
                    throw new SQLException("not now");
                }
                return super.getConnection();
            }
        };
        try (TestShell shell = new TestShell(database, InstantSource.system(), CommandShell.Limits.DEFAULT)) {
            AccessJournal journal = new AccessJournal(shell.shell(), InstantSource.system(), NOT_BY_TIME);
            int noted = AccessJournal.WAITING + 2_000;
            for (int i = 0; i < noted; i++) {
                journal.note(read("reader-" + i, null));
            }
            down.set(false);
            journal.close();
            List<AccessesRecorded> events = events(shell, journal);
            long lost = events.stream()
                    .mapToLong(event -> event.lost() == null ? 0 : event.lost())
                    .sum();
            assertThat(lost).isPositive();
            assertThat(accesses(events).mapToLong(Access::times).sum() + lost).isEqualTo(noted);
            assertThat(accesses(events).map(Access::principal)).doesNotHaveDuplicates();
        }
    }

    private static Kind read(String principal, @Nullable UUID customer) {
        return new Kind(AccessOutcome.READ, principal, "k", "GET /api/v1/customers/{customer}", customer, null, null);
    }

    private static List<AccessesRecorded> events(TestShell shell, AccessJournal journal) {
        List<Stored> stored = shell.stored(journal.run());
        assertThat(stored.stream().map(Stored::sequence))
                .containsExactlyElementsOf(
                        LongStream.range(0, stored.size()).boxed().toList());
        return stored.stream().map(one -> (AccessesRecorded) one.event()).toList();
    }

    private static Stream<Access> accesses(List<AccessesRecorded> events) {
        return events.stream().flatMap(event -> event.accesses().stream());
    }
}
