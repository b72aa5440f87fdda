package org.relatum.events.privacy;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class FileSubjectKeysTest {
    private static final int HEADING = 128;
    private static final int SLOT = 128;

    /** A cut is reported as a warning; here that is what is wanted. */
    private static final Logger WARNINGS = Logger.getLogger(FileSubjectKeys.class.getName());

    @TempDir
    Path directory;

    private Path path;

    @BeforeAll
    static void muteWarnings() {
        WARNINGS.setLevel(Level.OFF);
    }

    @AfterAll
    static void unmuteWarnings() {
        WARNINGS.setLevel(null);
    }

    @BeforeEach
    void nameTheFile() {
        path = directory.resolve("subject.keys");
    }

    private static final MasterKeys MASTERS = new MemoryMasterKeys();

    private static FileSubjectKeys open(Path path) throws IOException {
        return FileSubjectKeys.open(path, MASTERS);
    }

    private static FileSubjectKeys open(Path path, FileSubjectKeys.Forcing forcing) throws IOException {
        return FileSubjectKeys.open(path, MASTERS, forcing);
    }

    @Test
    void a_subject_keeps_its_key_when_the_file_is_reopened() throws IOException {
        UUID ada = UUID.randomUUID();
        UUID bob = UUID.randomUUID();
        SecretKey key;
        try (FileSubjectKeys keys = open(path)) {
            key = keys.keyFor(ada);
            assertThat(keys.keyFor(ada)).isEqualTo(key);
            assertThat(keys.keyFor(bob)).isNotEqualTo(key);
        }
        try (FileSubjectKeys keys = open(path)) {
            assertThat(keys.find(ada)).contains(key);
            assertThat(keys.keyFor(ada)).isEqualTo(key);
        }
        assertThat(key.getAlgorithm()).isEqualTo("AES");
        assertThat(key.getEncoded()).hasSize(32);
    }

    @Test
    void a_subject_without_a_key_has_none_and_asking_makes_none() throws IOException {
        try (FileSubjectKeys keys = open(path)) {
            assertThat(keys.find(UUID.randomUUID())).isEmpty();
        }
        assertThat(path).hasSize(HEADING);
    }

    @Test
    void threads_that_ask_for_the_same_new_subject_get_one_key() throws Exception {
        try (FileSubjectKeys keys = open(path);
                ExecutorService threads = Executors.newFixedThreadPool(16)) {
            for (int round = 0; round < 50; round++) {
                UUID subject = UUID.randomUUID();
                CountDownLatch start = new CountDownLatch(1);
                List<Future<SecretKey>> answers = Stream.generate(() -> threads.submit(() -> {
                            start.await();
                            return keys.keyFor(subject);
                        }))
                        .limit(16)
                        .toList();
                start.countDown();
                Set<String> different = ConcurrentHashMap.newKeySet();
                for (Future<SecretKey> answer : answers) {
                    different.add(hex(answer.get()));
                }
                assertThat(different).hasSize(1);
            }
        }
        assertThat(path).hasSize(HEADING + 50L * SLOT);
    }

    @Test
    void a_hundred_thousand_keys_made_by_many_threads_are_all_found_again() throws Exception {
        Map<UUID, String> made = new ConcurrentHashMap<>();
        // Without real forcing, which is another test's matter.
        try (FileSubjectKeys keys = open(path, file -> {});
                ExecutorService threads = Executors.newFixedThreadPool(8)) {
            List<Future<?>> done = new ArrayList<>();
            for (int thread = 0; thread < 8; thread++) {
                SplittableRandom random = new SplittableRandom(thread);
                done.add(threads.submit(() -> {
                    for (int i = 0; i < 12_500; i++) {
                        UUID subject = new UUID(random.nextLong(), random.nextLong());
                        made.put(subject, hex(keys.keyFor(subject)));
                    }
                }));
            }
            for (Future<?> future : done) {
                future.get();
            }
        }
        assertThat(path).hasSize(HEADING + 100_000L * SLOT);
        assertThat(made.values()).doesNotHaveDuplicates().hasSize(100_000);
        try (FileSubjectKeys keys = open(path)) {
            made.forEach((subject, key) ->
                    assertThat(hex(keys.find(subject).orElseThrow())).isEqualTo(key));
        }
    }

    @Test
    void a_thread_that_is_interrupted_leaves_the_file_usable() throws Exception {
        try (FileSubjectKeys keys = open(path)) {
            UUID subject = UUID.randomUUID();
            Thread.currentThread().interrupt();
            SecretKey key = keys.keyFor(subject);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(keys.find(subject)).contains(key);
            keys.keyFor(UUID.randomUUID());
        }
    }

    @Nested
    class Durability {
        @Test
        void a_key_is_handed_out_only_after_its_slot_was_forced() throws Exception {
            CountDownLatch forcing = new CountDownLatch(1);
            CountDownLatch mayEnd = new CountDownLatch(1);
            AtomicBoolean opened = new AtomicBoolean();
            try (FileSubjectKeys keys = open(path, file -> {
                if (opened.get()) {
                    forcing.countDown();
                    await(mayEnd);
                }
            })) {
                opened.set(true);
                UUID subject = UUID.randomUUID();
                CompletableFuture<SecretKey> key = CompletableFuture.supplyAsync(() -> keys.keyFor(subject));
                assertThat(forcing.await(10, SECONDS)).isTrue();
                assertThat(slotsOf(Files.readAllBytes(path))).containsKey(subject);
                Thread.sleep(20);
                assertThat(key).isNotDone();
                mayEnd.countDown();
                assertThat(key.get(10, SECONDS).getEncoded()).hasSize(32);
            }
        }

        @Test
        void a_key_that_exists_costs_no_force() throws IOException {
            List<String> forces = new ArrayList<>();
            try (FileSubjectKeys keys = open(path, file -> forces.add("force"))) {
                UUID subject = UUID.randomUUID();
                keys.keyFor(subject);
                forces.clear();
                keys.keyFor(subject);
                keys.find(subject);
            }
            assertThat(forces).isEmpty();
        }

        @Test
        void keys_that_a_crashed_run_wrote_but_never_forced_are_forced_before_they_are_used() throws IOException {
            UUID subject = UUID.randomUUID();
            try (FileSubjectKeys keys = open(path, file -> {})) {
                keys.keyFor(subject);
            }
            List<String> forced = new ArrayList<>();
            open(path, file -> forced.add("forced")).close();
            assertThat(forced).isNotEmpty();
        }

        @Test
        void after_a_failed_force_no_new_key_is_handed_out_until_the_file_is_reopened() throws IOException {
            AtomicBoolean broken = new AtomicBoolean();
            UUID before = UUID.randomUUID();
            UUID lost = UUID.randomUUID();
            try (FileSubjectKeys keys = open(path, file -> {
                if (broken.get()) {
                    throw new IOException("input/output error");
                }
            })) {
                SecretKey key = keys.keyFor(before);
                broken.set(true);
                assertThatThrownBy(() -> keys.keyFor(lost)).isInstanceOf(UncheckedIOException.class);
                broken.set(false);
                assertThatThrownBy(() -> keys.keyFor(lost)).hasMessageContaining("must be reopened");
                assertThatThrownBy(() -> keys.keyFor(UUID.randomUUID())).hasMessageContaining("must be reopened");
                assertThat(keys.keyFor(before)).isEqualTo(key);
            }
            try (FileSubjectKeys keys = open(path)) {
                assertThat(keys.keyFor(lost)).isNotNull();
            }
        }

        /**
         * The disk after a power loss: what the last complete force found in the file, and of all that was written later any
         * 64-byte blocks, the others zero or old garbage, the file's length anything between.
         */
        @ParameterizedTest
        @MethodSource("org.relatum.events.privacy.FileSubjectKeysTest#seeds")
        void after_a_power_loss_every_key_that_was_handed_out_is_there(long seed) throws Exception {
            SplittableRandom random = new SplittableRandom(seed);
            Map<UUID, String> handedOut = new ConcurrentHashMap<>();
            byte[][] onDisk = {new byte[0]};
            AtomicBoolean powerLost = new AtomicBoolean();
            try (FileSubjectKeys keys = open(path, file -> {
                        byte[] found = Files.readAllBytes(path);
                        Thread.yield();
                        if (powerLost.get()) {
                            throw new IOException("no power");
                        }
                        onDisk[0] = found;
                    });
                    ExecutorService threads = Executors.newFixedThreadPool(8)) {
                List<Future<?>> done = new ArrayList<>();
                for (int thread = 0; thread < 8; thread++) {
                    done.add(threads.submit(() -> {
                        // Ends by the failing force, long before the bound.
                        for (int i = 0; i < 5_000; i++) {
                            UUID subject = UUID.randomUUID();
                            handedOut.put(subject, hex(keys.keyFor(subject)));
                        }
                    }));
                }
                Thread.sleep(random.nextInt(30));
                powerLost.set(true);
                for (Future<?> future : done) {
                    assertThatThrownBy(future::get).isNotNull();
                }
            }
            Files.write(path, afterPowerLoss(onDisk[0], Files.readAllBytes(path), random));

            try (FileSubjectKeys keys = open(path)) {
                handedOut.forEach(
                        (subject, key) -> assertThat(keys.find(subject).map(FileSubjectKeysTest::hex))
                                .contains(key));
                keys.keyFor(UUID.randomUUID());
            }
            open(path).close();
        }

        private static byte[] afterPowerLoss(byte[] forced, byte[] written, SplittableRandom random) {
            byte[] disk = written.clone();
            for (int block = forced.length; block < disk.length; block += SLOT) {
                switch (random.nextInt(4)) {
                    case 0 -> Arrays.fill(disk, block, Math.min(block + SLOT, disk.length), (byte) 0);
                    case 1 -> {
                        byte[] garbage = new byte[Math.min(SLOT, disk.length - block)];
                        random.nextBytes(garbage);
                        System.arraycopy(garbage, 0, disk, block, garbage.length);
                    }
                    default -> {} // reached the disk
                }
            }
            return Arrays.copyOf(disk, random.nextInt(forced.length, disk.length + 1));
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 8})
        void every_key_that_a_killed_process_had_been_handed_is_there(int threads) throws Exception {
            Map<UUID, String> acknowledged = new HashMap<>();
            for (int round = 0; round < 3; round++) {
                Process process = keyLoop(path, threads);
                try (BufferedReader lines = process.inputReader()) {
                    int enough = 20 + 40 * round;
                    String line;
                    while ((line = lines.readLine()) != null) {
                        // A line without its end was cut by the kill.
                        if (line.length() == 36 + 1 + 64) {
                            acknowledged.put(UUID.fromString(line.substring(0, 36)), line.substring(37));
                        }
                        if (--enough == 0) {
                            process.toHandle().destroyForcibly(); // SIGKILL; what it printed before can still be read
                        }
                    }
                } finally {
                    process.destroyForcibly();
                }
                assertThat(process.waitFor()).isNotZero();
                assertThat(acknowledged).hasSizeGreaterThanOrEqualTo(20);
                try (FileSubjectKeys keys = open(path)) {
                    acknowledged.forEach(
                            (subject, key) -> assertThat(keys.find(subject).map(FileSubjectKeysTest::hex))
                                    .contains(key));
                }
            }
        }
    }

    @Nested
    class Destroying {
        private final UUID ada = UUID.randomUUID();
        private final UUID bob = UUID.randomUUID();

        @Test
        void a_destroyed_key_is_not_found_and_never_made_again() throws IOException {
            try (FileSubjectKeys keys = open(path)) {
                keys.keyFor(ada);
                SecretKey other = keys.keyFor(bob);
                keys.destroy(List.of(ada));
                keys.destroy(List.of(ada));
                assertThat(keys.find(ada)).isEmpty();
                assertThatThrownBy(() -> keys.keyFor(ada)).isInstanceOf(KeyDestroyedException.class);
                assertThat(keys.find(bob)).contains(other);
            }
            try (FileSubjectKeys keys = open(path)) {
                assertThat(keys.find(ada)).isEmpty();
                assertThatThrownBy(() -> keys.keyFor(ada)).isInstanceOf(KeyDestroyedException.class);
                assertThat(keys.find(bob)).isPresent();
            }
        }

        @Test
        void a_subject_that_had_no_key_gets_none_any_more() throws IOException {
            try (FileSubjectKeys keys = open(path)) {
                keys.destroy(List.of(ada));
                assertThatThrownBy(() -> keys.keyFor(ada)).isInstanceOf(KeyDestroyedException.class);
            }
            try (FileSubjectKeys keys = open(path)) {
                assertThatThrownBy(() -> keys.keyFor(ada)).isInstanceOf(KeyDestroyedException.class);
            }
        }

        /** Whatever of the slot is left says whose it was and nothing else. */
        @Test
        void nothing_of_a_destroyed_key_is_left_in_the_file_and_other_slots_are_untouched() throws IOException {
            byte[] before;
            try (FileSubjectKeys keys = open(path)) {
                keys.keyFor(ada);
                keys.keyFor(bob);
                before = Files.readAllBytes(path);
                keys.destroy(List.of(ada));
            }
            byte[] after = Files.readAllBytes(path);
            int slot = slotsOf(after).get(ada);
            assertThat(Arrays.copyOfRange(after, slot + 16, slot + 16 + 4 + 12 + 48))
                    .containsOnly(0);
            assertThat(Arrays.copyOfRange(after, slot + SLOT, after.length))
                    .isEqualTo(Arrays.copyOfRange(before, slot + SLOT, before.length));
        }

        @Test
        void a_key_counts_as_destroyed_only_when_that_was_forced() throws IOException {
            AtomicBoolean broken = new AtomicBoolean();
            try (FileSubjectKeys keys = open(path, file -> {
                if (broken.get()) {
                    throw new IOException("input/output error");
                }
            })) {
                keys.keyFor(ada);
                broken.set(true);
                assertThatThrownBy(() -> keys.destroy(List.of(ada))).isInstanceOf(UncheckedIOException.class);
                broken.set(false);
                assertThatThrownBy(() -> keys.destroy(List.of(ada))).hasMessageContaining("must be reopened");
            }
        }
    }

    @Nested
    class Rotation {
        private final Map<UUID, String> made = new HashMap<>();

        private void makeKeys(FileSubjectKeys keys) {
            for (int i = 0; i < 10_000; i++) {
                UUID subject = UUID.randomUUID();
                made.put(subject, hex(keys.keyFor(subject)));
            }
        }

        private void assertThatAllAreThere(FileSubjectKeys keys) {
            made.forEach((subject, key) ->
                    assertThat(hex(keys.find(subject).orElseThrow())).isEqualTo(key));
        }

        @Test
        void the_new_master_key_opens_every_key_and_the_old_one_is_gone() throws IOException {
            MasterKeys masters = new MemoryMasterKeys();
            List<Long> progress = new ArrayList<>();
            UUID destroyed = UUID.randomUUID();
            byte[] before;
            try (FileSubjectKeys keys = FileSubjectKeys.open(path, masters, file -> {})) {
                makeKeys(keys);
                keys.keyFor(destroyed);
                keys.destroy(List.of(destroyed));
                before = Files.readAllBytes(path);
                assertThat(keys.rotateMaster((done, of) -> progress.add(done))).isEqualTo(2);
                assertThatAllAreThere(keys);
                assertThat(keys.find(destroyed)).isEmpty();
            }
            assertThat(masters.versions()).containsExactly(2);
            assertThat(progress).containsExactly(4096L, 8192L, 10_001L);
            try (FileSubjectKeys keys = FileSubjectKeys.open(path, masters)) {
                assertThatAllAreThere(keys);
            }
            Files.write(path, before);
            assertThatThrownBy(() -> FileSubjectKeys.open(path, masters)).hasMessageContaining("another master key");
        }

        @Test
        void one_that_broke_off_is_completed_by_a_repetition() throws IOException {
            MasterKeys masters = new MemoryMasterKeys();
            try (FileSubjectKeys keys = FileSubjectKeys.open(path, masters, file -> {})) {
                makeKeys(keys);
                assertThatThrownBy(() -> keys.rotateMaster((done, of) -> {
                            throw new IllegalStateException("killed");
                        }))
                        .hasMessage("killed");
                assertThat(masters.versions()).containsExactly(1, 2);
                assertThatAllAreThere(keys);
            }
            try (FileSubjectKeys keys = FileSubjectKeys.open(path, masters, file -> {})) {
                makeKeys(keys);
                assertThatAllAreThere(keys);
                assertThat(keys.rotateMaster((done, of) -> {})).isEqualTo(2);
                assertThat(masters.versions()).containsExactly(2);
                assertThatAllAreThere(keys);
            }
        }

        @Test
        void the_master_key_that_wraps_is_kept_whatever_else_is_made_in_its_keystore() throws IOException {
            Path keystore = directory.resolve("master.p12");
            MasterKeys masters = KeystoreMasterKeys.open(keystore, "secret".toCharArray());
            MasterKeys others = KeystoreMasterKeys.open(keystore, "secret".toCharArray());
            UUID subject = UUID.randomUUID();
            try (FileSubjectKeys keys = FileSubjectKeys.open(path, masters)) {
                String key = hex(keys.keyFor(subject));
                assertThat(keys.rotateMaster((done, of) -> {
                            try {
                                others.add();
                            } catch (IOException e) {
                                throw new UncheckedIOException(e);
                            }
                        }))
                        .isEqualTo(2);
                assertThat(masters.versions()).containsExactly(2);
                assertThat(hex(keys.find(subject).orElseThrow())).isEqualTo(key);
            }
        }

        @Test
        void keys_are_made_found_and_destroyed_meanwhile() throws Exception {
            MasterKeys masters = new MemoryMasterKeys();
            try (FileSubjectKeys keys = FileSubjectKeys.open(path, masters, file -> {});
                    ExecutorService threads = Executors.newFixedThreadPool(2)) {
                makeKeys(keys);
                Set<UUID> destroyed =
                        Set.copyOf(made.keySet().stream().limit(made.size() / 2).toList());
                AtomicBoolean over = new AtomicBoolean();
                Future<?> rotation = threads.submit(() -> {
                    try {
                        return keys.rotateMaster((done, of) -> {});
                    } finally {
                        over.set(true);
                    }
                });
                Future<Map<UUID, String>> more = threads.submit(() -> {
                    Map<UUID, String> fresh = new HashMap<>();
                    do {
                        UUID subject = UUID.randomUUID();
                        fresh.put(subject, hex(keys.keyFor(subject)));
                    } while (!over.get());
                    return fresh;
                });
                keys.destroy(destroyed);
                rotation.get();
                made.putAll(more.get());
                made.keySet().removeAll(destroyed);
                assertThatAllAreThere(keys);
                assertThat(destroyed).allMatch(subject -> keys.find(subject).isEmpty());
            }
            try (FileSubjectKeys keys = FileSubjectKeys.open(path, masters)) {
                assertThatAllAreThere(keys);
            }
        }

        @Test
        void a_file_with_another_keystores_master_key_is_refused() throws IOException {
            try (FileSubjectKeys keys = open(path)) {
                keys.keyFor(UUID.randomUUID());
            }
            MasterKeys other = KeystoreMasterKeys.open(directory.resolve("master.p12"), "secret".toCharArray());
            assertThatThrownBy(() -> FileSubjectKeys.open(path, other)).hasMessageContaining("another master key");
        }
    }

    @Nested
    class Damage {
        private final List<UUID> subjects = new ArrayList<>();

        /** Eight keys, made one after the other. */
        private byte[] eightKeys() throws IOException {
            try (FileSubjectKeys keys = open(path)) {
                for (int i = 0; i < 8; i++) {
                    UUID subject = new UUID(7, i);
                    keys.keyFor(subject);
                    subjects.add(subject);
                }
            }
            return Files.readAllBytes(path);
        }

        @ParameterizedTest
        @ValueSource(ints = {1, 32, 63})
        void a_slot_torn_at_the_end_is_cut(int bytes) throws IOException {
            byte[] whole = eightKeys();
            Files.write(path, Arrays.copyOf(whole, whole.length - SLOT + bytes));
            assertThatSevenAreThere();
        }

        @Test
        void a_last_slot_of_zeros_is_cut() throws IOException {
            byte[] bytes = eightKeys();
            Arrays.fill(bytes, bytes.length - SLOT, bytes.length, (byte) 0);
            Files.write(path, bytes);
            assertThatSevenAreThere();
        }

        @Test
        void zeros_after_the_last_slot_are_cut() throws IOException {
            byte[] bytes = eightKeys();
            Files.write(path, Arrays.copyOf(bytes, bytes.length + 10 * SLOT + 5));
            try (FileSubjectKeys keys = open(path)) {
                assertThat(subjects).allMatch(subject -> keys.find(subject).isPresent());
            }
            assertThat(path).hasBinaryContent(bytes);
        }

        private void assertThatSevenAreThere() throws IOException {
            try (FileSubjectKeys keys = open(path)) {
                assertThat(subjects.subList(0, 7))
                        .allMatch(subject -> keys.find(subject).isPresent());
                assertThat(keys.find(subjects.get(7))).isEmpty();
                keys.keyFor(subjects.get(7));
            }
            assertThat(path).hasSize(HEADING + 8L * SLOT);
        }

        @Test
        void a_changed_byte_before_the_last_slot_is_refused_and_the_file_left_as_it_is() throws IOException {
            byte[] bytes = eightKeys();
            SplittableRandom random = new SplittableRandom(1);
            for (int i = 0; i < 100; i++) {
                byte[] damaged = bytes.clone();
                int at = random.nextInt(HEADING, bytes.length - SLOT);
                damaged[at] ^= (byte) (1 << random.nextInt(8));
                Files.write(path, damaged);
                assertThatThrownBy(() -> open(path))
                        .isInstanceOf(IOException.class)
                        .hasMessageContaining("damaged at slot " + (at - HEADING) / SLOT);
                assertThat(path).hasBinaryContent(damaged);
            }
        }

        @Test
        void another_products_file_is_refused_and_left_as_it_is() throws IOException {
            for (String other : List.of("x", "RELATUM-KEYS-01\n", "hello ".repeat(100))) {
                Files.write(path, other.getBytes(US_ASCII));
                assertThatThrownBy(() -> open(path)).hasMessageContaining("not a key file");
                assertThat(path).hasContent(other);
            }
        }

        @Test
        void a_file_whose_creation_was_interrupted_is_begun_again() throws IOException {
            open(path).close();
            byte[] heading = Files.readAllBytes(path);
            for (int length = 0; length <= HEADING; length++) {
                for (byte[] torn : List.of(Arrays.copyOf(heading, length), new byte[length])) {
                    Files.write(path, torn);
                    open(path).close();
                    assertThat(path).hasBinaryContent(heading);
                }
            }
        }

        @Test
        void a_heading_of_zeros_before_slots_is_refused() throws IOException {
            byte[] bytes = eightKeys();
            Arrays.fill(bytes, 0, HEADING, (byte) 0);
            Files.write(path, bytes);
            assertThatThrownBy(() -> open(path)).hasMessageContaining("not a key file");
            assertThat(path).hasBinaryContent(bytes);
        }
    }

    @Nested
    class OneOwner {
        @Test
        void a_second_opening_in_the_same_process_is_refused_and_does_not_unlock_the_file() throws Exception {
            try (FileSubjectKeys keys = open(path)) {
                assertThatThrownBy(() -> open(path)).hasMessageContaining("already open in this process");
                assertThatAnotherProcessIsRefused();
                keys.keyFor(UUID.randomUUID());
            }
        }

        @Test
        void another_process_is_refused() throws Exception {
            try (FileSubjectKeys keys = open(path)) {
                keys.keyFor(UUID.randomUUID());
                assertThatAnotherProcessIsRefused();
            }
        }

        private void assertThatAnotherProcessIsRefused() throws Exception {
            Process other = keyLoop(path, 1);
            try (BufferedReader lines = other.inputReader()) {
                assertThat(lines.readLine()).contains("in use by another process");
            } finally {
                other.destroyForcibly();
            }
        }

        @Test
        void a_closed_file_can_be_opened_again_and_closing_twice_is_harmless() throws IOException {
            FileSubjectKeys first = open(path);
            first.close();
            try (FileSubjectKeys second = open(path)) {
                first.close();
                assertThatThrownBy(() -> open(path)).hasMessageContaining("already open");
                assertThat(second.find(UUID.randomUUID())).isEmpty();
            }
        }

        @Test
        void a_refused_file_can_be_opened_once_it_is_repaired() throws IOException {
            Files.writeString(path, "x");
            assertThatThrownBy(() -> open(path)).hasMessageContaining("not a key file");
            Files.delete(path);
            open(path).close();
        }

        @Test
        @DisabledOnOs(OS.WINDOWS)
        void only_the_owner_may_read_the_file_also_one_that_came_with_other_permissions() throws IOException {
            open(path).close();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rw-r--r--"));
            open(path).close();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                    .isEqualTo("rw-------");
        }
    }

    static Stream<Long> seeds() {
        return IntStream.range(0, 25).mapToObj(Long::valueOf);
    }

    private static Process keyLoop(Path path, int threads) throws IOException, URISyntaxException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        home(FileSubjectKeys.class) + System.getProperty("path.separator") + home(KeyLoop.class),
                        KeyLoop.class.getName(),
                        path.toString(),
                        Integer.toString(threads))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static Path home(Class<?> type) throws URISyntaxException {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    }

    private static Map<UUID, Integer> slotsOf(byte[] file) {
        Map<UUID, Integer> slots = new HashMap<>();
        for (int at = HEADING; at < file.length; at += SLOT) {
            ByteBuffer slot = ByteBuffer.wrap(file, at, SLOT);
            slots.put(new UUID(slot.getLong(), slot.getLong()), at);
        }
        return slots;
    }

    private static void await(CountDownLatch latch) throws IOException {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
    }

    private static String hex(SecretKey key) {
        return HexFormat.of().formatHex(key.getEncoded());
    }
}
