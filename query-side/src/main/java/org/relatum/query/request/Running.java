package org.relatum.query.request;

import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Work that takes a while and tells how far it is: an answer of lines, one after another as they come. It ends when its client goes
 * away.
 */
public final class Running {
    private static final Logger log = LoggerFactory.getLogger(Running.class);

    private final String name;
    private final QueryCode already;
    private final JsonMapper json;
    private final AtomicBoolean running = new AtomicBoolean();

    /**
     * @param name of the work, for the log
     * @param already the refusal while another of its kind runs
     */
    public Running(String name, QueryCode already, JsonMapper json) {
        this.name = name;
        this.already = already;
        this.json = json;
    }

    /**
     * Does it, one at a time.
     *
     * @param work gets what sends a line at once
     * @param failed makes the last line when the work failed, of what may be told of it
     */
    public void alone(HttpServletResponse response, Consumer<Consumer<Object>> work, Function<String, Object> failed) {
        if (!running.compareAndSet(false, true)) {
            throw QueryProblem.of(already, "Ask again when the other one ended");
        }
        try {
            any(response, work, failed);
        } finally {
            running.set(false);
        }
    }

    /** Does it, however many others run. */
    public void any(HttpServletResponse response, Consumer<Consumer<Object>> work, Function<String, Object> failed) {
        @Nullable JsonLines[] lines = {null};
        Consumer<Object> send = line -> {
            // Until the first line a refusal can still be answered as one.
            JsonLines begun = lines[0];
            if (begun == null) {
                begun = begun(response);
                lines[0] = begun;
            }
            send(begun, line);
        };
        try {
            work.accept(send);
        } catch (UncheckedIOException e) {
            log.info("{} was broken off: its client is gone", name);
        } catch (RuntimeException e) {
            if (lines[0] == null) {
                throw e;
            }
            log.error("{} failed", name, e);
            send.accept(failed.apply("It failed; the log says why"));
        }
    }

    private JsonLines begun(HttpServletResponse response) {
        try {
            return new JsonLines(json, response);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void send(JsonLines lines, Object line) {
        try {
            lines.write(line);
            lines.flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
