package org.relatum.events.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.events.ErasureGround;
import org.relatum.events.privacy.ErasureRegister.Erasure;

class ErasureRegisterTest {
    @TempDir
    Path directory;

    private Path path;

    private final Erasure ada = erasure("2026-05-01T10:00:00.000001Z", ErasureGround.REQUEST, 2);
    private final Erasure bob = erasure("2026-05-02T10:00:00Z", ErasureGround.RETENTION, 1);

    private static Erasure erasure(String at, ErasureGround ground, int subjects) {
        UUID customer = UUID.randomUUID();
        return new Erasure(
                customer,
                subjects == 1 ? List.of(customer) : List.of(customer, UUID.randomUUID()),
                Instant.parse(at),
                ground);
    }

    @BeforeEach
    void nameTheFile() {
        path = directory.resolve(ErasureRegister.FILE);
    }

    @Test
    void what_was_written_down_is_there_after_reopening_once() throws IOException {
        ErasureRegister register = ErasureRegister.open(path);
        register.add(ada);
        register.add(bob);
        register.add(ada);
        assertThat(register.all()).containsExactly(ada, bob);
        assertThat(ErasureRegister.open(path).all()).containsExactly(ada, bob);
        assertThat(Files.readAllLines(path)).hasSize(2);
    }

    @Test
    void what_another_register_knows_comes_over_and_nothing_is_lost() throws IOException {
        ErasureRegister.open(path).add(ada);
        Path older = directory.resolve("of-a-backup");
        ErasureRegister copy = ErasureRegister.open(older);
        copy.add(ada);
        copy.add(bob);
        ErasureRegister register = ErasureRegister.open(path);
        assertThat(register.include(older)).isEqualTo(1);
        assertThat(register.include(older)).isZero();
        assertThat(ErasureRegister.open(path).all()).containsExactly(ada, bob);
        assertThat(ErasureRegister.open(older).all()).containsExactly(ada, bob);
    }

    @Test
    void a_line_that_a_crash_cut_off_is_taken_away() throws IOException {
        ErasureRegister register = ErasureRegister.open(path);
        register.add(ada);
        long whole = Files.size(path);
        register.add(bob);
        byte[] bytes = Files.readAllBytes(path);
        for (int length = (int) whole; length < bytes.length; length++) {
            Files.write(path, Arrays.copyOf(bytes, length));
            ErasureRegister reopened = ErasureRegister.open(path);
            assertThat(reopened.all()).containsExactly(ada);
            reopened.add(bob);
            assertThat(Files.readAllBytes(path)).isEqualTo(bytes);
        }
    }

    @Test
    void any_other_damage_is_refused() throws IOException {
        ErasureRegister register = ErasureRegister.open(path);
        register.add(ada);
        register.add(bob);
        byte[] bytes = Files.readAllBytes(path);
        for (int at = 0; at < bytes.length - 1; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            Files.write(path, damaged);
            assertThatThrownBy(() -> ErasureRegister.open(path))
                    .as("byte %d", at)
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("damaged in line");
        }
    }
}
