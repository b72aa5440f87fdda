package org.relatum.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.function.Supplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.jspecify.annotations.Nullable;
import org.relatum.command.kafka.KafkaClients;
import org.relatum.projection.store.LedgerKeys;
import org.relatum.server.RelatumService;
import org.relatum.server.postgres.Database;
import org.relatum.server.postgres.EmbeddedPostgres;
import org.relatum.server.servers.CassandraServer;
import org.relatum.server.servers.KafkaBroker;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A whole cluster on this machine: PostgreSQL, Kafka, Cassandra and nodes, one of them in this process, the others in processes of their own.
 * All of them end with this process, however it ends: whoever is started reads its input, which ends then.
 */
final class DemoCluster implements AutoCloseable {
    /** Whose messages become commands. */
    static final String FACTS = "relatum.facts";

    private static final String KEYS = "subject_keys";
    private static final String COMMAND = "command-1";

    /**
     * A node.
     *
     * @param roles as its setting has them
     * @param store what it answers questions from
     * @param process null: this one
     */
    record Node(
            String name,
            String roles,
            String store,
            URI url,
            @Nullable ClusterNode process) {
        long pid() {
            return process == null ? ProcessHandle.current().pid() : process.pid();
        }
    }

    private final DemoDirectory directory;
    private final boolean withCassandra;
    private final @Nullable String axonServer;
    private final ObjectNode processes = JsonMapper.shared().createObjectNode();
    private final Deque<AutoCloseable> running = new ArrayDeque<>();
    private final Map<String, Node> nodes = new LinkedHashMap<>();
    private boolean closed;

    private @Nullable RelatumService service;
    private @Nullable KafkaBroker kafka;
    private @Nullable CassandraServer cassandra;
    private @Nullable EmbeddedPostgres postgres;

    /**
     * Starts nothing yet.
     *
     * @param directory is cleared
     * @param axonServer where the Axon Server is that records the events, host:port; null: PostgreSQL does
     */
    DemoCluster(DemoDirectory directory, boolean withCassandra, @Nullable String axonServer) {
        this.directory = directory;
        this.withCassandra = withCassandra;
        this.axonServer = axonServer;
    }

    /**
     * Starts everything and returns when all of it answers.
     *
     * @param port where the node in this process listens
     * @param from when the demonstration's time begins, as its setting has it
     */
    void start(int port, String from) {
        if (directory.isMarked()) {
            directory.clear();
        }
        Runtime.getRuntime().addShutdownHook(new Thread(this::close, "stop-cluster"));
        note("this", ProcessHandle.current().pid());
        say("PostgreSQL");
        RelatumService.DatabaseAlone database = keep(RelatumService.newDatabaseAlone(directory.path()));
        postgres = database.postgres();
        database.postgres().endWithThisProcess();
        makeDatabaseOfKeys(database.postgres());
        say(
                withCassandra
                        ? "Kafka, Cassandra, and " + COMMAND + " in this process"
                        : "Kafka, and " + COMMAND + " in this process");
        // Side by side: each of them mostly waits.
        CompletableFuture<KafkaBroker> broker = started(this::startKafka);
        @Nullable CompletableFuture<CassandraServer> rows = withCassandra ? started(this::startCassandra) : null;
        KafkaBroker kafkaStarted = result(broker);
        kafka = kafkaStarted;
        Map<String, String> properties = properties(database.postgres().database(), kafkaStarted, from);
        startHere(port, database.postgres().database(), properties);
        if (rows != null) {
            CassandraServer found = result(rows);
            cassandra = found;
            properties.putAll(found.properties("relatum"));
            properties.put("relatum.read-models", "postgres,cassandra");
        }
        // The first makes the tables, so it goes first.
        startElsewhere(List.of(Map.entry("projection-1", "projection")), properties);
        startElsewhere(
                List.of(Map.entry("projection-2", "projection"), Map.entry("query-1", "query,ingest")), properties);
    }

    private static void say(String what) {
        System.err.println("relatum: starting " + what);
    }

    private KafkaBroker startKafka() {
        KafkaBroker started = keep(KafkaBroker.start(folder("kafka")));
        note("kafka", started.pid());
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", started.address()))) {
            NewTopic facts = new NewTopic(FACTS, Optional.of(2), Optional.empty());
            KafkaClients.create(admin, facts);
            KafkaClients.awaitPartitions(admin, List.of(facts));
        } catch (ExecutionException e) {
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        return started;
    }

    private CassandraServer startCassandra() {
        CassandraServer started = keep(CassandraServer.start(folder("cassandra")));
        note("cassandra", started.pid());
        return started;
    }

    private static <T> CompletableFuture<T> started(Supplier<T> what) {
        return CompletableFuture.supplyAsync(what, Thread::startVirtualThread);
    }

    private static <T> T result(CompletableFuture<T> started) {
        try {
            return started.join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof RuntimeException cause ? cause : e;
        }
    }

    private Path folder(String name) {
        try {
            return Files.createDirectories(directory.path().resolve(name)).toRealPath();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** In a real installation it is in another server, with backups of its own. */
    private static void makeDatabaseOfKeys(EmbeddedPostgres postgres) {
        try (Connection connection = postgres.maintenance().connect();
                Statement ddl = connection.createStatement()) {
            ddl.execute(
                    "create database " + KEYS + " owner " + postgres.database().user());
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What all nodes have in common. */
    private Map<String, String> properties(Database database, KafkaBroker broker, String from) {
        Map<String, String> properties = new HashMap<>();
        String url = database.jdbcUrl();
        properties.put(
                "relatum.keys.url",
                url.substring("jdbc:".length(), url.lastIndexOf('/') + 1) + KEYS + "?user=" + database.user()
                        + "&password=" + database.password());
        if (axonServer != null) {
            properties.put("relatum.event-store", "axon-server");
            properties.put("relatum.axon-server.servers", axonServer);
        }
        properties.put("relatum.feed", "kafka");
        properties.put("relatum.kafka.bootstrap-servers", broker.address());
        properties.put("relatum.kafka.partitions", "3");
        properties.put("relatum.ingest.topics", FACTS);
        properties.put(
                "relatum.ledger.key", folder("ledger").resolve(LedgerKeys.FILE).toString());
        properties.put(
                "relatum.master-key.keystore",
                folder("master").resolve("master.p12").toString());
        properties.put("relatum.simulated-from", from);
        properties.put("relatum.simulated-clock", folder("clock").resolve("now").toString());
        return properties;
    }

    /** Its rows are in PostgreSQL alone: what it answers is held against what Cassandra holds. */
    private void startHere(int port, Database database, Map<String, String> common) {
        Map<String, String> properties = new HashMap<>(common);
        String roles = "command,relay,query";
        properties.put("relatum.roles", roles);
        RelatumService started =
                RelatumService.start(new RelatumService.Options(folder(COMMAND), port, database, Map.of(), properties));
        service = started;
        keep(Serving.announce(started));
        nodes.put(COMMAND, new Node(COMMAND, roles, "PostgreSQL", started.url(), null));
    }

    /** Starts them all before it waits for any. */
    private void startElsewhere(List<Map.Entry<String, String>> namesAndRoles, Map<String, String> common) {
        List<ClusterNode> started = new ArrayList<>();
        for (Map.Entry<String, String> one : namesAndRoles) {
            say(one.getKey());
            Path data = folder(one.getKey());
            Map<String, String> properties = new HashMap<>(common);
            properties.put("relatum.roles", one.getValue());
            ClusterNode node = keep(ClusterNode.start(
                    one.getKey(),
                    data,
                    postgres().database(),
                    directory.path().resolve("keys/pgpass").toAbsolutePath(),
                    properties));
            note(one.getKey(), node.pid());
            started.add(node);
        }
        for (int i = 0; i < started.size(); i++) {
            ClusterNode node = started.get(i);
            nodes.put(
                    node.name(),
                    new Node(
                            node.name(),
                            namesAndRoles.get(i).getValue(),
                            cassandra == null ? "PostgreSQL" : "Cassandra",
                            node.await(),
                            node));
        }
    }

    // ---- what is there

    Node command() {
        return Objects.requireNonNull(nodes.get(COMMAND));
    }

    Node query() {
        return Objects.requireNonNull(nodes.get("query-1"));
    }

    List<Node> projections() {
        return nodes.values().stream()
                .filter(node -> node.roles().equals("projection"))
                .toList();
    }

    List<Node> nodes() {
        return List.copyOf(nodes.values());
    }

    RelatumService service() {
        return Objects.requireNonNull(service);
    }

    KafkaBroker kafka() {
        return Objects.requireNonNull(kafka);
    }

    @Nullable
    CassandraServer cassandra() {
        return cassandra;
    }

    EmbeddedPostgres postgres() {
        return Objects.requireNonNull(postgres);
    }

    /** Where what is not ours answers. */
    Map<String, String> servers() {
        Map<String, String> servers = new LinkedHashMap<>();
        servers.put("postgres", "127.0.0.1:" + postgres().port());
        if (axonServer != null) {
            servers.put("axon-server", axonServer);
        }
        servers.put("kafka", kafka().address());
        if (cassandra != null) {
            servers.put("cassandra", cassandra.address());
        }
        return servers;
    }

    // ---- stopping

    /** Never returns: the process ends by a signal. */
    void untilStopped() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    /** Writes down what was started, which says too whose directory this is. */
    private synchronized void note(String name, long pid) {
        processes.put(name, pid);
        directory.mark(JsonMapper.shared().createObjectNode().set("processes", processes));
    }

    /** What is stopped in the end, the last first. */
    private synchronized <T extends AutoCloseable> T keep(T started) {
        if (closed) {
            stop(started);
            throw new ClientException("stopped");
        }
        running.push(started);
        return started;
    }

    @Override
    public synchronized void close() {
        closed = true;
        while (!running.isEmpty()) {
            stop(running.pop());
        }
    }

    private static void stop(AutoCloseable started) {
        try {
            started.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            System.err.println("relatum: not stopped in order: " + e.getMessage());
        }
    }
}
