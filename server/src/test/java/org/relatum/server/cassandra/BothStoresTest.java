package org.relatum.server.cassandra;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.References;
import org.relatum.projection.engine.RowStore;
import org.relatum.projection.oracle.RelationshipGenerator;
import org.relatum.projection.store.cassandra.CassandraRowStore;
import org.relatum.projection.store.postgres.PostgresRowStore;
import org.relatum.projection.store.postgres.StateCodec;
import org.relatum.server.TestServer;
import org.relatum.server.cluster.Cluster;
import org.relatum.server.query.LogWriter;
import org.relatum.server.query.LogWriter.Fact;
import org.relatum.server.query.Rest;
import org.relatum.server.servers.TestServers;
import tools.jackson.databind.JsonNode;

/** One node that keeps the same rows on PostgreSQL and on Cassandra. */
class BothStoresTest {
    private static final int RELATIONSHIPS = 12;

    @Test
    void rows_are_the_same_in_both_and_who_is_parked_in_one_of_them_is_shown_and_tried_again(@TempDir Path directory)
            throws SQLException {
        Map<String, String> properties = new HashMap<>(TestServers.cassandra().properties(TestServers.keyspace()));
        properties.put("relatum.read-models", "postgres,cassandra");
        try (Cluster cluster = new Cluster(directory)) {
            TestServer node = cluster.start("both", "all", properties);
            LogWriter log = new LogWriter(node);
            long position = 0;
            for (long seed = 1; seed <= RELATIONSHIPS; seed++) {
                position = log.record(
                        RelationshipGenerator.generate(seed).stream()
                                .map(f -> new Fact(f.stream(), f.recordedAt(), f.event()))
                                .toList(),
                        null);
            }
            Rest rest = new Rest(node);
            rest.get("/api/v1/customers?limit=1&minPosition=" + position);
            List<UUID> customers = requireSameRows(node);

            cluster.stop("both");
            UUID parked = customers.getFirst();
            park(cluster, parked);
            node = cluster.start("both", "all", properties);
            rest = new Rest(node);
            JsonNode listed = rest.get("/api/v1/parked-customers").path("items");
            assertThat(listed.valueStream()).singleElement().satisfies(item -> {
                assertThat(item.path("customer").asString()).isEqualTo(parked.toString());
                assertThat(item.path("error").asString()).isEqualTo("only there");
            });
            assertThat(rest.get("/api/v1/status")
                            .path("projections")
                            .valueStream()
                            .mapToLong(model -> model.path("parkedCustomers").asLong())
                            .sum())
                    .isEqualTo(1);
            rest.post("/api/v1/parked-customers/" + parked + "/retry", "").ok();
            assertThat(rest.get("/api/v1/parked-customers").path("items")).isEmpty();
            requireSameRows(node);
        }
    }

    private static List<UUID> requireSameRows(TestServer node) {
        RowStore cassandra = node.bean(RowStore.class);
        assertThat(cassandra).isInstanceOf(CassandraRowStore.class);
        RowStore postgres = new PostgresRowStore(node.pool(), node.bean(StateCodec.class), node.bean(References.class));
        List<UUID> customers = new ArrayList<>();
        postgres.inSnapshot(snapshot -> customers.addAll(snapshot.customersAfter(new UUID(0, 0), 10_000)));
        assertThat(customers).hasSizeGreaterThanOrEqualTo(RELATIONSHIPS);
        ReadModels.ALL.forEach(model -> requireSameRows(cassandra, postgres, model, customers));
        return customers;
    }

    private static <S, V, D> void requireSameRows(
            RowStore cassandra, RowStore postgres, ReadModel<S, V, D> model, List<UUID> customers) {
        assertThat(cassandra.rows(model, customers))
                .as(model.table())
                .hasSize(customers.size())
                .isEqualTo(postgres.rows(model, customers));
        for (UUID customer : customers) {
            assertThat(cassandra.history(model, customer))
                    .as("%s of %s", model.table(), customer)
                    .isPresent()
                    .isEqualTo(postgres.history(model, customer));
        }
    }

    private static void park(Cluster cluster, UUID customer) throws SQLException {
        try (Connection connection = cluster.database().connect();
                PreparedStatement insert = connection.prepareStatement("insert into control.parked (projection,"
                        + " customer, position, error, parked_at) values (?, ?, 1, 'only there', now())")) {
            insert.setString(1, ReadModels.CASES.table());
            insert.setObject(2, customer);
            insert.executeUpdate();
        }
    }
}
