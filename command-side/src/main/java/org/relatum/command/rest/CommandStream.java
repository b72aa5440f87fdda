package org.relatum.command.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.CustomerCommand;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusedException;
import org.relatum.command.rest.CommandLines.Instruction;
import org.relatum.command.rest.CommandType.Created;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.Issuance;
import org.relatum.command.shell.Outcome;
import org.relatum.command.shell.Outcome.Accepted;
import org.relatum.command.shell.Outcome.Refused;
import org.relatum.command.shell.StoreUnavailableException;
import org.relatum.events.access.Caller;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JsonGenerator;

/**
 * A stream of mixed commands, one JSON object a line, and a stream of their results, one a line, in the same order.
 *
 * <p>Lines about the same customer are carried out in their order, others side by side; a line about anything else waits for all
 * before it and is waited for by all after it. Before the stream waits for more input it sees to the results of everything it has read, so
 * that a client may send a line and wait for its result. What is read but not answered is bounded, and so is what is answered but
 * not taken: a client that doesn't read its results is not read from either in the end, until the container gives its connection up.
 */
final class CommandStream {
    private static final Logger LOG = LoggerFactory.getLogger(CommandStream.class);
    private static final int WINDOW = 256;
    private static final String NDJSON = "application/x-ndjson";

    private final CommandService service;
    private final CommandReader reader;
    private final CommandLines lines;
    private final ExecutorService workers;
    private final int maxLine;
    private final int parallelism;

    CommandStream(CommandService service, CommandReader reader, CommandLines lines, ExecutorService workers, Api api) {
        this.service = service;
        this.reader = reader;
        this.lines = lines;
        this.workers = workers;
        this.maxLine = Math.toIntExact(api.maxBody().toBytes());
        this.parallelism = api.streamParallelism();
    }

    /** Answers one request. */
    public void serve(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Issuance issuance;
        try {
            RequestHead.requireNdjson(request);
            issuance = RequestHead.issuance(request);
            requireNothingForOne(request);
        } catch (RefusedException e) {
            Problem.respond(response, e.refusal(), reader.mapper());
            return;
        }
        response.setStatus(HttpServletResponse.SC_OK);
        response.setContentType(NDJSON);
        try (ResultWriter results = new ResultWriter(response.getOutputStream())) {
            new Run(RequestHead.caller(request), issuance, request.getInputStream(), results).run();
        }
    }

    private static void requireNothingForOne(HttpServletRequest request) {
        for (String header : List.of(RequestHead.IDEMPOTENCY_KEY, RequestHead.IF_MATCH)) {
            if (request.getHeader(header) != null) {
                throw Refusal.invalid(
                                header, "not-allowed", "belongs to one command: state key and ifMatch in its line")
                        .asException();
            }
        }
    }

    /** What becomes of a line: read and refused at once, or being carried out. */
    private record Line(long index, @Nullable Instruction instruction, CompletableFuture<Outcome> outcome) {}

    /** One request. */
    private final class Run {
        private final Caller caller;
        private final Issuance defaults;
        private final LineInput in;
        private final ResultWriter results;
        private final ArrayDeque<Line> pending = new ArrayDeque<>();
        private final Map<UUID, CompletableFuture<?>> tails = new HashMap<>();
        private final Semaphore permits = new Semaphore(parallelism);
        private boolean sequencerIsLate;
        private CompletableFuture<?> barrier = CompletableFuture.completedFuture(null);

        Run(Caller caller, Issuance defaults, InputStream in, ResultWriter results) {
            this.caller = caller;
            this.defaults = defaults;
            this.in = new LineInput(in, maxLine);
            this.results = results;
        }

        void run() {
            try {
                while (!results.isBroken()) {
                    if (!in.hasBufferedLine()) {
                        finishAll();
                    }
                    LineInput.Read line = in.next();
                    if (line == null) {
                        break;
                    }
                    accept(line);
                    while (pending.size() >= WINDOW) {
                        finish(pending.remove());
                    }
                }
            } catch (IOException e) {
                LOG.debug("a stream of commands broke off", e);
            }
            finishAll();
        }

        private void accept(LineInput.Read line) {
            if (line.isBlank()) {
                return;
            }
            try {
                if (line.tooLong()) {
                    throw CommandEndpoints.tooLarge(maxLine).asException();
                }
                Instruction instruction = lines.read(line.bytes(), line.offset(), line.length(), defaults);
                lines.admit(caller, instruction);
                pending.add(new Line(line.index(), instruction, schedule(instruction)));
            } catch (RefusedException e) {
                pending.add(new Line(line.index(), null, CompletableFuture.completedFuture(new Refused(e.refusal()))));
            }
        }

        private CompletableFuture<Outcome> schedule(Instruction instruction) {
            List<CompletableFuture<?>> before = new ArrayList<>(3);
            boolean alone = !(instruction.command() instanceof CustomerCommand);
            List<UUID> streams = instruction.streams();
            if (alone) {
                pending.forEach(line -> before.add(line.outcome()));
            } else {
                streams.forEach(stream -> {
                    CompletableFuture<?> tail = tails.get(stream);
                    if (tail != null) {
                        before.add(tail);
                    }
                });
            }
            before.add(barrier);
            CompletableFuture<Outcome> outcome = CompletableFuture.allOf(before.toArray(CompletableFuture[]::new))
                    .thenApplyAsync(done -> carryOut(instruction), workers);
            if (alone) {
                barrier = outcome;
            }
            streams.forEach(stream -> tails.put(stream, outcome));
            return outcome;
        }

        private Outcome carryOut(Instruction instruction) {
            permits.acquireUninterruptibly();
            try {
                return service.execute(instruction.customer(), instruction.command(), instruction.issuance());
            } catch (StoreUnavailableException e) {
                LOG.warn("The event store does not answer", e);
                return new Refused(CommandEndpoints.storeUnavailable());
            } catch (RuntimeException e) {
                LOG.error("A command failed", e);
                return new Refused(ApiErrors.internalError());
            } finally {
                permits.release();
            }
        }

        /** Once the sequencer is late, no line waits for it until it has caught up. */
        private @Nullable Long position(Accepted accepted) {
            Long position =
                    service.position(accepted, sequencerIsLate ? Duration.ZERO : CommandService.POSITION_TIMEOUT);
            sequencerIsLate = position == null;
            return position;
        }

        private void finishAll() {
            while (!pending.isEmpty()) {
                finish(pending.remove());
            }
            tails.clear();
        }

        private void finish(Line line) {
            Outcome outcome = line.outcome().join();
            ByteArrayOutputStream text = new ByteArrayOutputStream(200);
            try (JsonGenerator json = reader.mapper().createGenerator(text)) {
                json.writeStartObject();
                json.writeNumberProperty("index", line.index());
                switch (outcome) {
                    case Refused refused -> {
                        json.writeNumberProperty(
                                "status", refused.refusal().code().status());
                        json.writeName("problem");
                        Problem.write(json, refused.refusal());
                    }
                    case Accepted accepted -> {
                        Instruction instruction = line.instruction();
                        if (instruction == null) {
                            throw new IllegalStateException("a line that can't be read was accepted");
                        }
                        Created created = instruction.type().created(instruction.command(), accepted);
                        json.writeNumberProperty("status", created == null ? 200 : 201);
                        json.writeName("answer");
                        CommandEndpoints.writeAnswer(json, instruction.type(), accepted, created, position(accepted));
                    }
                }
                json.writeEndObject();
            }
            text.write('\n');
            results.put(text.toByteArray());
        }
    }

    /** Reads lines of bounded length; of a longer one it keeps nothing and skips to its end. */
    private static final class LineInput {
        private static final int CHUNK = 1 << 16;

        /** A line, valid until the next one is read. */
        record Read(long index, byte[] bytes, int offset, int length, boolean tooLong) {
            boolean isBlank() {
                for (int i = offset; i < offset + length; i++) {
                    if (bytes[i] != ' ' && bytes[i] != '\t' && bytes[i] != '\r') {
                        return false;
                    }
                }
                return !tooLong;
            }
        }

        private final InputStream in;
        private final int maxLine;
        private byte[] buffer = new byte[CHUNK];
        private int from;
        private int to;
        private boolean ended;
        private long index;

        LineInput(InputStream in, int maxLine) {
            this.in = in;
            this.maxLine = maxLine;
        }

        /** Whether a line can be had without waiting for the client. */
        boolean hasBufferedLine() {
            return newline(from) >= 0;
        }

        @Nullable
        Read next() throws IOException {
            boolean tooLong = false;
            int searched = 0;
            while (true) {
                int end = newline(from + searched);
                if (end < 0 && ended) {
                    if (from == to && !tooLong) {
                        return null;
                    }
                    end = to;
                }
                if (end >= 0) {
                    int length = end - from;
                    Read line = new Read(index++, buffer, from, length, tooLong || length > maxLine);
                    from = Math.min(end + 1, to);
                    return line;
                }
                searched = to - from;
                if (searched > maxLine) {
                    tooLong = true;
                    from = to;
                    searched = 0;
                }
                fill();
            }
        }

        private int newline(int start) {
            for (int i = start; i < to; i++) {
                if (buffer[i] == '\n') {
                    return i;
                }
            }
            return -1;
        }

        private void fill() throws IOException {
            if (from > 0) {
                System.arraycopy(buffer, from, buffer, 0, to - from);
                to -= from;
                from = 0;
            }
            if (to == buffer.length) {
                buffer = Arrays.copyOf(buffer, Math.min(buffer.length * 2, maxLine + CHUNK));
            }
            int n = in.read(buffer, to, buffer.length - to);
            if (n < 0) {
                ended = true;
            } else {
                to += n;
            }
        }
    }
}
