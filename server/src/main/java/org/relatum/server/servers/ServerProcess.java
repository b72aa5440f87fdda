package org.relatum.server.servers;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** A server in a JVM of its own, which ends with this one. */
final class ServerProcess {
    private static final int LINES = 40;

    private final String name;
    private final Path log;
    private final Process process;

    private ServerProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts it and does not wait for it.
     *
     * @param name for people
     * @param java the home of the Java to run it on
     * @param directory what it says goes to {@code server.log} there
     * @param options of the JVM
     * @param main the main class and what that is given
     */
    static ServerProcess start(
            String name, Path java, Path directory, List<String> options, String classPath, List<String> main)
            throws IOException {
        Path source = directory.resolve("ServerMain.java");
        try (var in = ServerProcess.class.getResourceAsStream("/servers/ServerMain.java")) {
            Files.copy(Objects.requireNonNull(in), source, StandardCopyOption.REPLACE_EXISTING);
        }
        List<String> arguments = new ArrayList<>(options);
        arguments.addAll(List.of("-cp", classPath, source.toString()));
        arguments.addAll(main);
        // Class paths are longer than some systems let a command line be.
        Path file = directory.resolve("java.args");
        Files.write(
                file,
                arguments.stream().map(a -> '"' + a.replace("\\", "\\\\") + '"').toList());
        Path log = directory.resolve("server.log");
        return new ServerProcess(
                name,
                log,
                new ProcessBuilder(java.resolve("bin/java").toString(), "@" + file)
                        .directory(directory.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                        .start());
    }

    /**
     * Returns when it takes connections on the loopback address.
     *
     * @throws IllegalStateException when it does not, with what it said last
     */
    void await(int port, Duration patience) throws IOException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return;
            } catch (IOException notYet) {
                if (!process.isAlive() || System.nanoTime() > end) {
                    List<String> lines = Files.readAllLines(log);
                    throw new IllegalStateException(name + " does not start:\n"
                            + String.join("\n", lines.subList(Math.max(0, lines.size() - LINES), lines.size())));
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** Ends it at once (SIGKILL). */
    void kill() {
        try {
            process.destroyForcibly().waitFor(30, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
