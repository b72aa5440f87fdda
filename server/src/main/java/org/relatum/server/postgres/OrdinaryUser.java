package org.relatum.server.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How to start a program that refuses to be root, as PostgreSQL does.
 *
 * <p>An ordinary user just starts it. Root starts it in a user namespace of its own, in which it is nobody while all
 * files still belong to root; where namespaces are forbidden, as in many containers, it gives up being root and keeps
 * only the right to reach root's files.
 */
enum OrdinaryUser {
    ALREADY(List.of()),
    IN_NAMESPACE(List.of("unshare", "--user")),
    WITHOUT_ROOT(List.of(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--inh-caps=+dac_override,+fowner,+kill",
            "--ambient-caps=+dac_override,+fowner,+kill"));

    /** Where anybody may execute programs that only root may write. */
    private static final Path SHARED_PROGRAMS = Path.of("/var/cache/relatum");

    private final List<String> prefix;

    OrdinaryUser(List<String> prefix) {
        this.prefix = prefix;
    }

    /** What to put in front of a command. */
    List<String> prefix() {
        return prefix;
    }

    /** Where programs have to be to be startable: the own cache, unless others cannot reach that. */
    Path programs(Path cache) {
        return this == WITHOUT_ROOT ? SHARED_PROGRAMS : cache;
    }

    /**
     * The way that works here.
     *
     * @throws EmbeddedPostgresException when this is root and no way works
     */
    static OrdinaryUser find() throws IOException {
        if (uid(ALREADY.prefix) != 0) {
            return ALREADY;
        }
        for (OrdinaryUser way : List.of(IN_NAMESPACE, WITHOUT_ROOT)) {
            if (uid(way.prefix) > 0) {
                return way;
            }
        }
        throw new EmbeddedPostgresException(
                "PostgreSQL refuses to run as root, and neither 'unshare --user' nor 'setpriv' (util-linux) works"
                        + " here; run Relatum as an ordinary user, or name a PostgreSQL with --db");
    }

    /** The user id that a program started with this prefix has; -1 when it cannot be started. */
    private static long uid(List<String> prefix) throws IOException {
        List<String> command = new ArrayList<>(prefix);
        command.addAll(List.of("id", "-u"));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return -1;
        }
        String answer = new String(process.getInputStream().readAllBytes(), StandardCharsets.US_ASCII).strip();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
                return -1;
            }
            return Long.parseLong(answer);
        } catch (NumberFormatException e) {
            return -1;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }
}
