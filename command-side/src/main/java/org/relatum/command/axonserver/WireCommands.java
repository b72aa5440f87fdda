package org.relatum.command.axonserver;

import com.google.protobuf.ByteString;
import io.axoniq.axonserver.grpc.SerializedObject;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.CustomerCommand;
import org.relatum.command.language.Refusal;
import org.relatum.command.shell.Issuance;
import org.relatum.command.shell.Outcome;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** The form of commands and of what became of them between nodes of one version: JSON, with what REST would show unchanged. */
final class WireCommands {
    private static final Map<String, Class<? extends CustomerCommand>> TYPES = new HashMap<>();

    static {
        collect(CustomerCommand.class);
    }

    private final JsonMapper json = JsonMapper.builder()
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.USE_LONG_FOR_INTS)
            .build();

    /** What a fact of a refusal may be that JSON has no form for: programs look at it. */
    private static final Map<String, Class<?>> KINDS =
            Map.of("uuid", UUID.class, "instant", Instant.class, "decimal", BigDecimal.class, "int", Integer.class);

    /**
     * Why a command was not accepted.
     *
     * @param refusal null when the node failed
     * @param kinds of the refusal's facts, by name, where JSON does not tell them
     * @param unavailable whether the event store did not answer
     */
    record Failure(@Nullable Refusal refusal, Map<String, String> kinds, boolean unavailable) {
        static Failure of(Refusal refusal) {
            Map<String, String> kinds = new HashMap<>();
            refusal.facts()
                    .forEach((name, value) -> KINDS.forEach((kind, type) -> {
                        if (type.isInstance(value)) {
                            kinds.put(name, kind);
                        }
                    }));
            return new Failure(refusal, kinds, false);
        }

        static Failure failed(boolean unavailable) {
            return new Failure(null, Map.of(), unavailable);
        }
    }

    private static void collect(Class<? extends CustomerCommand> family) {
        Class<?>[] permitted = family.getPermittedSubclasses();
        if (permitted == null) {
            TYPES.put(family.getSimpleName(), family);
            return;
        }
        for (Class<?> member : permitted) {
            collect(member.asSubclass(CustomerCommand.class));
        }
    }

    /** The kinds of commands that are sent. */
    static Collection<Class<? extends CustomerCommand>> types() {
        return Collections.unmodifiableCollection(TYPES.values());
    }

    SerializedObject write(CustomerCommand command) {
        return SerializedObject.newBuilder()
                .setType(command.getClass().getSimpleName())
                .setData(ByteString.copyFrom(json.writeValueAsBytes(command)))
                .build();
    }

    /** @throws IllegalArgumentException when this version knows no such command */
    CustomerCommand command(SerializedObject written) {
        Class<? extends CustomerCommand> type = TYPES.get(written.getType());
        if (type == null) {
            throw new IllegalArgumentException("this version knows no command " + written.getType());
        }
        return json.readValue(written.getData().toByteArray(), type);
    }

    String write(Issuance issuance) {
        return json.writeValueAsString(issuance);
    }

    Issuance issuance(String written) {
        return json.readValue(written, Issuance.class);
    }

    SerializedObject write(Outcome.Accepted accepted) {
        return SerializedObject.newBuilder()
                .setType("accepted")
                .setData(ByteString.copyFrom(json.writeValueAsBytes(accepted)))
                .build();
    }

    Outcome.Accepted accepted(SerializedObject written) {
        return json.readValue(written.getData().toByteArray(), Outcome.Accepted.class);
    }

    String write(Failure failure) {
        return json.writeValueAsString(failure);
    }

    Failure failure(String written) {
        Failure failure = json.readValue(written, Failure.class);
        Refusal refusal = failure.refusal();
        if (refusal == null) {
            return failure;
        }
        Map<String, Object> facts = new HashMap<>(refusal.facts());
        failure.kinds()
                .forEach((name, kind) -> facts.computeIfPresent(
                        name, (same, value) -> json.convertValue(value, KINDS.getOrDefault(kind, Object.class))));
        return new Failure(
                new Refusal(refusal.code(), refusal.detail(), facts, refusal.errors()),
                failure.kinds(),
                failure.unavailable());
    }
}
