package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.server.query.LogWriter.fact;
import static org.relatum.server.query.LogWriter.order;
import static org.relatum.server.query.LogWriter.registered;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.ledger.Checkpoint;
import org.relatum.projection.ledger.Finding;
import org.relatum.projection.ledger.Finding.What;
import org.relatum.projection.ledger.Hasher;
import org.relatum.projection.ledger.Leaf;
import org.relatum.projection.ledger.LogVerification;
import org.relatum.projection.ledger.NoteKey;
import org.relatum.projection.ledger.NoteSigner;
import org.relatum.projection.ledger.Proofs;
import org.relatum.projection.ledger.SignedNote;
import org.relatum.projection.ledger.Tile;
import org.relatum.projection.store.LedgerKeys;
import org.relatum.projection.store.postgres.LedgerKeeper;
import org.relatum.projection.store.postgres.PostgresLedger;
import org.relatum.server.Keys;
import org.relatum.server.TestServer;
import org.relatum.server.postgres.Database;
import tools.jackson.databind.JsonNode;

/** The ledger of a real service, kept, asked, and tampered with in its tables. */
@TestMethodOrder(OrderAnnotation.class)
class LedgerTest {
    private static final UUID CUSTOMER = UUID.randomUUID();
    private static final NoteSigner WITNESS =
            NoteSigner.generate("witness.example/w1", NoteKey.COSIGNATURE, new SecureRandom());
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static TestServer server;
    private static Rest rest;
    private static LogWriter log;

    @BeforeAll
    static void a_service_of_its_own() {
        server = TestServer.start(
                Map.of("relatum.ledger.witnesses[0]", WITNESS.key().text()));
        rest = new Rest(server);
        log = new LogWriter(server);
        List<LogWriter.Fact> facts = new ArrayList<>();
        facts.add(fact(CUSTOMER, "2025-01-01T00:00:00Z", registered(CUSTOMER, "2025-01-01T00:00:00Z")));
        for (int i = 0; i < 299; i++) {
            Instant at = Instant.parse("2025-01-02T00:00:00Z").plusSeconds(i);
            facts.add(new LogWriter.Fact(CUSTOMER, at, order("O-" + i, at)));
        }
        log.write(facts.toArray(LogWriter.Fact[]::new));
        await(300);
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    private static void await(long size) {
        for (int i = 0; i < 600; i++) {
            if (rest.get("/api/v1/ledger").path("size").asLong() >= size) {
                return;
            }
            sleep();
        }
        throw new AssertionError(rest.get("/api/v1/ledger").toString());
    }

    private static void sleep() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static byte[] bytes(String path) {
        try {
            HttpResponse<byte[]> answer = HTTP.send(
                    Keys.request(URI.create(server.url() + "/api/v1/ledger" + path), Keys.of(server.service()))
                            .build(),
                    BodyHandlers.ofByteArray());
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            return answer.body();
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static SignedNote checkpoint() {
        return SignedNote.parse(new String(bytes("/checkpoint"), StandardCharsets.UTF_8));
    }

    private static List<NoteKey> keys() {
        return rest.get("/api/v1/ledger")
                .path("keys")
                .valueStream()
                .map(k -> NoteKey.parse(k.asString()))
                .toList();
    }

    private static byte[] base64(JsonNode text) {
        return Base64.getDecoder().decode(text.asString());
    }

    private static List<byte[]> proof(JsonNode answer) {
        return answer.path("proof").valueStream().map(LedgerTest::base64).toList();
    }

    @Test
    @Order(1)
    void tiles_entries_and_proofs_lead_to_the_signed_checkpoint() throws IOException {
        SignedNote note = checkpoint();
        Checkpoint checkpoint = Checkpoint.parse(note.text());
        assertThat(checkpoint.size()).isEqualTo(300);
        assertThat(note.signedBy(keys())).hasSize(1);
        byte[] first = bytes("/tile/0/000");
        byte[] second = bytes("/tile/0/001.p/44");
        byte[] above = bytes("/tile/1/000.p/1");
        assertThat(first).hasSize(8_192);
        assertThat(above).isEqualTo(new Hasher().above(first, 0, 256));
        Tile.Reader tiles = tile -> Arrays.copyOf(
                tile.level() == 1 ? above : tile.index() == 0 ? first : second, tile.width() * Hasher.BYTES);
        assertThat(new Proofs(tiles, 300).root()).isEqualTo(checkpoint.rootHash());
        List<byte[]> entries = Leaf.unbundle(bytes("/tile/entries/001.p/44"));
        assertThat(entries).hasSize(44);
        Leaf leaf = Leaf.read(entries.getLast());
        assertThat(leaf.stream()).isEqualTo(CUSTOMER);
        assertThat(leaf.sequence()).isEqualTo(299);
        assertThat(leaf.type()).isEqualTo("order.placed");
        assertThat(leaf.actor()).isEqualTo("tester");

        JsonNode inclusion = rest.get("/api/v1/ledger/inclusion?position=17");
        assertThat(Proofs.isIncluded(
                        16,
                        300,
                        new Hasher().leaf(base64(inclusion.path("entry"))),
                        proof(inclusion),
                        checkpoint.rootHash()))
                .isTrue();
        assertThat(rest.get("/api/v1/ledger/inclusion?stream=" + CUSTOMER + "&sequence=16"))
                .isEqualTo(inclusion);
        JsonNode consistency = rest.get("/api/v1/ledger/consistency?from=17");
        assertThat(Proofs.isConsistent(
                        17,
                        300,
                        new Proofs(tile -> Arrays.copyOf(first, tile.width() * Hasher.BYTES), 17).root(),
                        checkpoint.rootHash(),
                        proof(consistency)))
                .isTrue();
        Path key = server.service().directory().keys().resolve(LedgerKeys.FILE);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
                .isEqualTo("rw-------");
        assertThat(rest.get("/api/v1/status").path("ledger").path("size").asLong())
                .isEqualTo(300);
    }

    @Test
    @Order(2)
    void what_is_not_there_is_refused() {
        for (String path : List.of(
                "tile/0/002",
                "tile/0/001",
                "tile/0/001.p/45",
                "tile/64/000",
                "tile/x/000",
                "tile/0/1",
                "tile/entries/x001/000")) {
            rest.answer("/api/v1/ledger/" + path).refused(404, "tile-not-found");
        }
        rest.answer("/api/v1/ledger/inclusion?position=301").refused(404, "event-not-found");
        rest.answer("/api/v1/ledger/inclusion?position=0").refused(404, "event-not-found");
        rest.answer("/api/v1/ledger/inclusion").refused(400, "invalid-request");
        rest.answer("/api/v1/ledger/inclusion?stream=" + CUSTOMER).refused(400, "invalid-request");
        rest.answer("/api/v1/ledger/inclusion?position=1&size=999").refused(400, "invalid-request");
        rest.answer("/api/v1/ledger/consistency").refused(400, "invalid-request");
        rest.answer("/api/v1/ledger/consistency?from=301").refused(400, "invalid-request");
        rest.answer("/api/v1/ledger/checkpoint?witnessed=true").refused(404, "checkpoint-not-found");
        rest.answer("/api/v1/customers/" + UUID.randomUUID() + "/proof").refused(404, "customer-not-found");
    }

    @Test
    @Order(3)
    void a_customers_events_come_with_their_proofs() {
        List<JsonNode> lines = rest.answer("/api/v1/customers/" + CUSTOMER + "/proof?recordedFrom=2025-01-02")
                .ok()
                .lines();
        assertThat(lines).hasSize(300);
        byte[] root = base64(lines.getFirst().path("checkpoint").path("root"));
        Hasher hasher = new Hasher();
        for (JsonNode line : lines.subList(1, 300)) {
            JsonNode event = line.path("event");
            Leaf leaf = new Leaf(
                    event.path("type").asString(),
                    event.path("revision").asInt(),
                    event.path("streamType").asString(),
                    UUID.fromString(event.path("stream").asString()),
                    event.path("sequence").asLong(),
                    UUID.fromString(event.path("eventId").asString()),
                    Instant.parse(event.path("recordedAt").asString()),
                    "tester",
                    hasher.digest(base64(event.path("payload"))),
                    hasher.digest(base64(event.path("metadata"))));
            assertThat(Proofs.isIncluded(
                            event.path("position").asLong() - 1, 300, hasher.leaf(leaf.bytes()), proof(event), root))
                    .isTrue();
        }
    }

    @Test
    @Order(4)
    void witnesses_cosign() {
        SignedNote note = checkpoint();
        long now = Instant.now().getEpochSecond();
        SignedNote cosigned = new SignedNote(note.text(), List.of(WITNESS.cosign(note.text(), now)));
        assertThat(post(cosigned.note()).ok().json().toString())
                .isEqualTo("{\"size\":300,\"witnesses\":[\"witness.example/w1\"]}");
        post(cosigned.note()).ok();
        SignedNote served = SignedNote.parse(
                rest.answer("/api/v1/ledger/checkpoint?witnessed=true").ok().text());
        assertThat(served.signedBy(List.of(WITNESS.key()))).hasSize(1);
        assertThat(served.signedBy(keys())).hasSize(1);
        assertThat(served.lines()).hasSize(2);

        NoteSigner stranger = NoteSigner.generate("witness.example/w2", NoteKey.COSIGNATURE, new SecureRandom());
        post(new SignedNote(note.text(), List.of(stranger.cosign(note.text(), now))).note())
                .refused(422, "not-cosigned");
        post(new SignedNote(note.text(), List.of(WITNESS.cosign(note.text(), now + 3_600))).note())
                .refused(422, "not-cosigned");
        String other = Checkpoint.of(Checkpoint.parse(note.text()).origin(), 300, new Hasher().empty())
                .text();
        post(new SignedNote(other, List.of(WITNESS.cosign(other, now))).note())
                .refused(409, "checkpoint-of-another-log");
        post("nonsense").refused(400, "invalid-request");
    }

    private static Rest.Answer post(String note) {
        return rest.send("/api/v1/ledger/cosignatures", "text/plain; charset=utf-8", note);
    }

    @Test
    @Order(5)
    void a_key_whose_file_can_not_be_written_stays_in_use() throws IOException {
        Path obstacle =
                Files.createDirectory(server.service().directory().keys().resolve(LedgerKeys.FILE + ".new"));
        Path inTheWay = Files.createFile(obstacle.resolve("in-the-way"));
        List<NoteKey> before = keys();
        rest.post("/api/v1/ledger/keys", "{}").refused(409, "ledger-key-not-writable");
        assertThat(keys()).isEqualTo(before);
        assertThat(server.bean(LedgerKeeper.class).failure()).isNull();
        Files.delete(inTheWay);
        Files.delete(obstacle);
    }

    @Test
    @Order(6)
    void a_new_key_is_handed_over_by_a_checkpoint_that_both_sign() {
        NoteKey before = keys().getFirst();
        JsonNode answer = rest.post("/api/v1/ledger/keys", "{}").ok().json();
        List<NoteKey> keys = keys();
        assertThat(keys).hasSize(2);
        assertThat(keys.get(1)).isEqualTo(before);
        SignedNote handover =
                SignedNote.parse(answer.path("checkpoint").path("note").asString());
        assertThat(handover.signedBy(keys)).containsExactlyElementsOf(keys);
        log.write(fact(CUSTOMER, "2025-02-01T00:00:00Z", order("later", "2025-02-01T00:00:00Z")));
        await(301);
        assertThat(checkpoint().signedBy(keys)).containsExactly(keys.getFirst());
        assertThat(LedgerKeys.open(
                                server.service().directory().keys().resolve(LedgerKeys.FILE),
                                keys.getFirst().name())
                        .signers())
                .hasSize(1);
    }

    @Test
    @Order(7)
    void an_untouched_log_passes() {
        assertThat(verify()).isEmpty();
    }

    private static List<Finding> verify(SignedNote... kept) {
        List<Finding> findings = new ArrayList<>();
        LogVerification.Result result = new LogVerification(new PostgresLedger(server.pool()), keys(), List.of(kept))
                .run(findings::add, done -> {});
        assertThat(result.findings()).isEqualTo(findings.size());
        assertThat(result.size()).isEqualTo(301);
        return findings;
    }

    /** What is done to the tables, what it is taken back by, and what is said of it. */
    private record Tampering(String sql, String undo, What what, long position, String words) {}

    @Test
    @Order(8)
    void whatever_is_changed_in_the_tables_is_named() throws SQLException {
        String event = "where event_index = (select event_index from log.positions where position = ";
        for (Tampering t : List.of(
                new Tampering(
                        "update log.events set payload = set_byte(payload, 30, get_byte(payload, 30) # 1) " + event
                                + "100)",
                        "update log.events set payload = set_byte(payload, 30, get_byte(payload, 30) # 1) " + event
                                + "100)",
                        What.CHANGED,
                        100,
                        "differs: payload"),
                new Tampering(
                        "update log.events set recorded_at = recorded_at - interval '1 microsecond' " + event + "5)",
                        "update log.events set recorded_at = recorded_at + interval '1 microsecond' " + event + "5)",
                        What.CHANGED,
                        5,
                        "recorded at (was 2025-01-02T00:00:03Z, is 2025-01-02T00:00:02.999999Z)"),
                new Tampering(
                        "update log.events set metadata = convert_to(replace(convert_from(metadata, 'UTF8'), 'tester',"
                                + " 'nobody'), 'UTF8') " + event + "301)",
                        "update log.events set metadata = convert_to(replace(convert_from(metadata, 'UTF8'), 'nobody',"
                                + " 'tester'), 'UTF8') " + event + "301)",
                        What.CHANGED,
                        301,
                        "actor (was tester, is nobody), metadata"),
                new Tampering(
                        "create table public.gone as select * from log.events " + event
                                + "200); delete from log.events " + event + "200)",
                        "insert into log.events overriding system value select * from public.gone; drop table"
                                + " public.gone",
                        What.MISSING,
                        200,
                        "recorded at position 200"),
                new Tampering(
                        "create table public.gone as select * from log.positions where position = 42; delete from"
                                + " log.positions where position = 42",
                        "insert into log.positions select * from public.gone; drop table public.gone",
                        What.STRAY,
                        0,
                        "has no position"),
                new Tampering(
                        "update log.positions set position = -1 where position = 7; update log.positions set position"
                                + " = 7 where position = 8; update log.positions set position = 8 where position = -1",
                        "update log.positions set position = -1 where position = 7; update log.positions set position"
                                + " = 7 where position = 8; update log.positions set position = 8 where position = -1",
                        What.MOVED,
                        7,
                        "was recorded at 8"),
                new Tampering(
                        "update ledger.tiles set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) where level ="
                                + " 0 and index = 0",
                        "update ledger.tiles set hashes = set_byte(hashes, 40, get_byte(hashes, 40) # 1) where level ="
                                + " 0 and index = 0",
                        What.TILE,
                        2,
                        "is not that of its event"),
                new Tampering(
                        "update ledger.tiles set hashes = set_byte(hashes, 3, get_byte(hashes, 3) # 1) where level = 1",
                        "update ledger.tiles set hashes = set_byte(hashes, 3, get_byte(hashes, 3) # 1) where level = 1",
                        What.TILE,
                        0,
                        "hash 0 of tile/1/000.p/1"),
                new Tampering(
                        "update ledger.entries set entries = set_byte(entries, 3, get_byte(entries, 3) # 1) where"
                                + " first_leaf = 300",
                        "update ledger.entries set entries = set_byte(entries, 3, get_byte(entries, 3) # 1) where"
                                + " first_leaf = 300",
                        What.ENTRY,
                        301,
                        "does not fit"))) {
            superuser(t.sql());
            assertThat(verify())
                    .as(t.sql())
                    .anyMatch(f -> f.what() == t.what()
                            && f.position() == t.position()
                            && f.detail().contains(t.words()));
            superuser(t.undo());
            assertThat(verify()).as("after " + t.undo()).isEmpty();
        }
    }

    /** Triggers do not bind who owns the server. */
    private static void superuser(String sql) throws SQLException {
        Database database = server.superuser();
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            statement.execute("set session_replication_role = replica");
            statement.execute(sql);
        }
    }

    @Test
    @Order(9)
    void a_service_whose_ledger_was_cut_back_signs_nothing_more() throws SQLException {
        SignedNote kept = checkpoint();
        LedgerKeeper keeper = server.bean(LedgerKeeper.class);
        keeper.close();
        superuser("delete from ledger.checkpoints; delete from ledger.entries where first_leaf = 300");
        assertThat(verifyAll(kept)).extracting(Finding::what).contains(What.CHECKPOINT, What.CUT_OFF);
        LedgerKeeper again =
                new LedgerKeeper(server.pool(), server.bean(EventLog.class), keeper.keys(), Clock.systemUTC());
        again.start();
        try {
            for (int i = 0; i < 200 && again.failure() == null; i++) {
                sleep();
            }
            assertThat(again.failure()).contains("its checkpoints are gone");
        } finally {
            again.close();
        }
        assertThat(new PostgresLedger(server.pool()).checkpoint()).isEmpty();
    }

    private static List<Finding> verifyAll(SignedNote kept) {
        List<Finding> findings = new ArrayList<>();
        new LogVerification(new PostgresLedger(server.pool()), keys(), List.of(kept)).run(findings::add, done -> {});
        return findings;
    }
}
