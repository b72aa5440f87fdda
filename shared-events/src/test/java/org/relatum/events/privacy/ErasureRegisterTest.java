package org.relatum.events.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
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
    void who_was_merged_into_a_known_customer_comes_over_too() throws IOException {
        UUID customer = ada.customer();
        Erasure alone = new Erasure(customer, List.of(customer), ada.erasedAt().plusSeconds(1), ErasureGround.OTHER);
        Erasure both = new Erasure(customer, ada.subjects(), alone.erasedAt(), alone.ground());
        Path older = directory.resolve("of-a-backup");
        ErasureRegister.open(older).add(ada);
        ErasureRegister register = ErasureRegister.open(path);
        register.add(alone);
        assertThat(register.include(older)).isEqualTo(1);
        assertThat(register.all()).containsExactly(both);
        assertThat(register.include(older)).isZero();
        register.add(alone);
        ErasureRegister reopened = ErasureRegister.open(path);
        assertThat(reopened.all()).containsExactly(both);
        assertThat(Files.readAllLines(path)).hasSize(2);
    }

    @Test
    void another_register_stays_as_it_is_also_when_its_last_line_is_cut_off() throws IOException {
        Path other = directory.resolve("of-a-backup");
        ErasureRegister copy = ErasureRegister.open(other);
        copy.add(ada);
        copy.add(bob);
        byte[] bytes = Files.readAllBytes(other);
        byte[] torn = Arrays.copyOf(bytes, bytes.length - 1);
        Files.write(other, torn);
        assertThat(ErasureRegister.open(path).include(other)).isEqualTo(1);
        assertThat(ErasureRegister.open(path).all()).containsExactly(ada);
        assertThat(Files.readAllBytes(other)).isEqualTo(torn);
    }

    @Test
    void a_write_that_failed_halfway_leaves_nothing_and_may_be_repeated() throws IOException {
        FailingFile file = new FailingFile();
        ErasureRegister register = ErasureRegister.open(path, file);
        register.add(ada);
        file.failing = EnumSet.of(Step.WRITE);
        assertThatThrownBy(() -> register.add(bob)).isInstanceOf(UncheckedIOException.class);
        assertThat(ErasureRegister.open(path).all()).containsExactly(ada);
        register.add(bob);
        assertThat(ErasureRegister.open(path).all()).containsExactly(ada, bob);
    }

    @Test
    void what_can_not_be_taken_back_or_brought_onto_the_disk_is_followed_by_nothing() throws IOException {
        for (Set<Step> failing : List.of(EnumSet.of(Step.WRITE, Step.TRUNCATE), EnumSet.of(Step.FORCE))) {
            FailingFile file = new FailingFile();
            ErasureRegister register = ErasureRegister.open(path, file);
            register.add(ada);
            file.failing = failing;
            assertThatThrownBy(() -> register.add(bob)).isInstanceOf(UncheckedIOException.class);
            byte[] left = Files.readAllBytes(path);
            assertThatThrownBy(() -> register.add(bob)).isInstanceOf(IllegalStateException.class);
            assertThat(Files.readAllBytes(path)).isEqualTo(left);
            assertThat(ErasureRegister.open(path).all()).containsExactly(ada);
        }
    }

    private enum Step {
        WRITE,
        TRUNCATE,
        FORCE
    }

    /** A file that once writes half of what it should and then fails, or once fails to do something else. */
    private static final class FailingFile implements ErasureRegister.Opening {
        private Set<Step> failing = EnumSet.noneOf(Step.class);

        @Override
        public FileChannel open(Path path, OpenOption... options) throws IOException {
            FileChannel file = FileChannel.open(path, options);
            return new FileChannel() {
                private void maybeFail(Step step) throws IOException {
                    if (failing.remove(step)) {
                        throw new IOException("no " + step);
                    }
                }

                @Override
                public int write(ByteBuffer bytes) throws IOException {
                    if (failing.contains(Step.WRITE)) {
                        file.write(bytes.slice(0, bytes.remaining() / 2));
                    }
                    maybeFail(Step.WRITE);
                    return file.write(bytes);
                }

                @Override
                public FileChannel truncate(long size) throws IOException {
                    maybeFail(Step.TRUNCATE);
                    file.truncate(size);
                    return this;
                }

                @Override
                public void force(boolean metaData) throws IOException {
                    maybeFail(Step.FORCE);
                    file.force(metaData);
                }

                @Override
                public long size() throws IOException {
                    return file.size();
                }

                @Override
                protected void implCloseChannel() throws IOException {
                    file.close();
                }

                @Override
                public int read(ByteBuffer bytes) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public long read(ByteBuffer[] bytes, int offset, int length) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public int read(ByteBuffer bytes, long position) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public long write(ByteBuffer[] bytes, int offset, int length) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public int write(ByteBuffer bytes, long position) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public long position() {
                    throw new UnsupportedOperationException();
                }

                @Override
                public FileChannel position(long position) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public long transferTo(long position, long count, WritableByteChannel target) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public long transferFrom(ReadableByteChannel source, long position, long count) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public MappedByteBuffer map(MapMode mode, long position, long size) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public FileLock lock(long position, long size, boolean shared) {
                    throw new UnsupportedOperationException();
                }

                @Override
                public FileLock tryLock(long position, long size, boolean shared) {
                    throw new UnsupportedOperationException();
                }
            };
        }
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
