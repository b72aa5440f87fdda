package org.relatum.server.postgres;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * How to start a program that refuses to be root, as PostgreSQL does.
 *
 * <p>An ordinary user just starts it. Root starts it in a user namespace of its own, in which it is nobody while all
 * files still belong to root; where namespaces are forbidden, as in many containers, it gives up being root and keeps
 * only the right to reach root's files.
 */
final class OrdinaryUser {

    private static final List<String> NAMESPACE = List.of("unshare", "--user");
    private static final List<String> DROP_ROOT = List.of(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--inh-caps=+dac_override,+fowner,+kill",
            "--ambient-caps=+dac_override,+fowner,+kill");

    private OrdinaryUser() {}

    /**
     * What to put in front of a command.
     *
     * @throws EmbeddedPostgresException when this is root and neither way works
     */
    static List<String> prefix() throws IOException {
        if (uid(List.of()) != 0) {
            return List.of();
        }
        if (uid(NAMESPACE) > 0) {
            return NAMESPACE;
        }
        if (uid(DROP_ROOT) > 0) {
            return DROP_ROOT;
        }
        throw new EmbeddedPostgresException(
                "PostgreSQL refuses to run as root, and neither 'unshare --user' nor 'setpriv' (util-linux) works"
                        + " here; run Relatum as an ordinary user, or name a PostgreSQL with --db");
    }

    /** The user id that a program started with this prefix has; -1 when it cannot be started. */
    private static long uid(List<String> prefix) throws IOException {
        List<String> command = new java.util.ArrayList<>(prefix);
        command.addAll(List.of("id", "-u"));
        Process process;
        try {
            process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            return -1;
        }
        String answer =
                new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.US_ASCII).strip();
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
