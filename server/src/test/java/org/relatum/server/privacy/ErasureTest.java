package org.relatum.server.privacy;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.command.language.DerivedId;
import org.relatum.command.shell.CommandShell;
import org.relatum.events.ErasureGround;
import org.relatum.events.KpiDimension;
import org.relatum.events.Metadata;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.SubjectKeys;
import org.relatum.projection.ledger.Finding;
import org.relatum.projection.ledger.LogVerification;
import org.relatum.projection.ledger.NoteKey;
import org.relatum.projection.ledger.SignedNote;
import org.relatum.projection.store.postgres.PostgresLedger;
import org.relatum.server.TestServer;
import org.relatum.server.query.Rest;
import org.relatum.server.query.Rest.Answer;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * After an erasure nobody recovers anything personal from what is left, whoever has the master key, a backup of before and all files; and
 * everything else is as it was. The searches of this test find everything as long as the key is there.
 */
@Timeout(600)
class ErasureTest {
    /** What is in no backup. */
    private static final Set<String> KEYS = Set.of("keys/subjects.keys", "keys/master.p12", "keys/master.password");

    private static final String RANDOM = UUID.randomUUID().toString().substring(0, 8);

    @TempDir
    Path directory;

    private Path data;
    private Path backup;

    @BeforeEach
    void name() {
        data = directory.resolve("data");
        backup = directory.resolve("backup");
    }

    /** A customer with something planted wherever there is room for something personal. */
    private static final class Person {
        final Set<String> planted = new LinkedHashSet<>();
        final Rest rest;
        final String name;
        final String id;

        Person(Rest rest, String name) {
            this.rest = rest;
            this.name = name;
            id = post(
                            "",
                            """
                            {"party": "PERSON", "profile": {"name": "%s", "birthDate": "%s", "address": "%s", "occupation": "%s",
                             "notes": "%s", "language": "en", "country": "GB"},
                             "contactPoints": [{"contactPoint": "p1", "kind": "EMAIL", "value": "%s", "label": "%s"}],
                             "externalReferences": [{"system": "shop", "value": "%s"}]}
                            """,
                            "name",
                            // A date is no text of one's own, so it has to be a rare one.
                            "1912-06-23",
                            "address",
                            "occupation",
                            "notes",
                            "mail",
                            "label",
                            "reference")
                    .path("customerId")
                    .asString();
            String of = "/" + id;
            post(of + "/interactions", interaction("INBOUND", "%s"), "summary");
            post(of + "/feedback", "{\"channel\": \"web\", \"sentiment\": \"POSITIVE\", \"text\": \"%s\"}", "feedback");
            post(
                    of + "/care",
                    "{\"care\": \"c1\", \"kind\": \"BIRTHDAY\", \"dueAt\": \"2030-01-01T00:00:00Z\", \"note\": \"%s\"}",
                    "care");
            post(
                    of + "/care/c1/delivery",
                    "{\"channel\": \"phone\", \"answered\": true, \"note\": \"%s\"}",
                    "delivered");
            post(of + "/cases", """
                {"caseId": "S-1", "kind": "COMPLAINT", "category": "quality", "severity": "HIGH", "channel": "phone",
                 "description": "%s"}
                """, "case");
            post(
                    of + "/needs",
                    "{\"need\": \"n1\", \"kind\": \"BASIC\", \"source\": \"STATED\", \"text\": \"%s\"}",
                    "need");
            post(
                    of + "/risk-flags",
                    "{\"flag\": \"f1\", \"cause\": \"COMPETITOR\", \"probability\": 3, \"impact\": 3, \"note\":"
                            + " \"%s\"}",
                    "risk");
            post(of + "/qualification", "{\"reason\": \"%s\"}", "qualified");
            post(of + "/orders", """
                {"order": "%s", "currency": "USD", "lines": [{"description": "%s", "category": "books", "quantity": 1, "unitPrice": 20}]}
                """.formatted("O-" + name, "%s"), "line");
            post(of + "/legal-holds", "{\"note\": \"%s\"}", "hold");
            post(of + "/consents", "{\"purpose\": \"marketing\", \"channel\": \"email\", \"note\": \"%s\"}", "consent");
        }

        UUID uuid() {
            return UUID.fromString(id);
        }

        private JsonNode post(String path, String body, String... what) {
            List<String> texts = new ArrayList<>();
            for (String one : what) {
                // Long enough to stand nowhere by chance.
                String text = one.startsWith("19") ? one : "planted " + one + " of " + name + " " + RANDOM;
                texts.add(text);
                if (!one.startsWith("19")) {
                    planted.add(text);
                }
            }
            String reason = "planted reason of " + name + " " + RANDOM;
            planted.add(reason);
            return rest.post(
                            "/api/v1/customers" + path,
                            body.formatted(texts.toArray()),
                            "Relatum-Reason",
                            reason,
                            "Idempotency-Key",
                            path + name)
                    .ok()
                    .json();
        }

        String hold() {
            return rest.get("/api/v1/customers/" + id + "/history?types=customer.legal-hold-placed")
                    .path("events")
                    .get(0)
                    .path("data")
                    .path("hold")
                    .asString();
        }

        /** What an answer led to, and what became of it, with reasons. Returns its stream. */
        UUID improvement(String owner) {
            String opened = "planted improvement of " + name + " " + RANDOM;
            String closed = "planted outcome of " + name + " " + RANDOM;
            String path = "/api/v1/improvements";
            String stream = rest.post(path, """
                {"owner": "%s", "customer": "%s", "text": "%s", "dueAt": "2090-01-01T00:00:00Z"}
                """.formatted(owner, id, opened), "Relatum-Reason", "why the " + opened)
                    .ok()
                    .json()
                    .path("improvementId")
                    .asString();
            rest.post(
                            path + "/" + stream + "/closure",
                            "{\"outcome\": \"ACHIEVED\", \"note\": \"%s\"}".formatted(closed),
                            "Relatum-Reason",
                            "why the " + closed)
                    .ok();
            planted.addAll(List.of(opened, "why the " + opened, closed, "why the " + closed));
            return UUID.fromString(stream);
        }

        void lift() {
            rest.post("/api/v1/customers/" + id + "/legal-holds/" + hold() + "/lifting", "{}")
                    .ok();
        }

        Answer erase() {
            return rest.post("/api/v1/customers/" + id + "/erasure", "{\"ground\": \"REQUEST\"}");
        }

        JsonNode profile() {
            return rest.get("/api/v1/customers/" + id).path("profile");
        }
    }

    private static String interaction(String direction, String summary) {
        return """
            {"channel": "phone", "direction": "%s", "topic": "order", "summary": "%s"}
            """.formatted(direction, summary);
    }

    @Test
    void nothing_personal_is_left_and_everything_else_is_as_it_was() throws Exception {
        Set<UUID> subjects;
        // Nothing about a person may be under a key that is not the person's own.
        Set<UUID> streams = new LinkedHashSet<>();
        Set<String> planted = new LinkedHashSet<>();
        List<SecretKey> keys = new ArrayList<>();
        try (TestServer server = TestServer.on(data)) {
            Rest rest = new Rest(server);
            Person ada = new Person(rest, "ada");
            Person double1 = new Person(rest, "double");
            Person bob = new Person(rest, "bob");
            staff(rest);
            streams.add(ada.improvement("staff-1"));
            streams.add(double1.improvement("staff-1"));
            ada.lift();
            rest.post(
                            "/api/v1/customers/" + ada.id + "/merges",
                            "{\"duplicate\": \"" + double1.id + "\", \"reason\": \"planted merge of ada\"}")
                    .ok();
            planted.addAll(ada.planted);
            planted.addAll(double1.planted);
            planted.add("planted merge of ada");
            subjects = Set.of(ada.uuid(), double1.uuid());
            streams.addAll(subjects);
            for (UUID subject : subjects) {
                keys.add(server.bean(SubjectKeys.class).find(subject).orElseThrow());
            }

            // The duplicate's hold keeps the survivor from being erased, too.
            ada.erase().refused(409, "legal-hold");
            rest.post("/api/v1/customers/" + ada.id + "/legal-holds/" + double1.hold() + "/lifting", "{}")
                    .ok();
            settle(server);
            flush(server);
            Burglar.copy(data, backup, KEYS);
            assertThat(new Burglar(data, backup).plain(planted)).isEmpty();
            Burglar before = new Burglar(data);
            Map<UUID, Set<SecretKey>> found = before.keys(streams, master(), password());
            assertThat(found.keySet()).isEqualTo(subjects);
            assertThat(before.opened(streams, found)).containsAll(planted).contains("1912-06-23");
            // Nothing that is in a backup opens it.
            assertThat(new Burglar(backup).keys(streams, master(), password())).isEmpty();
            SignedNote checkpoint = SignedNote.parse(
                    rest.answer("/api/v1/ledger/checkpoint").ok().text());
            Map<String, List<String>> rows = rows(server, subjects);

            JsonNode erased = ada.erase().ok().json();
            long position = erased.path("position").asLong();
            settle(server);

            Map<String, List<String>> after = rows(server, subjects);
            assertThat(after.keySet()).isEqualTo(rows.keySet());
            rows.forEach(
                    (table, content) -> assertThat(after.get(table)).as(table).isEqualTo(content));
            assertThat(timeline(server, ada)).last().isEqualTo("customer.personal-data-erased");
            assertThat(bob.profile().path("name").asString()).startsWith("planted name of bob");
            assertThat(ada.profile().path("name").isNull()).isTrue();
            assertThat(ada.profile().path("country").asString()).isEqualTo("GB");
            assertThat(rest.get("/api/v1/customers/" + ada.id).path("erased").toString())
                    .contains("profile.name", "contactPoints.0.value", "externalReferences.0.value");

            awaitLedger(rest, position);
            assertThat(findings(server, rest, checkpoint)).isEmpty();

            // Nothing is recorded any more, and a repetition changes nothing.
            rest.post("/api/v1/customers/" + ada.id + "/interactions", interaction("INBOUND", "hello"))
                    .refused(409, "customer-erased");
            assertThat(ada.erase().ok().json().path("version")).isEqualTo(erased.path("version"));
            assertThat(rest.post("/api/v1/checks", "{}").ok().text().lines())
                    .last()
                    .satisfies(line -> assertThat(JsonMapper.shared()
                                    .readTree(line)
                                    .path("summary")
                                    .path("differences")
                                    .asInt(-1))
                            .isZero());

            flush(server);
            search(streams, planted, keys);

            // Who comes back is somebody new, with the name it has in the shop.
            rest.post("/api/v1/customers", """
                {"party": "PERSON", "externalReferences": [{"system": "shop", "value": "planted reference of ada %s"}]}
                """.formatted(RANDOM)).ok();
        }
        // Stopping writes files, starting again does, too.
        search(streams, planted, keys);
        try (TestServer server = TestServer.on(data)) {
            settle(server);
            search(streams, planted, keys);
        }
    }

    private static void staff(Rest rest) {
        rest.post("/api/v1/departments", "{\"department\": \"sales\", \"name\": \"Sales\"}")
                .ok();
        rest.post(
                        "/api/v1/staff",
                        "{\"staff\": \"staff-1\", \"name\": \"Kim\", \"role\": \"agent\", \"department\": \"sales\"}")
                .ok();
    }

    private void search(Set<UUID> streams, Set<String> planted, List<SecretKey> keys) throws IOException {
        Burglar burglar = new Burglar(data, backup);
        Map<UUID, Set<SecretKey>> found = burglar.keys(streams, master(), password());
        assertThat(found).isEmpty();
        assertThat(keys).noneMatch(burglar::hasKey);
        assertThat(burglar.plain(planted)).isEmpty();
    }

    private Path master() {
        return data.resolve("keys/master.p12");
    }

    private Path password() {
        return data.resolve("keys/master.password");
    }

    /** The service was killed between the event and everything that follows from it. */
    @Test
    void an_erasure_that_broke_off_is_completed_by_the_next_start() throws IOException {
        UUID ada;
        try (TestServer server = TestServer.on(data)) {
            Person person = new Person(new Rest(server), "ada");
            ada = person.uuid();
            person.lift();
            recordErasure(server, ada);
            assertThat(server.bean(SubjectKeys.class).find(ada)).isPresent();
        }
        try (TestServer server = TestServer.on(data)) {
            assertThat(server.bean(SubjectKeys.class).find(ada)).isEmpty();
            assertThat(server.bean(ErasureRegister.class).all())
                    .singleElement()
                    .satisfies(erasure -> assertThat(erasure.subjects()).containsExactly(ada));
            assertThat(new Rest(server)
                            .get("/api/v1/customers/" + ada)
                            .path("profile")
                            .path("name")
                            .isNull())
                    .isTrue();
        }
    }

    private static void recordErasure(TestServer server, UUID customer) {
        long sequence = new JdbcTemplate(server.pool())
                .queryForObject("select max(sequence) + 1 from log.events where stream = ?", Long.class, customer);
        Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
        server.bean(CommandShell.class)
                .append(
                        "customer",
                        customer,
                        sequence,
                        new PersonalDataErased(now, ErasureGround.UNLAWFUL, List.of(customer)),
                        new Metadata("test", null, null, null, null, null, null),
                        now);
    }

    /** The database comes back from between an erasure and what it gave up; register and keys are of afterwards. */
    @Test
    void names_in_other_systems_are_given_up_also_where_the_key_is_gone_already() {
        String again = """
            {"party": "PERSON", "externalReferences": [{"system": "shop", "value": "planted reference of ada %s"}]}
            """.formatted(RANDOM);
        try (TestServer server = TestServer.on(data)) {
            Rest rest = new Rest(server);
            Person ada = new Person(rest, "ada");
            recordErasure(server, ada.uuid());
            server.bean(SubjectKeys.class).destroy(List.of(ada.uuid()));
            server.bean(ErasureRegister.class)
                    .add(new ErasureRegister.Erasure(
                            ada.uuid(), List.of(ada.uuid()), Instant.now(), ErasureGround.UNLAWFUL));
            rest.post("/api/v1/customers", again).refused(409, "external-reference-taken");
        }
        long events;
        try (TestServer server = TestServer.on(data)) {
            new Rest(server).post("/api/v1/customers", again).ok();
            events = events(server);
        }
        try (TestServer server = TestServer.on(data)) {
            assertThat(events(server)).as("whoever has it now keeps it").isEqualTo(events);
            new Rest(server).post("/api/v1/customers", again).refused(409, "external-reference-taken");
        }
    }

    private static long events(TestServer server) {
        return new JdbcTemplate(server.pool())
                .queryForObject("select count(*) from log.events where type like 'reference.%'", Long.class);
    }

    /** The database comes back from before the erasure, or even the file of keys does: the register knows. */
    @Test
    void an_older_backup_that_was_put_back_brings_nothing_back() throws IOException {
        UUID ada;
        UUID twin;
        UUID later;
        try (TestServer server = TestServer.on(data)) {
            Rest rest = new Rest(server);
            Person person = new Person(rest, "ada");
            person.lift();
            ada = person.uuid();
            Person merged = new Person(rest, "twin");
            merged.lift();
            twin = merged.uuid();
        }
        Burglar.copy(data, backup, Set.of());
        try (TestServer server = TestServer.on(data)) {
            Rest rest = new Rest(server);
            rest.post("/api/v1/customers/" + ada + "/merges", "{\"duplicate\": \"" + twin + "\"}")
                    .ok();
            rest.post("/api/v1/customers/" + ada + "/erasure", "{\"ground\": \"REQUEST\"}")
                    .ok();
            Person after = new Person(rest, "later");
            after.lift();
            after.erase().ok();
            later = after.uuid();
        }
        byte[] register = Files.readAllBytes(data.resolve("keys").resolve(ErasureRegister.FILE));
        TestServer.deleteTree(data);
        Burglar.copy(backup, data, Set.of("keys/" + ErasureRegister.FILE));
        Files.write(data.resolve("keys").resolve(ErasureRegister.FILE), register);
        for (int start = 0; start < 2; start++) {
            try (TestServer server = TestServer.on(data)) {
                Rest rest = new Rest(server);
                for (UUID subject : List.of(ada, twin, later)) {
                    assertThat(server.bean(SubjectKeys.class).find(subject)).isEmpty();
                }
                for (UUID subject : List.of(ada, twin)) {
                    settle(server);
                    assertThat(rest.get("/api/v1/customers/" + subject)
                                    .path("profile")
                                    .path("name")
                                    .isNull())
                            .isTrue();
                    assertThat(rest.get("/api/v1/customers/" + subject + "/history?types=customer.personal-data-erased")
                                    .path("events"))
                            .hasSize(1);
                    rest.post("/api/v1/customers/" + subject + "/interactions", interaction("INBOUND", "hello"))
                            .refused(409, "customer-erased");
                }
                // One whose registration is not in the log either; the same registration would make the same customer.
                rest.answer("/api/v1/customers/" + later).refused(404, "customer-not-found");
                rest.post(
                                "/api/v1/customers",
                                "{\"party\": \"PERSON\", \"profile\": {\"name\": \"x\"}}",
                                "Idempotency-Key",
                                "later")
                        .refused(409, "customer-erased");
            }
        }
    }

    /** Who works for the company has a name; who left is erased for good, also when the database comes back from before. */
    @Test
    void a_member_of_staff_who_left_is_erased_like_a_customer() throws IOException {
        String name = "planted name of kim " + RANDOM;
        UUID member;
        List<SecretKey> keys = new ArrayList<>();
        try (TestServer server = TestServer.on(data)) {
            Rest rest = new Rest(server);
            rest.post("/api/v1/departments", "{\"department\": \"sales\", \"name\": \"Sales\"}")
                    .ok();
            member = UUID.fromString(rest.post("/api/v1/staff", """
                {"staff": "staff-1", "name": "%s", "role": "agent", "department": "sales", "contact": "%s"}
                """.formatted(name, name))
                    .ok()
                    .json()
                    .path("memberId")
                    .asString());
            keys.add(server.bean(SubjectKeys.class).find(member).orElseThrow());
            rest.post(
                            "/api/v1/scorecard/reviews",
                            "{\"period\": \"2020\", \"dimension\": \"OWNER\", \"member\": \"staff-1\", \"reviewer\":"
                                    + " \"staff-1\","
                                    + " \"text\": \"%s\"}".formatted(name),
                            "Relatum-Reason",
                            "because " + name)
                    .ok();
            rest.post("/api/v1/staff/staff-1/erasure", "{\"ground\": \"REQUEST\"}")
                    .refused(409, "staff-active");
            rest.post("/api/v1/staff/staff-1/leaving", "{\"reason\": \"%s\"}".formatted(name))
                    .ok();
        }
        Burglar.copy(data, backup, Set.of("keys/" + ErasureRegister.FILE));
        try (TestServer server = TestServer.on(data)) {
            Rest rest = new Rest(server);
            for (int time = 0; time < 2; time++) {
                assertThat(rest.post("/api/v1/staff/staff-1/erasure", "{\"ground\": \"REQUEST\"}")
                                .ok()
                                .json()
                                .path("version")
                                .asInt())
                        .isEqualTo(3);
            }
            requireErased(server, member);
            assertThat(rest.get("/api/v1/erasures").toString()).contains(member.toString());
            flush(server);
            Burglar burglar = new Burglar(data);
            assertThat(keys).noneMatch(burglar::hasKey);
            UUID scorecard = DerivedId.ofScorecard("2020", KpiDimension.OWNER.key(), "staff-1");
            assertThat(burglar.keys(Set.of(member, scorecard), master(), password()))
                    .isEmpty();
            assertThat(burglar.plain(Set.of(name))).isEmpty();
        }
        byte[] register = Files.readAllBytes(data.resolve("keys").resolve(ErasureRegister.FILE));
        TestServer.deleteTree(data);
        Burglar.copy(backup, data, Set.of());
        Files.write(data.resolve("keys").resolve(ErasureRegister.FILE), register);
        for (int start = 0; start < 2; start++) {
            try (TestServer server = TestServer.on(data)) {
                requireErased(server, member);
            }
        }
    }

    private static void requireErased(TestServer server, UUID member) {
        assertThat(server.bean(SubjectKeys.class).find(member)).isEmpty();
        Rest rest = new Rest(server);
        JsonNode erased = rest.get("/api/v1/staff/staff-1");
        assertThat(erased.path("name").isNull()).isTrue();
        assertThat(erased.path("erased").toString()).isEqualTo("[\"name\",\"contact\"]");
        assertThat(erased.path("version").asInt()).isEqualTo(3);
        rest.post(
                        "/api/v1/staff",
                        "{\"staff\": \"staff-1\", \"name\": \"x\", \"role\": \"agent\", \"department\": \"sales\"}")
                .refused(409, "staff-erased");
    }

    private static void flush(TestServer server) {
        try (var connection = server.superuser().connect();
                var statement = connection.createStatement()) {
            statement.execute("checkpoint");
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    /** Everything recorded is in the rows. */
    private static void settle(TestServer server) {
        JdbcTemplate jdbc = new JdbcTemplate(server.pool());
        Rest rest = new Rest(server);
        long events = jdbc.queryForObject("select count(*) from log.events", Long.class);
        for (int i = 0; i < 600; i++) {
            JsonNode status = rest.get("/api/v1/status");
            if (status.path("projections")
                    .valueStream()
                    .allMatch(p -> p.path("position").asLong() >= events)) {
                return;
            }
            pause();
        }
        throw new AssertionError("rows are behind: " + rest.get("/api/v1/status"));
    }

    private static void awaitLedger(Rest rest, long position) {
        for (int i = 0; i < 600; i++) {
            if (rest.get("/api/v1/ledger").path("size").asLong() >= position) {
                return;
            }
            pause();
        }
        throw new AssertionError("the ledger is behind");
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<Finding> findings(TestServer server, Rest rest, SignedNote kept) {
        List<NoteKey> keys = rest.get("/api/v1/ledger")
                .path("keys")
                .valueStream()
                .map(key -> NoteKey.parse(key.asString()))
                .toList();
        List<Finding> findings = new ArrayList<>();
        new LogVerification(new PostgresLedger(server.pool()), keys, List.of(kept)).run(findings::add, done -> {});
        return findings;
    }

    private static List<String> timeline(TestServer server, Person person) {
        return new JdbcTemplate(server.pool())
                .queryForList(
                        "select type from read.timeline_v1 where customer = ? order by sequence",
                        String.class,
                        person.uuid());
    }

    /**
     * Every row of every read model, but where in the log it was last written, and of the erased but what an erasure changes: the
     * profile's state, and one more entry of the timeline. What key figures follow a customer by says when the last fact was, too; what
     * came of it is in tables of its own.
     */
    private static Map<String, List<String>> rows(TestServer server, Set<UUID> erased) {
        JdbcTemplate jdbc = new JdbcTemplate(server.pool());
        Map<String, List<String>> rows = new TreeMap<>();
        for (String table : jdbc.queryForList(
                "select table_name from information_schema.tables where table_schema = 'read' and table_type = 'BASE"
                        + " TABLE'",
                String.class)) {
            List<String> content = new ArrayList<>();
            for (String row : jdbc.queryForList(
                    "select row_to_json(t)::text from read." + table + " t order by 1", String.class)) {
                ObjectNode json = (ObjectNode) JsonMapper.shared().readTree(row);
                boolean gone = json.path("customer").isString()
                        && erased.contains(UUID.fromString(json.path("customer").asString()));
                if (gone) {
                    json.remove(List.of(
                            "version",
                            "position",
                            "horizon",
                            "last_occurred_at",
                            "last_recorded_at",
                            "last_stream",
                            "last_sequence"));
                    if (table.startsWith("profile") || table.startsWith("kpi_v")) {
                        json.remove("state");
                    }
                    if (json.path("type").asString("").equals("customer.personal-data-erased")) {
                        continue;
                    }
                }
                content.add(json.toString());
            }
            rows.put(table, content.stream().sorted().toList());
        }
        assertThat(rows).hasSizeGreaterThan(10);
        return rows;
    }
}
