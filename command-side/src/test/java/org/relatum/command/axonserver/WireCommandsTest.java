package org.relatum.command.axonserver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.axoniq.axonserver.grpc.SerializedObject;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.relatum.command.axonserver.WireCommands.Failure;
import org.relatum.command.language.CustomerCommand;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.shell.Issuance;
import org.relatum.command.shell.Outcome;

class WireCommandsTest {
    private final WireCommands wire = new WireCommands();

    @Test
    void every_command_about_a_customer_arrives_as_it_was_sent() throws ReflectiveOperationException {
        assertThat(WireCommands.types()).hasSizeGreaterThan(40);
        for (Class<? extends CustomerCommand> type : WireCommands.types()) {
            CustomerCommand full = type.cast(record(type));
            assertThat(wire.command(wire.write(full))).isEqualTo(full).hasToString(full.toString());
        }
    }

    @Test
    void a_command_that_this_version_does_not_know_is_not_taken_for_another() {
        SerializedObject unknown =
                SerializedObject.newBuilder().setType("PraiseCustomer").build();
        assertThatThrownBy(() -> wire.command(unknown)).hasMessage("this version knows no command PraiseCustomer");
    }

    @Test
    void who_issues_a_command_and_what_became_of_it_arrive_as_they_were_sent() {
        Issuance full = new Issuance("ada", "because", "web", "c-1", "d-1", "k-1", 7L);
        assertThat(wire.issuance(wire.write(full))).isEqualTo(full);
        assertThat(wire.issuance(wire.write(Issuance.by("ada")))).isEqualTo(Issuance.by("ada"));
        Outcome.Accepted accepted = new Outcome.Accepted(UUID.randomUUID(), 12, true);
        assertThat(wire.accepted(wire.write(accepted))).isEqualTo(accepted);
    }

    @Test
    void a_refusal_arrives_whole_and_its_facts_are_what_they_were() {
        Refusal refusal = new Refusal(
                RefusalCode.VERSION_CONFLICT,
                "The stream has another version",
                Map.of(
                        "currentVersion",
                        3L,
                        "survivor",
                        UUID.randomUUID(),
                        "now",
                        Instant.parse("2026-01-02T03:04:05.000006Z"),
                        "sum",
                        new BigDecimal("1.50"),
                        "left",
                        4,
                        "allowed",
                        List.of("a", "b"),
                        "state",
                        "OPEN"),
                List.of(new InvalidField("lines[0].quantity", "not-positive", "must be positive")));
        assertThat(wire.failure(wire.write(Failure.of(refusal))).refusal()).isEqualTo(refusal);
        assertThat(wire.failure(wire.write(Failure.failed(true))).unavailable()).isTrue();
    }

    /** A record with a value in every component, down to the leaves. */
    private static Object record(Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < values.length; i++) {
            values[i] = value(components[i].getGenericType());
        }
        var constructor = type.getDeclaredConstructor(
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new));
        constructor.setAccessible(true);
        return constructor.newInstance(values);
    }

    private static Object value(Type type) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType generic) {
            Object first = value(generic.getActualTypeArguments()[0]);
            if (generic.getRawType() == List.class) {
                return List.of(first);
            }
            return generic.getRawType() == Set.class
                    ? Set.of(first)
                    : Map.of(first, value(generic.getActualTypeArguments()[1]));
        }
        Class<?> plain = (Class<?>) type;
        Object leaf = leaf(plain);
        return leaf != null ? leaf : record(plain);
    }

    private static @Nullable Object leaf(Class<?> type) {
        if (type.isEnum()) {
            return type.getEnumConstants()[0];
        }
        return switch (type.getSimpleName()) {
            case "String" -> "ü \"1\"";
            case "Instant" -> Instant.parse("2026-01-02T03:04:05.000006Z");
            case "LocalDate" -> LocalDate.parse("2026-01-02");
            case "UUID" -> UUID.fromString("0f0e0d0c-0b0a-4908-8706-050403020100");
            case "BigDecimal" -> new BigDecimal("12.50");
            case "Long", "long" -> 5_000_000_000L;
            case "Integer", "int" -> 17;
            case "Boolean", "boolean" -> true;
            case "Double", "double" -> 0.1;
            default -> null;
        };
    }
}
