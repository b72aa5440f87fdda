package org.relatum.command.shell;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.relatum.command.MemoryKeys;
import org.relatum.command.TestDatabase;
import org.relatum.command.language.Purposes;
import org.relatum.command.language.Vocabulary;
import org.relatum.command.performance.TestFigures;
import org.relatum.command.store.PostgresEventStorageEngine;
import org.relatum.events.DomainEvent;
import org.relatum.events.Metadata;
import org.relatum.events.policy.PolicyReader;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.wire.EventCodec;
import org.springframework.jdbc.support.JdbcTransactionManager;

/** The command side on a real PostgreSQL, without Spring's context. */
public final class TestShell implements AutoCloseable {
    public static final Vocabulary VOCABULARY = new Vocabulary(
            Set.of("phone", "email", "web"),
            Set.of("order", "complaint"),
            Set.of("quality", "delivery"),
            Set.of("production", "transport"),
            "USD",
            new Purposes(Set.of("service", "care", "marketing"), Set.of("service"), Set.of("marketing")));
    private static final MemoryKeys KEYS = new MemoryKeys();
    private final DataSource dataSource;
    private final FieldCipher cipher;
    private final EventCodec codec;
    private final CommandShell shell;

    public TestShell() {
        this(TestDatabase.shared(), InstantSource.system(), CommandShell.Limits.DEFAULT);
    }

    /** Shells share the keys, so that two of them are like two nodes of one installation. */
    public TestShell(DataSource dataSource, InstantSource clock, CommandShell.Limits limits) {
        this(dataSource, clock, limits, KEYS);
    }

    /** One with keys of its own, for customers that no other shell knows. */
    TestShell(MemoryKeys keys) {
        this(TestDatabase.shared(), InstantSource.system(), CommandShell.Limits.DEFAULT, keys);
    }

    /** One that starts with a register of erasures. */
    TestShell(MemoryKeys keys, ErasureRegister register) {
        this(TestDatabase.shared(), InstantSource.system(), CommandShell.Limits.DEFAULT, keys, register);
    }

    private TestShell(DataSource dataSource, InstantSource clock, CommandShell.Limits limits, MemoryKeys keys) {
        this(dataSource, clock, limits, keys, register());
    }

    private TestShell(
            DataSource dataSource,
            InstantSource clock,
            CommandShell.Limits limits,
            MemoryKeys keys,
            ErasureRegister register) {
        this.dataSource = dataSource;
        this.cipher = new FieldCipher(keys);
        this.codec = new EventCodec(cipher);
        this.shell = new CommandShell(
                dataSource,
                new PostgresEventStorageEngine(dataSource, codec, new Snapshots()),
                new JdbcTransactionManager(dataSource),
                codec,
                cipher,
                keys,
                register,
                VOCABULARY,
                new PolicyReader(ZoneOffset.UTC),
                clock,
                LogPositions.NONE,
                TestFigures::of,
                limits);
    }

    /** A register of its own, which goes with the tests. */
    public static ErasureRegister register() {
        try {
            Path directory = Files.createTempDirectory("relatum-test-");
            Path file = directory.resolve(ErasureRegister.FILE);
            // The last named goes first.
            directory.toFile().deleteOnExit();
            file.toFile().deleteOnExit();
            return ErasureRegister.open(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public CommandService service() {
        return shell.service();
    }

    public CommandShell shell() {
        return shell;
    }

    public FieldCipher cipher() {
        return cipher;
    }

    /** An event as it stands in the log. */
    public record Stored(long sequence, String type, DomainEvent event, Metadata metadata) {}

    public List<Stored> stored(UUID stream) {
        try (Connection connection = dataSource.getConnection();
                PreparedStatement read =
                        connection.prepareStatement("select sequence, type, revision, payload, metadata"
                                + " from log.events where stream = ? order by sequence")) {
            read.setObject(1, stream);
            List<Stored> all = new ArrayList<>();
            try (ResultSet rows = read.executeQuery()) {
                while (rows.next()) {
                    all.add(new Stored(
                            rows.getLong(1),
                            rows.getString(2),
                            codec.decode(stream, rows.getString(2), rows.getInt(3), rows.getBytes(4)),
                            codec.decodeMetadata(stream, rows.getBytes(5))));
                }
            }
            return all;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    public List<String> types(UUID stream) {
        return stored(stream).stream().map(Stored::type).toList();
    }

    @Override
    public void close() {
        shell.close();
    }
}
