package org.relatum.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.events.CustomerEvent;
import org.relatum.events.ErasureGround;
import org.relatum.events.Recorded;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.projection.engine.Check;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.ledger.SignedNote;
import org.relatum.projection.oracle.RelationshipGenerator;
import org.relatum.projection.store.LedgerKeys;
import org.relatum.projection.store.postgres.Sequencer;
import org.relatum.server.Keys;
import org.relatum.server.RelatumService;
import org.relatum.server.StartupException;
import org.relatum.server.TestServer;
import org.relatum.server.access.AdminKey;
import org.relatum.server.backup.BackupException;
import org.relatum.server.backup.Restore;
import org.relatum.server.postgres.Database;
import org.relatum.server.query.LogWriter;
import org.relatum.server.query.Rest;
import org.relatum.server.query.Rows;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Backups of a service that goes on working, restored elsewhere, tampered with, interrupted. */
class BackupTest {
    private static final int RELATIONSHIPS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    private static Path directory;

    private static TestServer server;
    private static Path source;
    private static String customer;
    /** Of the service at rest. */
    private static Path backup;

    private static Path keys;
    private static long position;
    private static Map<String, String> rows;

    @TempDir
    Path own;

    @BeforeAll
    static void a_service_and_a_backup_of_it() throws Exception {
        source = directory.resolve("source");
        server = TestServer.on(source);
        ServerFile.in(source).write(server.url());
        LogWriter log = new LogWriter(server);
        for (long seed = 1; seed <= RELATIONSHIPS; seed++) {
            List<Recorded<CustomerEvent>> facts = RelationshipGenerator.generate(seed);
            log.record(
                    facts.stream()
                            .map(f -> new LogWriter.Fact(f.stream(), f.recordedAt(), f.event()))
                            .toList(),
                    null);
        }
        customer = new Rest(server)
                .post("/api/v1/customers", "{\"party\":\"PERSON\",\"profile\":{\"name\":\"Ada Example\"}}")
                .ok()
                .json()
                .path("customerId")
                .asString();
        taken_while_orders_are_placed();
        keys = directory.resolve("keys.zip");
        backup = directory.resolve("backup.zip");
        Cli.Ran ran = Cli.run(
                "backup", backup.toString(), "--keys", keys.toString(), "--data-dir", source.toString(), "--json");
        assertThat(ran.code()).as(ran.err()).isZero();
        position = ran.json().path("position").asLong();
        assertThat(position).isEqualTo(server.bean(Sequencer.class).head()).isGreaterThan(100);
        assertThat(ran.json().path("bytes").asLong()).isEqualTo(Files.size(backup));
        assertThat(ran.json().path("later").asLong()).isZero();
        for (Path secret : List.of(backup, keys)) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(secret)))
                    .isEqualTo("rw-------");
        }
        awaitRead(server);
        rows = Rows.of(server.pool());
    }

    /** Everything acknowledged before is in it, commands are answered meanwhile. */
    private static void taken_while_orders_are_placed() throws Exception {
        AtomicLong placed = new AtomicLong();
        AtomicBoolean ended = new AtomicBoolean();
        Rest rest = new Rest(server);
        Path file = directory.resolve("during.zip");
        try (ExecutorService clients = Executors.newFixedThreadPool(2)) {
            List<Future<?>> working = new ArrayList<>();
            for (int client = 0; client < 2; client++) {
                String name = "C" + client + "-";
                working.add(clients.submit(() -> {
                    for (int i = 0; !ended.get(); i++) {
                        order(rest, name + i);
                        placed.incrementAndGet();
                    }
                }));
            }
            while (placed.get() < 50 && working.stream().noneMatch(Future::isDone)) {
                Thread.sleep(5);
            }
            long before = server.bean(Sequencer.class).head();
            long placedBefore = placed.get();
            Cli.Ran ran;
            try {
                ran = Cli.run(
                        "backup",
                        file.toString(),
                        "--keys",
                        directory.resolve("during-keys.zip").toString(),
                        "--data-dir",
                        source.toString(),
                        "--json");
            } finally {
                ended.set(true);
            }
            for (Future<?> one : working) {
                one.get();
            }
            assertThat(ran.code()).as(ran.err()).isZero();
            assertThat(ran.json().path("position").asLong()).isGreaterThanOrEqualTo(before);
            assertThat(placed.get()).as("commands went on").isGreaterThan(placedBefore);
        }
    }

    private static void order(Rest rest, String order) {
        rest.post(
                        "/api/v1/customers/" + customer + "/orders",
                        "{\"order\":\"" + order + "\",\"currency\":\"USD\",\"channel\":\"web\",\"lines\":["
                                                + "{\"description\":\"Tea\",\"category\":\"food\",\"quantity\":\"2\",\"unitPrice\":\"9.50\"}]}")
                .ok();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void awaitRead(TestServer which) throws InterruptedException {
        assertThat(which.bean(LiveEngine.class)
                        .progress()
                        .awaitPosition(which.bean(Sequencer.class).head(), PATIENCE))
                .isTrue();
        Instant patience = Instant.now().plus(PATIENCE);
        while (differences(which).stream().anyMatch(d -> d.what().equals("overdue"))
                && Instant.now().isBefore(patience)) {
            Thread.sleep(100);
        }
        assertThat(differences(which)).isEmpty();
    }

    private static List<Check.Difference> differences(TestServer which) {
        List<Check.Difference> differences = new ArrayList<>();
        which.bean(Check.class).run(differences::add, checked -> {});
        return differences;
    }

    private static Cli.Ran restore(Path file, Path to, String... more) {
        List<String> args = new ArrayList<>(
                List.of("restore", file.toString(), "--keys", keys.toString(), "--data-dir", to.toString()));
        args.addAll(Arrays.asList(more));
        return Cli.run(args.toArray(String[]::new));
    }

    private Path checkpoint() throws IOException {
        return Files.writeString(
                own.resolve("checkpoint.txt"),
                new Rest(server).answer("/api/v1/ledger/checkpoint").ok().text());
    }

    // ---- whole

    @Test
    void the_restored_log_verifies_has_the_same_rows_and_commands_go_on() throws Exception {
        Path restored = Files.createDirectory(own.resolve("restored"));
        Path checkpoint = checkpoint();
        Cli.Ran ran = restore(backup, restored, "--checkpoint", checkpoint.toString(), "--json");
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.json().path("summary").path("position").asLong()).isEqualTo(position);
        assertThat(ran.json().path("summary").path("findings").asLong()).isZero();
        assertThat(own.resolve("restored.restoring")).doesNotExist();
        Cli.Ran verified =
                Cli.run("verify", "--data-dir", restored.toString(), "--checkpoint", checkpoint.toString(), "--json");
        assertThat(verified.code()).as(verified.out()).isZero();
        assertThat(verified.json().path("summary").path("events").asLong()).isEqualTo(position);
        assertThat(verified.json().path("summary").path("signatureVerified").booleanValue())
                .as("by the keys of the data directory itself")
                .isFalse();
        try (TestServer again = TestServer.on(restored)) {
            awaitRead(again);
            assertThat(again.bean(Sequencer.class).head()).isEqualTo(position);
            assertThat(Rows.of(again.pool())).isEqualTo(rows);
            Rest rest = new Rest(again);
            assertThat(nameOfAda(again)).isEqualTo("Ada Example");
            order(rest, "AFTER");
            awaitLeaves(rest, position + 1);
            awaitRead(again);
            ServerFile.in(restored).write(again.url());
            Cli.Ran on = Cli.run(
                    "verify", "--data-dir", restored.toString(), "--checkpoint", checkpoint.toString(), "--json");
            assertThat(on.code()).as(on.out()).isZero();
            assertThat(on.json().path("summary").path("events").asLong()).isGreaterThan(position);
        }
    }

    /** A key was stolen, and revoked when the backup was taken already. */
    @Test
    void access_keys_come_back_as_the_backup_has_them_or_revoked() throws Exception {
        String stolen = AdminKey.read(source).orElseThrow();
        Path as = own.resolve("as-they-were");
        Cli.Ran told = restore(backup, as);
        assertThat(told.code()).as(told.err()).isZero();
        assertThat(told.err()).contains("one that was revoked since opens again", "--revoke-access-keys");
        try (TestServer service = TestServer.on(as)) {
            assertThat(status(service, stolen)).isEqualTo(200);
        }
        String url = emptyDatabase("revoked");
        Path revoked = own.resolve("revoked");
        requireRevoked(restore(backup, revoked, "--db", url, "--revoke-access-keys", "--json"), revoked, url);
        // Where the directory stays, its administrator's key would be one that is revoked.
        Files.writeString(revoked.resolve("admin.key"), stolen + "\n");
        execute(Database.parse(url), "create schema restoring");
        String[] again = {
            "restore",
            backup.toString(),
            "--data-dir",
            revoked.toString(),
            "--db",
            url,
            "--revoke-access-keys",
            "--json"
        };
        requireRevoked(Cli.run(again), revoked, url);
        Path embedded = own.resolve("embedded");
        assertThat(restore(backup, embedded, "--revoke-access-keys").code()).isZero();
        try (TestServer service = TestServer.on(embedded)) {
            assertThat(status(service, stolen)).isEqualTo(401);
            assertThat(status(service, AdminKey.read(embedded).orElseThrow())).isEqualTo(200);
        }
    }

    private static void requireRevoked(Cli.Ran ran, Path data, String url) throws SQLException {
        assertThat(ran.code()).as(ran.err()).isZero();
        assertThat(ran.json().path("summary").path("remarks").toString())
                .contains("access keys of the backup are revoked");
        assertThat(data.resolve("admin.key")).doesNotExist();
        try (Connection connection = Database.parse(url).connect();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("select count(*), count(revoked_at) from control.api_keys")) {
            row.next();
            assertThat(row.getLong(1)).isPositive().isEqualTo(row.getLong(2));
        }
    }

    private static int status(TestServer which, String key) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(
                            Keys.request(URI.create(which.url() + "/api/v1/status"), key)
                                    .build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        }
    }

    private static void awaitLeaves(Rest rest, long size) throws InterruptedException {
        Instant patience = Instant.now().plus(PATIENCE);
        while (rest.get("/api/v1/ledger").path("size").asLong() < size
                && Instant.now().isBefore(patience)) {
            Thread.sleep(50);
        }
    }

    @Test
    void a_backup_taken_while_commands_run_verifies() {
        Path restored = own.resolve("restored");
        Cli.Ran ran = Cli.run(
                "restore",
                directory.resolve("during.zip").toString(),
                "--keys",
                directory.resolve("during-keys.zip").toString(),
                "--data-dir",
                restored.toString());
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(ran.out()).contains("all as the checkpoint says");
        assertThat(restored.resolve("postgres/data")).isDirectory();
    }

    @Test
    void data_that_are_there_are_left_alone_unless_told_and_then_set_aside() throws Exception {
        Path mine = Files.writeString(own.resolve("precious"), "precious");
        Cli.Ran refused = restore(backup, own);
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.err()).contains("holds data", "--replace");
        assertThat(mine).hasContent("precious");
        Path data = own.resolve("data");
        Files.createDirectory(data);
        Files.move(mine, data.resolve("precious"));
        Cli.Ran told = restore(backup, data, "--replace", "--json");
        assertThat(told.code()).as(told.out() + told.err()).isZero();
        Path aside = Path.of(told.json().path("summary").path("setAside").asString());
        assertThat(aside.resolve("precious")).hasContent("precious");
        assertThat(data.resolve("precious")).doesNotExist();
        assertThat(data.resolve("keys/subjects.keys")).exists();
    }

    @Test
    void keys_are_needed_and_those_of_another_store_are_refused() throws Exception {
        Path to = own.resolve("restored");
        Cli.Ran without = Cli.run("restore", backup.toString(), "--data-dir", to.toString());
        assertThat(without.code()).isEqualTo(1);
        assertThat(without.err()).contains("a backup holds no keys");
        Path others = Files.createDirectory(own.resolve("others"));
        Files.writeString(others.resolve("store"), "00000000-0000-0000-0000-000000000001\n");
        Cli.Ran wrong = Cli.run("restore", backup.toString(), "--data-dir", to.toString(), "--keys", others.toString());
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("are those of the store 00000000-0000-0000-0000-000000000001");
        requireNothingAt(to);
    }

    @Test
    void who_was_erased_since_stays_erased() throws Exception {
        Path restored = own.resolve("restored");
        assertThat(restore(backup, restored).code()).isZero();
        try (TestServer before = TestServer.on(restored)) {
            assertThat(nameOfAda(before)).isEqualTo("Ada Example");
            new Rest(before)
                    .post("/api/v1/customers/" + customer + "/erasure", "{\"ground\":\"REQUEST\"}")
                    .ok();
        }
        assertThat(restore(backup, restored, "--replace").code()).isZero();
        try (TestServer after = TestServer.on(restored)) {
            assertThat(nameOfAda(after)).isEmpty();
            assertThat(after.bean(Sequencer.class).head()).isGreaterThan(position);
        }
        Path elsewhere = own.resolve("elsewhere");
        Path register = restored.resolve("keys").resolve(ErasureRegister.FILE);
        assertThat(restore(backup, elsewhere, "--erasures", register.toString()).code())
                .isZero();
        assertThat(elsewhere.resolve("keys").resolve(ErasureRegister.FILE)).hasSameTextualContentAs(register);
    }

    /** Killed between setting aside and putting in place, only what was set aside knows of the newest erasures. */
    @Test
    void what_was_set_aside_knows_who_was_erased() throws Exception {
        Path to = own.resolve("restored");
        Path aside = Files.createDirectories(own.resolve("restored.replaced-20260101T000000Z/keys"));
        UUID erased = UUID.randomUUID();
        ErasureRegister.open(aside.resolve(ErasureRegister.FILE))
                .add(new ErasureRegister.Erasure(
                        erased, List.of(erased), Instant.parse("2026-01-01T00:00:00Z"), ErasureGround.REQUEST));
        Path others = Files.createDirectories(own.resolve("restored.replaced-20260102T000000Z/keys"));
        Files.writeString(others.resolve("store"), "00000000-0000-0000-0000-000000000001\n");
        ErasureRegister.open(others.resolve(ErasureRegister.FILE))
                .add(new ErasureRegister.Erasure(
                        UUID.randomUUID(),
                        List.of(UUID.randomUUID()),
                        Instant.parse("2026-01-01T00:00:00Z"),
                        ErasureGround.REQUEST));
        assertThat(restore(backup, to, "--replace").code()).isZero();
        assertThat(ErasureRegister.open(to.resolve("keys").resolve(ErasureRegister.FILE))
                        .all())
                .extracting(ErasureRegister.Erasure::customer)
                .as("and nobody of another store")
                .containsExactly(erased);
    }

    @Test
    void data_that_a_service_works_on_are_refused_before_anything_is_read() {
        assertThatThrownBy(() -> into(source, null, true, (what, done, total) -> {
                    throw new AssertionError("it began");
                }))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("is in use by process");
    }

    private Restore.Restored into(Path to, @Nullable Database database, boolean replace, Restore.Progress progress) {
        return new Restore(
                        new Restore.Wanted(backup, to, database, keys, replace, List.of(), List.of(), List.of(), false),
                        progress)
                .run();
    }

    private static String nameOfAda(TestServer which) throws InterruptedException {
        awaitRead(which);
        return new Rest(which)
                .get("/api/v1/customers/" + customer)
                .path("profile")
                .path("name")
                .asString("");
    }

    // ---- an existing PostgreSQL

    @Test
    void into_a_database_that_is_named_which_verify_reads_without_a_service() throws Exception {
        String url = emptyDatabase("restored");
        Path to = own.resolve("restored");
        Cli.Ran ran = restore(backup, to, "--db", url);
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(to.resolve("postgres/data")).doesNotExist();
        Cli.Ran again = restore(backup, to, "--db", url);
        assertThat(again.code()).isEqualTo(1);
        assertThat(again.err()).contains("holds data");

        Cli.Ran verified =
                Cli.run("verify", "--db", url, "--checkpoint", checkpoint().toString());
        assertThat(verified.code()).as(verified.out() + verified.err()).isZero();
        assertThat(verified.out()).contains("verified %,d events".formatted(position), "nothing differs");
        try (Connection connection = Database.parse(url).connect();
                Statement sql = connection.createStatement()) {
            sql.execute("alter table log.events disable trigger append_only");
            sql.execute("update log.events set recorded_at = recorded_at + interval '1 second' where event_index ="
                    + " (select event_index from log.positions where position = 17)");
        }
        Path out = own.resolve("out.txt");
        Path err = own.resolve("err.txt");
        String key = new Rest(server).get("/api/v1/ledger").path("keys").get(0).asString();
        Process process = Cli.start(out, err, "verify", "--db", url, "--key", key, "--json");
        assertThat(Cli.codeOf(process)).isEqualTo(1);
        JsonNode document = JsonMapper.shared().readTree(Files.readString(out));
        assertThat(document.path("summary").path("signatureVerified").booleanValue())
                .isTrue();
        assertThat(document.path("findings").size()).isEqualTo(1);
        assertThat(document.path("findings").get(0).path("what").asString()).isEqualTo("changed");
        assertThat(document.path("findings").get(0).path("position").asLong()).isEqualTo(17);
        assertThat(document.path("findings").get(0).path("detail").asString()).contains("recorded at");
        assertThat(Files.readAllLines(err))
                .as("nothing but what the command says, and progress")
                .allMatch(line -> line.startsWith("relatum: ") || line.contains(" events"));
    }

    private static String emptyDatabase(String name) throws SQLException {
        execute(server.superuser(), "create database " + name + " owner relatum");
        Database there = server.owner();
        return there.jdbcUrl()
                .substring("jdbc:".length())
                .replace("127.0.0.1", "relatum:" + there.password() + "@127.0.0.1")
                .replaceAll("/relatum$", "/" + name);
    }

    /** Without its keys a database is not whole. */
    @Test
    void a_database_whose_keys_cannot_be_put_in_place_is_not_left_as_if_it_was_whole() throws Exception {
        Path to = own.resolve("restored");
        Database database = Database.parse(emptyDatabase("keyless"));
        assertThatThrownBy(() -> into(to, database, false, (what, done, total) -> {
                    if (what.equals("events verified")) {
                        try {
                            Files.writeString(to, "in the way");
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }
                }))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("can't be put in place");
        assertThat(to).hasContent("in the way");
        requireEmpty(database);
        Files.delete(to);
        into(to, database, false, (what, done, total) -> {});
        assertThat(to.resolve("keys/subjects.keys")).exists();
    }

    @Test
    void data_are_held_until_they_are_set_aside_and_come_back_when_nothing_takes_their_place() throws Exception {
        Path to = Files.createDirectory(own.resolve("restored"));
        Path mine = Files.writeString(to.resolve("precious"), "precious");
        Database database = Database.parse(emptyDatabase("twice"));
        AtomicLong refused = new AtomicLong();
        assertThatThrownBy(() -> into(to, database, true, (what, done, total) -> {
                    try {
                        RelatumService.stopLeftBehind(to);
                    } catch (StartupException e) {
                        refused.incrementAndGet();
                    }
                    if (what.equals("events verified")) {
                        FileSystemUtils.deleteRecursively(
                                own.resolve("restored.restoring").toFile());
                    }
                }))
                .isInstanceOf(BackupException.class)
                .hasMessageContaining("can't be put in place");
        assertThat(refused).hasPositiveValue();
        assertThat(mine).hasContent("precious");
        requireEmpty(database);
    }

    /** Killed after the keys are in place and before the mark is taken away. */
    @Test
    void a_restore_into_a_database_is_repeated_with_the_same_command() throws Exception {
        Path to = own.resolve("restored");
        String url = emptyDatabase("repeated");
        assertThat(restore(backup, to, "--db", url).code()).isZero();
        execute(Database.parse(url), "create schema restoring");
        Cli.Ran again = restore(backup, to, "--db", url);
        assertThat(again.code()).as(again.err()).isZero();
        assertThat(to.resolve("keys/subjects.keys")).exists();
    }

    private static void requireEmpty(Database database) throws SQLException {
        try (Connection connection = database.connect();
                Statement sql = connection.createStatement();
                ResultSet row = sql.executeQuery("select to_regnamespace('log') is null")) {
            assertThat(row.next()).isTrue();
            assertThat(row.getBoolean(1)).isTrue();
        }
    }

    // ---- tampered with

    @Test
    void a_changed_event_is_named_whatever_digests_were_made_anew() throws Exception {
        byte[] events = content(backup, "log.events");
        int at = indexOf(events, "C1-7\"");
        events[at + 3] = '8';
        Cli.Ran plain = restore(with("log.events", events, false, false), own.resolve("restored"), "--json");
        assertThat(plain.code()).isEqualTo(1);
        assertThat(whats(plain)).containsExactly("file", "changed");
        assertThat(plain.json().path("findings").get(0).path("detail").asString())
                .startsWith("log.events is not");
        assertThat(plain.json().path("findings").get(1).path("event").asString())
                .startsWith("order.placed");
        Cli.Ran listed = restore(with("log.events", events, true, false), own.resolve("restored"), "--json");
        assertThat(whats(listed)).containsExactly("file", "changed");
        assertThat(listed.json().path("findings").get(0).path("detail").asString())
                .isEqualTo("the list of files is not the one that was signed");
        Cli.Ran signed = restore(with("log.events", events, true, true), own.resolve("restored"));
        assertThat(signed.code()).isEqualTo(1);
        assertThat(signed.out()).contains("changed position ", "payload", "nothing was restored");
        requireNothingAt(own.resolve("restored"));
    }

    @Test
    void an_access_key_that_somebody_put_in_is_seen() throws Exception {
        byte[] accessKeys = content(backup, "control.api_keys");
        int at = indexOf(accessKeys, "admin");
        accessKeys[at] = 'A';
        Cli.Ran ran = restore(with("control.api_keys", accessKeys, true, false), own.resolve("restored"), "--json");
        assertThat(ran.code()).isEqualTo(1);
        assertThat(whats(ran)).containsExactly("file");
        requireNothingAt(own.resolve("restored"));
    }

    @Test
    void half_a_backup_is_refused_with_the_place_where_it_ends() throws Exception {
        byte[] whole = Files.readAllBytes(backup);
        Path half = Files.write(own.resolve("half.zip"), Arrays.copyOf(whole, whole.length / 2));
        Cli.Ran ran = restore(half, own.resolve("restored"));
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).containsPattern("is not whole: it ends within [a-z]+\\.[a-z]+, after \\d+ bytes of it");
        Path other = Files.writeString(own.resolve("other.zip"), "nothing of the kind");
        assertThat(restore(other, own.resolve("restored")).err()).contains("it is no backup");
        assertThat(restore(keys, own.resolve("restored")).err()).contains("is something else");
        requireNothingAt(own.resolve("restored"));
    }

    @Test
    void an_older_backup_does_not_pass_for_a_newer_one() throws Exception {
        Path checkpoint = checkpoint();
        Cli.Ran ran = restore(
                directory.resolve("during.zip"), own.resolve("restored"), "--checkpoint", checkpoint.toString());
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("cut-off position ", "are gone");
        requireNothingAt(own.resolve("restored"));
    }

    private static void requireNothingAt(Path to) {
        assertThat(to).doesNotExist();
        assertThat(to.resolveSibling(to.getFileName() + ".restoring")).doesNotExist();
    }

    private static List<String> whats(Cli.Ran ran) {
        return ran.json()
                .path("findings")
                .valueStream()
                .map(finding -> finding.path("what").asString())
                .toList();
    }

    private static int indexOf(byte[] bytes, String text) {
        int at = new String(bytes, StandardCharsets.ISO_8859_1).indexOf(text);
        assertThat(at).as(text).isNotNegative();
        return at;
    }

    private static byte[] content(Path file, String name) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile());
                InputStream in = zip.getInputStream(zip.getEntry(name))) {
            return in.readAllBytes();
        }
    }

    /** The backup with another file; listed anew, and the list signed anew, as whoever has the private key can. */
    private Path with(String name, byte[] content, boolean listed, boolean signed) throws Exception {
        Map<String, byte[]> files = new LinkedHashMap<>();
        try (ZipFile zip = new ZipFile(backup.toFile())) {
            for (ZipEntry entry : zip.stream().toList()) {
                try (InputStream in = zip.getInputStream(entry)) {
                    files.put(entry.getName(), in.readAllBytes());
                }
            }
        }
        files.put(name, content);
        if (listed) {
            ObjectNode manifest = (ObjectNode) JsonMapper.shared().readTree(files.get("manifest.json"));
            ((ObjectNode) manifest.path("files").path(name)).put("sha256", sha256(content));
            files.put("manifest.json", manifest.toPrettyString().getBytes(StandardCharsets.UTF_8));
        }
        if (signed) {
            String text = SignedNote.parse(new String(files.get("signature.txt"), StandardCharsets.UTF_8))
                    .text();
            String origin = text.lines().findFirst().orElseThrow();
            String forged = origin + "\n" + sha256(files.get("manifest.json")) + "\n";
            LedgerKeys own = LedgerKeys.open(
                    source.resolve("keys").resolve(LedgerKeys.FILE), origin.substring("backup of ".length()));
            files.put(
                    "signature.txt",
                    new SignedNote(forged, List.of(own.signers().getFirst().sign(forged)))
                            .note()
                            .getBytes(StandardCharsets.UTF_8));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            for (Map.Entry<String, byte[]> file : files.entrySet()) {
                zip.putNextEntry(new ZipEntry(file.getKey()));
                zip.write(file.getValue());
                zip.closeEntry();
            }
        }
        return Files.write(own.resolve("tampered.zip"), bytes.toByteArray());
    }

    private static String sha256(byte[] content) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    // ---- interrupted

    @Test
    void a_restore_that_was_killed_leaves_nothing_that_looks_whole_and_can_be_repeated() throws Exception {
        Path to = own.resolve("restored");
        Path working = own.resolve("restored.restoring");
        for (int kill = 0; kill < 2; kill++) {
            Process process = Cli.start(
                    own.resolve("out.txt"),
                    own.resolve("err.txt"),
                    "restore",
                    backup.toString(),
                    "--keys",
                    keys.toString(),
                    "--data-dir",
                    to.toString());
            Path mark = kill == 0 ? working.resolve("keys/store") : working.resolve("postgres/data/postmaster.pid");
            Instant patience = Instant.now().plus(PATIENCE);
            while (!Files.exists(mark) && process.isAlive() && Instant.now().isBefore(patience)) {
                Thread.sleep(5);
            }
            process.destroyForcibly().waitFor();
            assertThat(mark).as("it was in the middle").exists();
            assertThat(to).doesNotExist();
        }
        Cli.Ran ran = restore(backup, to);
        assertThat(ran.code()).as(ran.out() + ran.err()).isZero();
        assertThat(working).doesNotExist();
    }

    @Test
    void no_service_starts_on_a_database_that_is_not_whole() throws Exception {
        Path to = own.resolve("restored");
        assertThat(restore(backup, to).code()).isZero();
        try (RelatumService.DatabaseAlone alone = RelatumService.databaseAlone(to)) {
            execute(alone.postgres().database(), "create schema restoring");
        }
        assertThatThrownBy(() -> RelatumService.start(new RelatumService.Options(to, 0)))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("a restore into this database was not finished");
    }

    private static void execute(Database database, String statement) throws SQLException {
        try (Connection connection = database.connect();
                Statement sql = connection.createStatement()) {
            sql.execute(statement);
        }
    }

    @Test
    void a_backup_that_cannot_be_written_leaves_the_one_before() throws Exception {
        Path file = Files.writeString(own.resolve("backup.zip"), "the one before");
        Path otherKeys = own.resolve("empty");
        Files.createDirectories(otherKeys.resolve("keys"));
        String url = server.owner()
                .jdbcUrl()
                .substring("jdbc:".length())
                .replace("127.0.0.1", "relatum:" + server.owner().password() + "@127.0.0.1");
        Cli.Ran ran = Cli.run("backup", file.toString(), "--data-dir", otherKeys.toString(), "--db", url);
        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("are not those of the store in this database");
        assertThat(file).hasContent("the one before");
        Cli.Ran nowhere = Cli.run(
                "backup", file.toString(), "--data-dir", own.resolve("absent").toString());
        assertThat(nowhere.code()).isEqualTo(1);
        assertThat(nowhere.err()).contains("there is no store in ");
        assertThat(own.resolve("absent")).doesNotExist();
    }

    /** As nodes of a cluster have it: one file for all of them, outside of the directories that are theirs. */
    @Test
    void the_key_that_signs_may_be_elsewhere() throws Exception {
        Path node = own.resolve("node");
        Path mounted = Files.createDirectory(own.resolve("secrets")).resolve("the-key-of-all");
        Path file = own.resolve("backup.zip");
        Path secrets = own.resolve("keys.zip");
        try (RelatumService running = RelatumService.start(new RelatumService.Options(
                node, 0, null, Map.of(), Map.of("relatum.ledger.key", mounted.toString())))) {
            ServerFile.in(node).write(running.url());
            String[] backup = {
                "backup", file.toString(), "--keys", secrets.toString(), "--data-dir", node.toString(), "--json"
            };
            Cli.Ran without = Cli.run(backup);
            assertThat(without.code()).isEqualTo(1);
            assertThat(without.err()).contains("--ledger-key the file");
            assertThat(node.resolve("keys").resolve(LedgerKeys.FILE)).doesNotExist();
            // As the service finds it, in whatever way that is set.
            System.setProperty("relatum.ledger.key", mounted.toString());
            try {
                assertThat(Cli.run(backup).code()).isZero();
            } finally {
                System.clearProperty("relatum.ledger.key");
            }
            List<String> named = new ArrayList<>(List.of(backup));
            named.addAll(List.of("--ledger-key", mounted.toString()));
            Cli.Ran ran = Cli.run(named.toArray(String[]::new));
            assertThat(ran.code()).as(ran.err()).isZero();
        }
        // Where no service runs, the one that is started for the command has it, too.
        Cli.Ran alone = Cli.run(
                "backup", file.toString(), "--data-dir", node.toString(), "--ledger-key", mounted.toString(), "--json");
        assertThat(alone.code()).as(alone.err()).isZero();
        assertThat(node.resolve("keys").resolve(LedgerKeys.FILE)).doesNotExist();
        Cli.Ran verified = Cli.run("verify", "--data-dir", node.toString(), "--ledger-key", mounted.toString());
        assertThat(verified.code()).as(verified.err()).isZero();
        assertThat(verified.err()).doesNotContain("signatures are not verified");
        Path restored = own.resolve("restored");
        Cli.Ran back =
                Cli.run("restore", file.toString(), "--keys", secrets.toString(), "--data-dir", restored.toString());
        assertThat(back.code()).as(back.err()).isZero();
        assertThat(restored.resolve("keys").resolve(LedgerKeys.FILE)).hasSameTextualContentAs(mounted);
    }
}
