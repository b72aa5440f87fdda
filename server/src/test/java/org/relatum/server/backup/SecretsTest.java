package org.relatum.server.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.FileSubjectKeys;
import org.relatum.events.privacy.KeystoreMasterKeys;
import org.relatum.projection.store.LedgerKeys;

/** Copies of keys that are taken while the keys are used. */
class SecretsTest {
    private static final UUID STORE = UUID.randomUUID();
    private static final char[] PASSWORD = "secret".toCharArray();
    private static final int SUBJECTS = 2_000;
    private static final int COPIES = 20;

    @TempDir
    Path directory;

    private Path keys() throws IOException {
        Path keys = Files.createDirectory(directory.resolve("keys"));
        Files.writeString(keys.resolve("store"), STORE + "\n");
        Files.writeString(keys.resolve(LedgerKeys.FILE), "its own");
        return keys;
    }

    private static void write(Path keys, Path file) {
        Secrets.write(keys, keys.resolve(LedgerKeys.FILE), file, STORE, 1, Instant.EPOCH);
    }

    /** Whoever is erased in the middle is either not in the copy at all or in its register. */
    @Test
    void the_register_is_copied_last_and_what_is_only_being_written_is_not() throws IOException {
        Path keys = keys();
        for (String name : List.of(
                ErasureRegister.FILE, "subjects.keys", "master.p12", "master.p12.new", "pgpass", "x.unfinished")) {
            Files.writeString(keys.resolve(name), name);
        }
        Path file = directory.resolve("keys.zip");
        write(keys, file);
        try (BackupFile copy = BackupFile.open(file, Secrets.FORMAT)) {
            assertThat(copy.files().keySet())
                    .containsExactly(LedgerKeys.FILE, "master.p12", "store", "subjects.keys", ErasureRegister.FILE);
        }
        Path to = Files.createDirectory(directory.resolve("to"));
        Secrets.copy(keys, to, STORE, 1);
        assertThat(to).isDirectoryNotContaining("glob:**.new").isDirectoryContaining("glob:**/subjects.keys");
    }

    @Test
    void the_ledgers_key_is_copied_from_wherever_it_is() throws IOException {
        Path keys = keys();
        Path mounted = Files.writeString(directory.resolve("mounted"), "for all nodes");
        Path file = directory.resolve("keys.zip");
        Secrets.write(keys, mounted, file, STORE, 1, Instant.EPOCH);
        Path to = Files.createDirectory(directory.resolve("to"));
        Secrets.copy(file, to, STORE, 1);
        assertThat(to.resolve(LedgerKeys.FILE)).hasContent("for all nodes");
    }

    @Test
    void keys_and_master_key_belong_together_though_it_is_changed_meanwhile() throws Exception {
        Path keys = keys();
        UUID subject = UUID.randomUUID();
        KeystoreMasterKeys masters = KeystoreMasterKeys.open(keys.resolve("master.p12"), PASSWORD);
        AtomicBoolean ended = new AtomicBoolean();
        try (FileSubjectKeys subjects = FileSubjectKeys.open(keys.resolve("subjects.keys"), masters);
                ExecutorService rotating = Executors.newSingleThreadExecutor()) {
            SecretKey key = subjects.keyFor(subject);
            for (int i = 1; i < SUBJECTS; i++) {
                subjects.keyFor(UUID.randomUUID());
            }
            Future<?> rotations = rotating.submit(() -> {
                while (!ended.get()) {
                    subjects.rotateMaster((done, of) -> {});
                    Thread.sleep(20);
                }
                return null;
            });
            try {
                for (int i = 0; i < COPIES; i++) {
                    Path file = directory.resolve("keys.zip");
                    write(keys, file);
                    Path to = Files.createDirectory(directory.resolve("to-" + i));
                    Secrets.copy(file, to, STORE, 1);
                    try (FileSubjectKeys copied = FileSubjectKeys.open(
                            to.resolve("subjects.keys"), KeystoreMasterKeys.open(to.resolve("master.p12"), PASSWORD))) {
                        assertThat(copied.find(subject)).contains(key);
                    }
                }
            } finally {
                ended.set(true);
            }
            rotations.get();
        }
    }
}
