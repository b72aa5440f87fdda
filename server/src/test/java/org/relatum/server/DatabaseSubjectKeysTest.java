package org.relatum.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.events.ErasureGround;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.ErasureRegister.Erasure;
import org.relatum.events.privacy.KeyDestroyedException;
import org.relatum.events.privacy.KeystoreMasterKeys;
import org.relatum.events.privacy.MasterKeys;
import org.relatum.server.postgres.Database;
import org.relatum.server.postgres.EmbeddedPostgres;

/** Keys and the register of erasures that nodes share in a database. */
class DatabaseSubjectKeysTest {
    private static final UUID STORE = UUID.randomUUID();
    private static final UUID ADA = UUID.randomUUID();
    private static final UUID BOB = UUID.randomUUID();

    @TempDir
    static Path postgresDirectory;

    private static EmbeddedPostgres postgres;

    @TempDir
    Path directory;

    @BeforeAll
    static void a_server() {
        postgres = EmbeddedPostgres.start(
                postgresDirectory.resolve("postgres"),
                Path.of(System.getProperty("user.home"), ".cache", "relatum"),
                postgresDirectory.resolve("pgpass"),
                Map.of());
    }

    @AfterAll
    static void the_server_ends() {
        postgres.close();
    }

    @BeforeEach
    void an_empty_database() throws SQLException {
        execute("drop table if exists store, subject_keys, erasures");
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = postgres.database().connect();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> texts(String sql) throws SQLException {
        List<String> texts = new ArrayList<>();
        try (Connection connection = postgres.database().connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                texts.add(rows.getString(1));
            }
        }
        return texts;
    }

    private static String url() {
        Database database = postgres.database();
        return database.jdbcUrl() + (database.jdbcUrl().contains("?") ? "&" : "?") + "user=" + database.user()
                + "&password=" + database.password();
    }

    private MasterKeys masters(String file) {
        try {
            return KeystoreMasterKeys.open(directory.resolve(file), "secret".toCharArray());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A node, which reads the keystore for itself. */
    private DatabaseSubjectKeys node(String keystore) {
        return DatabaseSubjectKeys.open(url(), STORE, false, () -> masters(keystore));
    }

    @Test
    void what_stands_in_the_database_opens_nothing_without_the_master_key() throws SQLException {
        try (DatabaseSubjectKeys one = node("master.p12");
                DatabaseSubjectKeys other = node("master.p12")) {
            SecretKey key = one.keyFor(ADA);
            assertThat(other.find(ADA)).contains(key);
            assertThat(other.keyFor(ADA)).isEqualTo(key);
            assertThat(texts("select encode(key, 'hex') from subject_keys"))
                    .hasSize(2)
                    .allSatisfy(stored -> assertThat(stored)
                            .hasSize(96)
                            .doesNotContain(HexFormat.of().formatHex(key.getEncoded())));
        }
        assertThatThrownBy(() -> node("another.p12"))
                .isInstanceOf(StartupException.class)
                .hasMessageContaining("wrapped by another master key");
        assertThat(DatabaseSubjectKeys.areAt(url())).isTrue();
    }

    @Test
    void a_destroyed_key_is_gone_for_all_nodes_and_never_made_again() {
        try (DatabaseSubjectKeys one = node("master.p12");
                DatabaseSubjectKeys other = node("master.p12")) {
            one.keyFor(ADA);
            other.destroy(List.of(ADA, BOB));
            assertThat(one.find(ADA)).isEmpty();
            for (UUID subject : List.of(ADA, BOB)) {
                assertThatThrownBy(() -> one.keyFor(subject)).isInstanceOf(KeyDestroyedException.class);
            }
        }
    }

    @Test
    void the_master_key_is_changed_under_nodes_that_go_on_and_an_older_copy_opens_nothing_more() throws Exception {
        try (DatabaseSubjectKeys one = node("master.p12");
                DatabaseSubjectKeys other = node("master.p12");
                ExecutorService threads = Executors.newFixedThreadPool(2)) {
            Map<UUID, SecretKey> made = new ConcurrentHashMap<>();
            for (int i = 0; i < 1_500; i++) {
                UUID subject = UUID.randomUUID();
                made.put(subject, one.keyFor(subject));
            }
            Files.copy(directory.resolve("master.p12"), directory.resolve("older.p12"));
            AtomicBoolean ended = new AtomicBoolean();
            List<Future<?>> working = new ArrayList<>();
            for (DatabaseSubjectKeys node : List.of(one, other)) {
                working.add(threads.submit((Callable<Void>) () -> {
                    while (!ended.get()) {
                        UUID subject = UUID.randomUUID();
                        made.put(subject, node.keyFor(subject));
                        assertThat(node.find(subject)).contains(made.get(subject));
                    }
                    return null;
                }));
            }
            List<Long> told = new ArrayList<>();
            assertThat(other.rotateMaster((done, of) -> told.add(done))).isEqualTo(2);
            assertThat(told).isSorted().hasSizeGreaterThan(1);
            // Again, from the other node, which has not heard of the first change yet.
            assertThat(one.rotateMaster((done, of) -> {})).isEqualTo(3);
            ended.set(true);
            for (Future<?> work : working) {
                work.get();
            }
            for (DatabaseSubjectKeys node : List.of(one, other)) {
                made.forEach((subject, key) -> assertThat(node.find(subject)).contains(key));
                assertThat(node.wrapping().version()).isEqualTo(3);
                assertThat(node.wrapping().rotating()).isFalse();
                assertThat(node.wrapping().subjects()).isEqualTo(made.size() + 1);
            }
            assertThat(texts("select distinct version from subject_keys")).containsExactly("3");
        }
        assertThatThrownBy(() -> node("older.p12")).isInstanceOf(StartupException.class);
        try (DatabaseSubjectKeys again = node("master.p12")) {
            assertThat(again.wrapping().version()).isEqualTo(3);
        }
    }

    @Test
    void a_rotation_that_broke_off_is_taken_up_by_whichever_node() throws Exception {
        Map<UUID, SecretKey> made = new HashMap<>();
        try (DatabaseSubjectKeys one = node("master.p12");
                DatabaseSubjectKeys other = node("master.p12")) {
            for (int i = 0; i < 1_200; i++) {
                UUID subject = UUID.randomUUID();
                made.put(subject, one.keyFor(subject));
            }
            assertThatThrownBy(() -> one.rotateMaster((done, of) -> {
                        throw new IllegalStateException("broke off");
                    }))
                    .hasMessage("broke off");
            assertThat(other.wrapping().rotating()).isTrue();
            made.forEach((subject, key) -> assertThat(other.find(subject)).contains(key));
            assertThat(other.rotateMaster((done, of) -> {})).isEqualTo(2);
            assertThat(other.wrapping().rotating()).isFalse();
            made.forEach((subject, key) -> assertThat(one.find(subject)).contains(key));
        }
        assertThat(masters("master.p12").versions()).containsExactly(2);
    }

    @Test
    void two_rotations_that_broke_off_on_nodes_that_did_not_know_of_each_other_lose_no_key() throws Exception {
        MasterKeys ones = masters("master.p12");
        MasterKeys others = masters("master.p12");
        try (DatabaseSubjectKeys one = DatabaseSubjectKeys.open(url(), STORE, false, () -> ones);
                DatabaseSubjectKeys other = DatabaseSubjectKeys.open(url(), STORE, false, () -> others)) {
            SecretKey key = one.keyFor(ADA);
            // Each broke off when it had made a master key and not said so yet.
            assertThat(ones.add()).isEqualTo(2);
            assertThat(others.add()).isEqualTo(3);
            assertThat(ones.versions()).doesNotContain(3);
            assertThat(one.rotateMaster((done, of) -> {})).isEqualTo(3);
            assertThat(masters("master.p12").versions()).containsExactly(3);
            assertThat(one.find(ADA)).contains(key);
            assertThat(other.find(ADA)).contains(key);
            try (DatabaseSubjectKeys again = node("master.p12")) {
                assertThat(again.find(ADA)).contains(key);
            }
        }
    }

    @Test
    void a_rotation_that_only_left_the_old_master_key_is_said_and_ended_by_whichever_node() throws Exception {
        try (DatabaseSubjectKeys one = node("master.p12");
                DatabaseSubjectKeys other = node("master.p12")) {
            SecretKey key = one.keyFor(ADA);
            assertThatThrownBy(() -> one.rotateMaster((done, of) -> {
                        throw new IllegalStateException("broke off");
                    }))
                    .hasMessage("broke off");
            assertThat(texts("select distinct version from subject_keys")).containsExactly("2");
            assertThat(masters("master.p12").versions()).containsExactly(1, 2);
            assertThat(other.wrapping().rotating()).isTrue();
            assertThat(other.rotateMaster((done, of) -> {})).isEqualTo(2);
            assertThat(masters("master.p12").versions()).containsExactly(2);
            assertThat(one.wrapping().rotating()).isFalse();
            assertThat(one.find(ADA)).contains(key);
        }
    }

    @Test
    void a_keystore_without_the_master_key_that_wraps_is_not_rotated() throws Exception {
        Path keystore = directory.resolve("master.p12");
        Path before = directory.resolve("before.p12");
        Path after = directory.resolve("after.p12");
        try (DatabaseSubjectKeys keys = node("master.p12")) {
            SecretKey key = keys.keyFor(ADA);
            Files.copy(keystore, before);
            keys.rotateMaster((done, of) -> {});
            Files.copy(keystore, after);
            Files.copy(before, keystore, StandardCopyOption.REPLACE_EXISTING);
            assertThatThrownBy(() -> keys.rotateMaster((done, of) -> {}))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("wrapped by version 2");
            assertThat(keystore).hasSameBinaryContentAs(before);
            Files.copy(after, keystore, StandardCopyOption.REPLACE_EXISTING);
            assertThat(keys.find(ADA)).contains(key);
        }
    }

    @Test
    void whom_one_node_erased_all_know_and_an_older_copy_of_the_database_does_not_forget() throws Exception {
        Erasure ada = new Erasure(
                ADA, List.of(ADA, BOB), Instant.parse("2026-01-02T03:04:05.123456Z"), ErasureGround.REQUEST);
        UUID eve = UUID.randomUUID();
        Erasure later = new Erasure(eve, List.of(eve), Instant.parse("2026-01-03T03:04:05Z"), ErasureGround.RETENTION);
        Path mine = Files.createDirectory(directory.resolve("one")).resolve(ErasureRegister.FILE);
        Path others = Files.createDirectory(directory.resolve("other")).resolve(ErasureRegister.FILE);
        try (DatabaseSubjectKeys keys = node("master.p12")) {
            ErasureRegister one = ErasureRegister.open(mine, keys.erasures());
            ErasureRegister other = ErasureRegister.open(others, keys.erasures());
            one.add(ada);
            assertThat(other.all()).containsExactly(ada);
            assertThat(ErasureRegister.open(others).all()).as("in its own file").containsExactly(ada);
            other.add(later);
            assertThat(one.all()).containsExactly(ada, later);
            // The database comes back from before both.
            execute("delete from erasures");
            Files.move(others, others.resolveSibling("gone"), StandardCopyOption.ATOMIC_MOVE);
            assertThat(ErasureRegister.open(mine, keys.erasures()).all()).containsExactly(ada, later);
            assertThat(ErasureRegister.open(others, keys.erasures()).all()).containsExactly(ada, later);
        }
    }
}
