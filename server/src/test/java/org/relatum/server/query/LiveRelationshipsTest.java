package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.projection.engine.Check;
import org.relatum.projection.oracle.RelationshipGenerator;
import org.relatum.server.TestServer;
import org.relatum.server.query.LogWriter.Fact;

/** Whole relationships, recorded in pieces while the engine runs: what it stored is what folding from scratch gives. */
class LiveRelationshipsTest {
    private static final int RELATIONSHIPS = 60;

    @Test
    void rows_and_intervals_of_all_read_models_are_those_of_folding_from_scratch() {
        TestServer server = TestServer.shared();
        LogWriter log = new LogWriter(server);
        SplittableRandom random = new SplittableRandom(4711);
        Set<UUID> customers = new HashSet<>();
        List<List<Recorded<CustomerEvent>>> waiting = new ArrayList<>();
        for (long seed = 1; seed <= RELATIONSHIPS; seed++) {
            List<Recorded<CustomerEvent>> facts = RelationshipGenerator.generate(seed);
            customers.addAll(facts.stream().map(Recorded::stream).collect(Collectors.toSet()));
            waiting.add(new ArrayList<>(facts));
        }
        long position = 0;
        while (!waiting.isEmpty()) {
            List<Recorded<CustomerEvent>> facts = waiting.get(random.nextInt(waiting.size()));
            List<Recorded<CustomerEvent>> next = facts.subList(0, Math.min(facts.size(), random.nextInt(1, 12)));
            position = log.record(
                    next.stream()
                            .map(f -> new Fact(f.stream(), f.recordedAt(), f.event()))
                            .toList(),
                    null);
            next.clear();
            waiting.removeIf(List::isEmpty);
        }
        log.awaitRead(position);
        // What was due long ago by time alone is written once everything is read.
        Instant patience = Instant.now().plusSeconds(60);
        List<Check.Difference> differences = differences(server, customers);
        while (differences.stream().anyMatch(d -> d.what().equals("overdue"))
                && Instant.now().isBefore(patience)) {
            differences = differences(server, customers);
        }
        assertThat(differences).isEmpty();
    }

    private static List<Check.Difference> differences(TestServer server, Set<UUID> customers) {
        List<Check.Difference> differences = new ArrayList<>();
        server.bean(Check.class).run(differences::add, checked -> {});
        differences.removeIf(d -> !customers.contains(d.customer()));
        return differences;
    }
}
