package org.relatum.command.ingest.kafka;

import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.UUID;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.command.rest.CommandLines;
import org.relatum.command.rest.CommandLines.Instruction;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.Issuance;
import org.relatum.command.shell.Outcome;
import org.relatum.events.access.Caller;

/**
 * Makes commands of messages and carries them out. A message's identity is its source (the topic, as the actor) and a key: the one it
 * states, or that of a CloudEvent, or its place in Kafka; so a message that comes twice is one fact. It may say what a line of a stream
 * of commands might that a principal with the roles and the reach of the settings sends.
 */
final class Facts {
    private static final int LONGEST = 200;

    private final CommandService service;
    private final CommandLines lines;
    private final IngestSettings settings;

    /** @throws IllegalArgumentException when messages may be commands that their principal may not issue */
    Facts(CommandService service, CommandLines lines, IngestSettings settings) {
        this.service = service;
        this.lines = lines;
        this.settings = settings;
        for (String topic : settings.topics()) {
            for (String command : settings.commands()) {
                if (!lines.isAllowed(settings.caller(topic), command)) {
                    throw new IllegalArgumentException("relatum.ingest.commands names " + command
                            + ", which relatum.ingest.roles and the reach beside it do not allow");
                }
            }
        }
    }

    /**
     * Carries out what a message says.
     *
     * @param topic the identifier of the message's topic: one that is made anew under an old name is another
     * @throws org.relatum.command.shell.StoreUnavailableException when the event store does not answer; the outcome is open
     */
    Outcome carryOut(ConsumerRecord<byte[], byte[]> message, Uuid topic) {
        Caller caller = settings.caller(message.topic());
        try {
            byte[] value = Objects.requireNonNullElse(message.value(), new byte[0]);
            Instruction instruction = lines.read(value, 0, value.length, issuance(message, topic));
            if (!settings.commands().contains(instruction.name())) {
                throw Refusal.invalid(
                                "command",
                                "not-allowed",
                                "is not among those that messages may be: relatum.ingest.commands")
                        .asException();
            }
            Outcome outcome = execute(caller, instruction);
            // Others go on writing about a customer that was merged; they mean the one it is now.
            return outcome instanceof Outcome.Refused refused
                            && refused.refusal().code() == RefusalCode.CUSTOMER_MERGED
                            && refused.refusal().facts().get("survivor") instanceof UUID survivor
                    ? execute(caller, instruction.about(survivor))
                    : outcome;
        } catch (RefusedException e) {
            return new Outcome.Refused(e.refusal());
        }
    }

    private Outcome execute(Caller caller, Instruction instruction) {
        lines.admit(caller, instruction);
        return service.execute(instruction.customer(), instruction.command(), instruction.issuance());
    }

    private static Issuance issuance(ConsumerRecord<byte[], byte[]> message, Uuid topic) {
        String source = "kafka:" + message.topic();
        return new Issuance(
                fitting(source),
                null,
                source.length() <= 100 ? source : source.substring(0, 100),
                null,
                null,
                key(message, topic),
                null);
    }

    private static String key(ConsumerRecord<byte[], byte[]> message, Uuid topic) {
        String source = text(message.headers(), "ce_source");
        String id = text(message.headers(), "ce_id");
        return source != null && id != null
                ? fitting("ce:" + source + ":" + id)
                : "kafka:" + topic + ":" + message.partition() + ":" + message.offset();
    }

    private static @Nullable String text(Headers headers, String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), StandardCharsets.UTF_8);
    }

    /** Text that is too long, or can't be stored as it is, by what identifies it. */
    private static String fitting(String text) {
        return text.length() <= LONGEST && text.chars().noneMatch(Character::isISOControl)
                ? text
                : "kafka:" + DerivedId.of("kafka", text);
    }

    /** A refusal as REST would say it. */
    String problem(Refusal refusal) {
        return lines.problem(refusal);
    }
}
