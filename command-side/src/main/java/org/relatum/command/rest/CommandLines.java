package org.relatum.command.rest;

import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.Command;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.LifecycleCommand.MergeDuplicate;
import org.relatum.command.language.LifecycleCommand.UndoMerge;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.shell.Issuance;
import org.relatum.events.access.Caller;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Reads commands that stand alone: which one it is, about whom, and what the body of a request would say, in one JSON object. The same
 * whether it is a line of a stream or came another way. Safe for concurrent use.
 */
public final class CommandLines {
    private static final Set<String> FIELDS = Set.of(
            "command", "customer", "product", "key", "ifMatch", "reason", "correlationId", "causationId", "data");

    private final CommandReader reader;
    private final Gate gate;
    private final int maxLine;

    CommandLines(CommandReader reader, Gate gate, Api api) {
        this.reader = reader;
        this.gate = gate;
        this.maxLine = Math.toIntExact(api.maxBody().toBytes());
    }

    /**
     * A command, ready to be carried out.
     *
     * @param name what it is called where it is sent
     */
    public record Instruction(String name, @Nullable UUID customer, Command command, Issuance issuance) {
        /** The same about another customer. */
        public Instruction about(UUID other) {
            return new Instruction(name, other, command, issuance);
        }

        CommandType type() {
            return CommandType.named(name).orElseThrow();
        }

        /** The streams that commands must not overtake each other on. */
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

    /**
     * Reads one.
     *
     * @param defaults who issues it, and what else it doesn't say itself
     * @throws org.relatum.command.language.RefusedException when it can't be read
     */
    public Instruction read(byte[] line, int offset, int length, Issuance defaults) {
        if (length > maxLine) {
            throw CommandEndpoints.tooLarge(maxLine).asException();
        }
        return instruction(reader.object(line, offset, length), defaults);
    }

    /**
     * Makes sure that a caller may issue it: what a request of its own might, about whom it reaches.
     *
     * @throws org.relatum.command.language.RefusedException when not
     */
    public void admit(Caller caller, Instruction instruction) {
        gate.admitLine(caller, instruction.type(), instruction.customer(), instruction.command());
    }

    /** Whether a caller may issue a command at all. */
    public boolean isAllowed(Caller caller, String name) {
        return CommandType.named(name).filter(type -> gate.allows(caller, type)).isPresent();
    }

    /** Whether there is a command of this name. */
    public static boolean knows(String name) {
        return CommandType.named(name).isPresent();
    }

    /** A refusal as REST would say it, JSON. */
    public String problem(Refusal refusal) {
        StringWriter text = new StringWriter(256);
        try (JsonGenerator out = reader.mapper().createGenerator(text)) {
            Problem.write(out, refusal);
        }
        return text.toString();
    }

    private Instruction instruction(ObjectNode line, Issuance defaults) {
        List<InvalidField> errors = new ArrayList<>(0);
        line.propertyNames().forEach(name -> {
            if (!FIELDS.contains(name)) {
                errors.add(new InvalidField(CommandReader.printable(name), "unknown-field", "is no field of a line"));
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
        return new Instruction(
                type.wireName(),
                customer == null ? null : CommandEndpoints.requireUuid(customer),
                command,
                new Issuance(
                        defaults.actor(),
                        reason == null ? defaults.reason() : reason,
                        defaults.channel(),
                        correlationId == null ? defaults.correlationId() : correlationId,
                        causationId == null ? defaults.causationId() : causationId,
                        key == null ? defaults.idempotencyKey() : key,
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
}
