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
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Command;
import org.relatum.command.language.CustomerCommand;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.LifecycleCommand.MergeDuplicate;
import org.relatum.command.language.LifecycleCommand.UndoMerge;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

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
    private static final Set<String> FIELDS = Set.of(
            "command", "customer", "product", "key", "ifMatch", "reason", "correlationId", "causationId", "data");
    private static final String NDJSON = "application/x-ndjson";

    private final CommandService service;
    private final CommandReader reader;
    private final Gate gate;
    private final ExecutorService workers;
    private final int maxLine;
    private final int parallelism;

    CommandStream(CommandService service, CommandReader reader, Gate gate, ExecutorService workers, Api api) {
        this.service = service;
        this.reader = reader;
        this.gate = gate;
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

    /** A line's command, ready to be carried out. */
    private record Instruction(CommandType type, @Nullable UUID customer, Command command, Issuance issuance) {

        /** The streams that lines must not overtake each other on. */
        List<UUID> streams() {
            List<UUID> streams = new ArrayList<>(2);
            if (customer != null) {
                streams.add(customer);
            } else if (issuance.idempotencyKey() != null) {
                streams.add(DerivedId.ofCustomer(issuance.actor(), issuance.idempotencyKey()));
            }
            if (command instanceof MergeDuplicate c) {
                streams.add(c.duplicate());
            } else if (command instanceof UndoMerge c) {
                streams.add(c.duplicate());
            }
            return streams;
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
                Instruction instruction = instruction(reader.object(line.bytes(), line.offset(), line.length()));
                pending.add(new Line(line.index(), instruction, schedule(instruction)));
            } catch (RefusedException e) {
                pending.add(new Line(line.index(), null, CompletableFuture.completedFuture(new Refused(e.refusal()))));
            }
        }

        private Instruction instruction(ObjectNode line) {
            List<InvalidField> errors = new ArrayList<>(0);
            line.propertyNames().forEach(name -> {
                if (!FIELDS.contains(name)) {
                    errors.add(
                            new InvalidField(CommandReader.printable(name), "unknown-field", "is no field of a line"));
                }
            });
            String name = text(line, "command", errors);
            String customer = text(line, "customer", errors);
            String product = text(line, "product", errors);
            String key = text(line, "key", errors);
            String reason = text(line, "reason", errors);
            String correlationId = text(line, "correlationId", errors);
            String causationId = text(line, "causationId", errors);
            Long ifMatch = version(line, errors);
            JsonNode data = line.get("data");
            if (data != null && !data.isNull() && !data.isObject()) {
                errors.add(new InvalidField("data", "wrong-type", "must be an object"));
            }
            if (name == null && errors.isEmpty()) {
                errors.add(new InvalidField("command", "required", "is required"));
            }
            if (!errors.isEmpty() || name == null) {
                throw Refusal.invalid(errors).asException();
            }
            CommandType type = CommandType.named(name)
                    .orElseThrow(() -> Refusal.of(
                                    RefusalCode.UNKNOWN_COMMAND,
                                    "The commands are listed with this address in the API's description")
                            .asException());
            requireAddress("customer", customer, type.needsCustomer());
            requireAddress("product", product, type.pathFields().contains(CommandType.SKU));
            Command command = reader.read(
                    type,
                    data instanceof ObjectNode object ? object : reader.nothing(),
                    product == null ? Map.of() : Map.of(CommandType.SKU, product));
            UUID target = customer == null ? null : CommandEndpoints.requireUuid(customer);
            gate.admitLine(caller, type, target, command);
            return new Instruction(
                    type,
                    target,
                    command,
                    new Issuance(
                            defaults.actor(),
                            reason == null ? defaults.reason() : reason,
                            defaults.channel(),
                            correlationId == null ? defaults.correlationId() : correlationId,
                            causationId == null ? defaults.causationId() : causationId,
                            key,
                            ifMatch));
        }

        private static void requireAddress(String field, @Nullable String value, boolean needed) {
            if (needed && value == null) {
                throw Refusal.invalid(field, "required", "is required for this command")
                        .asException();
            }
            if (!needed && value != null) {
                throw Refusal.invalid(field, "unknown-field", "is no field of a line with this command")
                        .asException();
            }
        }

        private static @Nullable String text(ObjectNode line, String field, List<InvalidField> errors) {
            JsonNode value = line.get(field);
            if (value == null || value.isNull()) {
                return null;
            }
            if (!value.isString()) {
                errors.add(new InvalidField(field, "wrong-type", "must be text"));
                return null;
            }
            return value.stringValue();
        }

        private static @Nullable Long version(ObjectNode line, List<InvalidField> errors) {
            JsonNode value = line.get("ifMatch");
            if (value == null || value.isNull()) {
                return null;
            }
            if (!value.canConvertToLong() || !value.isIntegralNumber() || value.longValue() < 0) {
                errors.add(new InvalidField("ifMatch", "wrong-type", "must be a version, a whole number"));
                return null;
            }
            return value.longValue();
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
