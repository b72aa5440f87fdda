package org.relatum.server.postgres;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A PostgreSQL server of our own, durable, in a directory of our own.
 *
 * <p>It listens on the loopback address only, on a port that is free at that moment, asks everybody for a password
 * (SCRAM) and has no other door. Its process outlives a killed service on purpose, so that nothing is lost; the next
 * start adopts it, once it has proven to serve this very directory, or has it replaced.
 *
 * <p>The caller makes sure that nobody else works on the directory at the same time.
 */
public final class EmbeddedPostgres implements AutoCloseable {

    private static final String SUPERUSER = "postgres";
    private static final String OWNER = "relatum";
    private static final String DATABASE = "relatum";
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final Path home;
    private final Path data;
    private final Path programs;
    private final List<String> prefix;
    private final PgPass passwords;
    private final int port;
    private final boolean adopted;

    private EmbeddedPostgres(Path home, Path cache, PgPass passwords, Map<String, String> settings)
            throws IOException, SQLException {
        this.home = home;
        this.data = home.resolve("data");
        OrdinaryUser user = OrdinaryUser.find();
        this.programs = PostgresBinaries.unpackInto(user.programs(cache)).resolve("bin");
        this.prefix = user.prefix();
        this.passwords = passwords;
        if (!Files.exists(data)) {
            createCluster();
        }
        Optional<Integer> running = findRunning();
        this.adopted = running.isPresent();
        this.port = adopted ? running.get() : startServer(settings);
        try {
            createDatabase();
        } catch (SQLException | RuntimeException e) {
            close();
            throw e;
        }
    }

    /**
     * Starts the server, on first use with a fresh database, and returns when it takes connections.
     *
     * @param home a directory for the server's files, inside of which {@code data} becomes its data directory
     * @param cache where unpacked programs may be kept; nobody else may be able to write there
     * @param pgpass the file with the passwords, in libpq's format; made when absent
     * @param settings PostgreSQL settings that differ from ours
     * @throws EmbeddedPostgresException when it cannot run, with a reason for people
     */
    public static EmbeddedPostgres start(Path home, Path cache, Path pgpass, Map<String, String> settings) {
        try {
            Files.createDirectories(home);
            if (Files.exists(home.resolve("data")) && !Files.exists(pgpass)) {
                throw new EmbeddedPostgresException(
                        "the passwords of the database in " + home + " are missing: put " + pgpass + " back");
            }
            return new EmbeddedPostgres(
                    home.toRealPath(), cache, PgPass.loadOrCreate(pgpass, SUPERUSER, OWNER), settings);
        } catch (IOException | SQLException e) {
            throw new EmbeddedPostgresException("the embedded PostgreSQL does not start: " + e.getMessage(), e);
        }
    }

    /**
     * The database of the server that somebody else has running on a directory; nothing is started, and it may be gone by the time it is
     * connected to.
     *
     * @param home as in {@link #start}
     * @param pgpass as in {@link #start}
     */
    public static Optional<Database> running(Path home, Path pgpass) {
        Path pidFile = home.resolve("data/postmaster.pid");
        try {
            List<String> lines = Files.exists(pidFile) ? Files.readAllLines(pidFile) : List.of();
            return lines.size() < 4
                    ? Optional.empty()
                    : Optional.of(database(
                            Integer.parseInt(lines.get(3).strip()), PgPass.loadOrCreate(pgpass, SUPERUSER, OWNER)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new EmbeddedPostgresException("the database in " + home + " is not found: " + e.getMessage(), e);
        }
    }

    /** The service's database; the login user owns it and is not a superuser. */
    public Database database() {
        return database(port, passwords);
    }

    private static Database database(int port, PgPass passwords) {
        return new Database("jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE, OWNER, passwords.of(OWNER));
    }

    /** The same database for a superuser: only for maintenance. */
    public Database maintenance() {
        return new Database("jdbc:postgresql://127.0.0.1:" + port + "/" + DATABASE, SUPERUSER, passwords.of(SUPERUSER));
    }

    /**
     * From now on it ends with this process, also when that is killed. The guard that sees to it is a shell, which waits for its input to end
     * and leaves signals from a terminal to us.
     */
    public void endWithThisProcess() {
        try {
            new ProcessBuilder(
                            "sh",
                            "-c",
                            "trap '' INT TERM HUP; cat > /dev/null; kill -INT \"$(head -n 1 \"$1\")\"",
                            "sh",
                            data.resolve("postmaster.pid").toString())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new EmbeddedPostgresException("the embedded PostgreSQL gets no guard: " + e.getMessage(), e);
        }
    }

    /** Where it listens on the loopback address. */
    public int port() {
        return port;
    }

    /** Whether the server was running already, left behind by a service that was killed. */
    public boolean adopted() {
        return adopted;
    }

    /** Stops the server: sessions are ended, everything is written. */
    @Override
    public void close() {
        try {
            stopServer();
        } catch (IOException e) {
            throw new EmbeddedPostgresException("the embedded PostgreSQL does not stop: " + e.getMessage(), e);
        }
    }

    // ---- first use

    private void createCluster() throws IOException {
        Path unfinished = home.resolve("data.unfinished");
        PostgresBinaries.deleteTree(unfinished);
        Path password =
                Files.createTempFile(home, "initdb", ".txt", PosixFilePermissions.asFileAttribute(PgPass.ONLY_OWNER));
        try {
            Files.writeString(password, passwords.of(SUPERUSER));
            run(
                    "initdb",
                    "--pgdata=" + unfinished,
                    "--username=" + SUPERUSER,
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    // The builtin provider sorts alike on every machine and with every C library.
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--locale=C");
        } finally {
            Files.deleteIfExists(password);
        }
        Files.writeString(unfinished.resolve("pg_hba.conf"), """
            # Written by Relatum. Nobody comes in without a password, and nobody from another machine.
            host all all 127.0.0.1/32 scram-sha-256
            """);
        Files.move(unfinished, data, StandardCopyOption.ATOMIC_MOVE);
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = connect("postgres");
                Statement sql = connection.createStatement()) {
            if (!exists(sql, "select from pg_roles where rolname = '" + OWNER + "'")) {
                sql.execute("create role " + OWNER + " login password '" + passwords.of(OWNER) + "'");
            }
            if (!exists(sql, "select from pg_roles where rolname = 'relatum_app'")) {
                sql.execute("create role relatum_app nologin");
            }
            sql.execute("grant relatum_app to " + OWNER);
            if (!exists(sql, "select from pg_database where datname = '" + DATABASE + "'")) {
                sql.execute("create database " + DATABASE + " owner " + OWNER);
            }
        }
    }

    // ---- starting and stopping

    /** The port of a server that serves our data directory already, after one that is in the way was stopped. */
    private Optional<Integer> findRunning() throws IOException {
        Path pidFile = data.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile);
        Optional<ProcessHandle> process = lines.isEmpty() ? Optional.empty() : ProcessHandle.of(pid(lines.get(0)));
        boolean postgres = process.map(
                        p -> p.info().command().orElse("postgres").endsWith("postgres"))
                .orElse(false);
        if (!postgres) {
            // A number that another program has by now would keep the server from starting.
            Files.delete(pidFile);
            return Optional.empty();
        }
        if (lines.size() >= 4) {
            int port = Integer.parseInt(lines.get(3).strip());
            if (answers(port)) {
                return Optional.of(port);
            }
        }
        stopServer();
        return Optional.empty();
    }

    private boolean answers(int port) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (true) {
            try (Connection connection = connect(port, "postgres");
                    Statement sql = connection.createStatement();
                    ResultSet row = sql.executeQuery("show data_directory")) {
                return row.next() && Path.of(row.getString(1)).toRealPath().equals(data.toRealPath());
            } catch (SQLException e) {
                // 57P03: it is still recovering from a crash of its own.
                if (!"57P03".equals(e.getSQLState()) || System.nanoTime() > deadline) {
                    return false;
                }
            } catch (IOException e) {
                return false;
            }
            pause();
        }
    }

    private int startServer(Map<String, String> settings) throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            writeSettings(port, settings);
            Path log = home.resolve("start.log");
            Files.deleteIfExists(log);
            try {
                run(
                        "pg_ctl",
                        "--pgdata=" + data,
                        "--log=" + log,
                        "--wait",
                        "--timeout=" + PATIENCE.toSeconds(),
                        "start");
                return port;
            } catch (IOException e) {
                // Somebody may have taken the port in between.
                if (attempt == 3) {
                    throw new IOException(e.getMessage() + lastLines(log), e);
                }
            }
        }
    }

    private void stopServer() throws IOException {
        if (Files.exists(data.resolve("postmaster.pid"))) {
            run("pg_ctl", "--pgdata=" + data, "--mode=fast", "--wait", "--timeout=" + PATIENCE.toSeconds(), "stop");
        }
    }

    private void writeSettings(int port, Map<String, String> different) throws IOException {
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("port", Integer.toString(port));
        settings.put("listen_addresses", "127.0.0.1");
        settings.put("unix_socket_directories", "");
        settings.put("max_connections", "100");
        settings.put("password_encryption", "scram-sha-256");
        settings.put("fsync", "on");
        settings.put("synchronous_commit", "on");
        settings.put("full_page_writes", "on");
        settings.put("shared_buffers", sharedBuffers());
        settings.put("effective_cache_size", "2GB");
        settings.put("work_mem", "16MB");
        settings.put("maintenance_work_mem", "256MB");
        settings.put("max_wal_size", "4GB");
        settings.put("checkpoint_timeout", "15min");
        settings.put("random_page_cost", "1.1");
        settings.put("jit", "off");
        settings.put("timezone", "UTC");
        settings.put("client_connection_check_interval", "5s");
        settings.put("logging_collector", "on");
        settings.put("log_directory", "log");
        settings.put("log_filename", "postgresql-%a.log");
        settings.put("log_truncate_on_rotation", "on");
        settings.put("log_rotation_age", "1d");
        settings.put("log_line_prefix", "%m [%p] %q%u@%d ");
        settings.putAll(different);
        StringBuilder text = new StringBuilder(
                "# Written by Relatum at every start. Put your own settings into override.conf beside this file.\n");
        settings.forEach((name, value) -> text.append(name)
                .append(" = '")
                .append(value.replace("'", "''"))
                .append("'\n"));
        text.append("include_if_exists = 'override.conf'\n");
        Files.writeString(data.resolve("postgresql.conf"), text);
    }

    /** A sixteenth of the memory: the operating system's cache holds the rest. */
    private static String sharedBuffers() {
        long bytes = java.lang.management.ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean system
                ? system.getTotalMemorySize()
                : 4L << 30;
        return Math.clamp(bytes / 16 >> 20, 128, 1024) + "MB";
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }

    // ---- small things

    private Connection connect(String database) throws SQLException {
        return connect(port, database);
    }

    private Connection connect(int port, String database) throws SQLException {
        String url = "jdbc:postgresql://127.0.0.1:" + port + "/" + database + "?connectTimeout=5";
        return DriverManager.getConnection(url, SUPERUSER, passwords.of(SUPERUSER));
    }

    private static boolean exists(Statement sql, String query) throws SQLException {
        try (ResultSet rows = sql.executeQuery(query)) {
            return rows.next();
        }
    }

    private void run(String program, String... arguments) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.add(programs.resolve(program).toString());
        command.addAll(List.of(arguments));
        // A file, not a pipe: the server inherits it and would keep a pipe open for as long as it lives.
        Path output = Files.createTempFile(home, program, ".out");
        try {
            ProcessBuilder builder = new ProcessBuilder(command)
                    .directory(home.toFile())
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("PG") || name.startsWith("LC_"));
            builder.environment().put("LC_ALL", "C");
            Process process = builder.start();
            process.getOutputStream().close();
            boolean ended;
            try {
                ended = process.waitFor(PATIENCE.toSeconds() + 30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            if (!ended || process.exitValue() != 0) {
                throw new IOException(program + " failed" + lastLines(output));
            }
        } finally {
            Files.deleteIfExists(output);
        }
    }

    private static String lastLines(Path file) throws IOException {
        if (!Files.exists(file)) {
            return "";
        }
        List<String> lines =
                Files.readString(file, StandardCharsets.ISO_8859_1).lines().toList();
        return ": " + String.join("\n", lines.subList(Math.max(0, lines.size() - 10), lines.size()));
    }

    private static long pid(@Nullable String line) {
        try {
            return line == null ? -1 : Long.parseLong(line.strip());
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    private static void pause() {
        try {
            Thread.sleep(200);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
