package org.relatum.server.cli;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Progress of a long command on standard error: one line that is written over on a terminal, otherwise a plain line
 * every few seconds. It says how many are done, how fast, and how long the rest will take at that pace.
 */
final class Progress {

    private static final long TERMINAL_NANOS = 100_000_000L;
    private static final long PLAIN_NANOS = 5_000_000_000L;
    private static final double PACE_SECONDS = 2;
    private static final int WIDTH = 30;

    private final PrintStream out;
    private final boolean terminal;
    private final String thing;
    private long last = System.nanoTime() - PLAIN_NANOS;
    private long paceFrom = System.nanoTime();
    private long paceDone;
    private double perSecond;
    private int shown;

    /** Counts {@code thing}, for example rows. The launcher says whether standard error is a terminal. */
    Progress(String thing) {
        this(System.err, Boolean.parseBoolean(yes(System.getProperty("relatum.terminal", "no"))), thing);
    }

    Progress(PrintStream out, boolean terminal, String thing) {
        this.out = out;
        this.terminal = terminal;
        this.thing = thing;
    }

    /** So many are done; {@code total} 0 or less: nobody knows of how many. */
    synchronized void at(long done, long total) {
        long now = System.nanoTime();
        if (now - last < (terminal ? TERMINAL_NANOS : PLAIN_NANOS) && done != total) {
            return;
        }
        last = now;
        String counted = (total > 0
                        ? String.format(Locale.ROOT, "%,d of %,d %s (%d %%)", done, total, thing, done * 100 / total)
                        : String.format(Locale.ROOT, "%,d %s", done, thing))
                + pace(done, total, now);
        if (terminal) {
            String line = (total > 0 ? bar(done, total) + " " : "") + counted;
            out.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
            out.flush();
            shown = line.length();
        } else {
            out.println(counted);
        }
    }

    /** By the last few seconds, because the first of them are slow. */
    private String pace(long done, long total, long now) {
        double seconds = (now - paceFrom) / 1e9;
        if (seconds >= PACE_SECONDS) {
            double lately = (done - paceDone) / seconds;
            perSecond = perSecond == 0 ? lately : (perSecond + lately) / 2;
            paceFrom = now;
            paceDone = done;
        }
        if (perSecond < 1) {
            return "";
        }
        String pace = String.format(Locale.ROOT, ", %,.0f/s", perSecond);
        return done < total ? pace + String.format(Locale.ROOT, ", %,.0f s left", (total - done) / perSecond) : pace;
    }

    /** Clears the line, so that a result can follow. */
    synchronized void done() {
        if (terminal && shown > 0) {
            out.print("\r" + " ".repeat(shown) + "\r");
            out.flush();
            shown = 0;
        }
    }

    private static String bar(long done, long total) {
        int filled = (int) Math.min(WIDTH, done * WIDTH / total);
        return "[" + "#".repeat(filled) + ".".repeat(WIDTH - filled) + "]";
    }

    private static String yes(String answer) {
        return answer.equals("yes") ? "true" : answer;
    }
}
