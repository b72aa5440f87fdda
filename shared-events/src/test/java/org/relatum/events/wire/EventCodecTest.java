package org.relatum.events.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relatum.events.Direction;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.LifecycleEvent.ProfileChanged;
import org.relatum.events.Metadata;
import org.relatum.events.Money;
import org.relatum.events.Personal;
import org.relatum.events.ProductEvent.ProductDiscontinued;
import org.relatum.events.ProductEvent.ProductPriced;
import org.relatum.events.Profile;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.privacy.FixedSubjectKeys;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

class EventCodecTest {
    private static final Instant NOON = Instant.parse("2026-03-01T12:00:00.000001Z");
    private static final List<EventType> TYPES = EventTypes.ALL;

    private final FieldCipher cipher = new FieldCipher(new FixedSubjectKeys());
    private final EventCodec codec = new EventCodec(cipher);

    @Test
    void a_personal_field_is_stored_sealed_and_revealed_with_the_subjects_key() {
        byte[] stored = codec.encode(
                Examples.STREAM,
                new InteractionLogged(
                        NOON,
                        "phone",
                        Direction.INBOUND,
                        "billing",
                        null,
                        30L,
                        Personal.clear(Examples.CUSTOMER, "Ada is ill")));

        assertThat(stored).asString(UTF_8).doesNotContain("Ada");
        InteractionLogged read = (InteractionLogged) codec.decode(Examples.STREAM, "interaction.logged", 1, stored);
        assertThat(cipher.reveal(read.summary())).contains("Ada is ill");
        assertThat(codec.encode(Examples.STREAM, read)).isEqualTo(stored);
    }

    @Test
    void a_personal_field_that_was_moved_to_another_field_type_or_stream_is_not_revealed() {
        UUID customer = Examples.CUSTOMER;
        String stored = new String(
                codec.encode(
                        customer,
                        new ProfileChanged(
                                NOON,
                                new Profile(
                                        Personal.clear(customer, "Ada"),
                                        null,
                                        null,
                                        null,
                                        Personal.clear(customer, "is ill"),
                                        null,
                                        null,
                                        null),
                                List.of())),
                UTF_8);
        String swapped = stored.replace("\"name\"", "\"x\"")
                .replace("\"notes\"", "\"name\"")
                .replace("\"x\"", "\"notes\"");
        assertThat(swapped).isNotEqualTo(stored);
        assertRevealed(profile(customer, stored), "Ada", "is ill");
        assertNotRevealed(profile(customer, swapped));
        assertNotRevealed(profile(Examples.DUPLICATE, stored));

        String closed =
                new String(codec.encode(customer, new CustomerClosed(NOON, Personal.clear(customer, "moved"))), UTF_8);
        CustomerReopened reopened = (CustomerReopened) codec.decode(customer, "customer.reopened", 1, bytes(closed));
        assertThatThrownBy(() -> cipher.reveal(reopened.reason())).isInstanceOf(IllegalStateException.class);
    }

    private Profile profile(UUID stream, String stored) {
        return ((ProfileChanged) codec.decode(stream, "customer.profile-changed", 1, bytes(stored))).profile();
    }

    private void assertRevealed(Profile profile, String name, String notes) {
        assertThat(cipher.reveal(profile.name())).contains(name);
        assertThat(cipher.reveal(profile.notes())).contains(notes);
    }

    private void assertNotRevealed(Profile profile) {
        assertThatThrownBy(() -> cipher.reveal(profile.name())).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> cipher.reveal(profile.notes())).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void in_a_row_a_personal_field_takes_its_place_along_and_clear_text_is_never_stored() {
        UUID customer = Examples.CUSTOMER;
        CustomerClosed read = (CustomerClosed) codec.decode(
                customer,
                "customer.closed",
                1,
                codec.encode(customer, new CustomerClosed(NOON, Personal.clear(customer, "moved"))));
        JsonMapper rows = codec.mapper();
        Personal stored = rows.readValue(rows.writeValueAsBytes(read.reason()), Personal.class);
        assertThat(stored).isEqualTo(read.reason());
        assertThat(cipher.reveal(stored)).contains("moved");
        assertThatThrownBy(() -> rows.writeValueAsBytes(Personal.clear(customer, "moved")))
                .hasMessageContaining("what stands in the log");
        assertThatThrownBy(() -> rows.readValue("\"" + customer + ":c2VhbGVk\"", Personal.class))
                .isInstanceOf(JacksonException.class);
    }

    @Test
    void no_event_has_two_personal_fields_of_one_name_that_could_be_exchanged() {
        for (EventType type : TYPES) {
            List<String> names = new ArrayList<>();
            collect(type.payload(), names);
            assertThat(names).as(type.name()).doesNotHaveDuplicates();
        }
    }

    private static void collect(Class<?> owner, List<String> names) {
        for (RecordComponent component : owner.getRecordComponents()) {
            if (component.getType() == Personal.class) {
                names.add(component.getName());
            } else if (component.getType().isRecord()) {
                collect(component.getType(), names);
            } else if (component.getGenericType() instanceof ParameterizedType list) {
                for (Type element : list.getActualTypeArguments()) {
                    if (element instanceof Class<?> inside && inside.isRecord()) {
                        collect(inside, names);
                    }
                }
            }
        }
    }

    @Test
    void a_decimal_is_stored_as_plain_text_with_all_its_digits() {
        byte[] stored = codec.encode(
                Examples.STREAM,
                new ProductPriced(NOON, "retail", new Money(new BigDecimal("1234567890123456789.1200"), "USD"), NOON));
        assertThat(stored).asString(UTF_8).contains("\"1234567890123456789.1200\"");
        assertThat(codec.encode(
                        Examples.STREAM,
                        new ProductPriced(NOON, "retail", new Money(new BigDecimal("1E+3"), "USD"), NOON)))
                .asString(UTF_8)
                .contains("\"1000\"");
    }

    @Test
    void an_instant_finer_than_a_microsecond_is_not_stored() {
        assertThatThrownBy(() -> codec.encode(Examples.STREAM, new ProductDiscontinued(NOON.plusNanos(1))))
                .hasMessageContaining("microsecond");
    }

    @Test
    void what_a_newer_version_added_is_ignored() {
        assertThat(codec.decode(
                        Examples.STREAM,
                        "product.discontinued",
                        1,
                        bytes("{\"occurredAt\":\"2026-03-01T12:00:00.000001Z\",\"successor\":{\"sku\":\"B\"}}")))
                .isEqualTo(new ProductDiscontinued(NOON));
    }

    @ParameterizedTest
    @FieldSource("TYPES")
    void an_event_is_read_without_its_optional_fields_and_not_without_any_other(EventType type) throws IOException {
        byte[] golden = GoldenFilesTest.golden(type.name() + ".r" + type.revision() + ".json");
        for (RecordComponent component : type.payload().getRecordComponents()) {
            ObjectNode left = (ObjectNode) codec.mapper().readTree(golden);
            left.remove(component.getName());
            ObjectNode isNull = (ObjectNode) codec.mapper().readTree(golden);
            isNull.putNull(component.getName());
            for (ObjectNode damaged : List.of(left, isNull)) {
                byte[] payload = codec.mapper().writeValueAsBytes(damaged);
                if (Components.isNullable(component)) {
                    assertThat(codec.encode(
                                    Examples.STREAM,
                                    codec.decode(Examples.STREAM, type.name(), type.revision(), payload)))
                            .asString(UTF_8)
                            .isEqualTo(left.toString());
                } else {
                    assertThatThrownBy(() -> codec.decode(Examples.STREAM, type.name(), type.revision(), payload))
                            .as("without %s", component.getName())
                            .isInstanceOf(UnreadableEventException.class);
                }
            }
        }
    }

    @Nested
    class Unreadable {
        @Test
        void is_an_unknown_type() {
            assertUnreadable("customer.vanished", 1, "{}");
        }

        @ParameterizedTest
        @FieldSource("org.relatum.events.wire.EventCodecTest#TYPES")
        void is_a_revision_that_is_not_known_here(EventType type) throws IOException {
            byte[] golden = GoldenFilesTest.golden(type.name() + ".r" + type.revision() + ".json");
            for (int revision : new int[] {type.revision() + 1, Integer.MAX_VALUE, 0, -1}) {
                assertThatThrownBy(() -> codec.decode(Examples.STREAM, type.name(), revision, golden))
                        .isInstanceOf(UnreadableEventException.class)
                        .hasMessageContaining("revision " + revision);
            }
        }

        @Test
        void is_an_old_revision_without_an_upcaster() {
            EventType next = new EventType(
                    "order.placed", 3, EventTypes.named("order.placed").payload());
            assertThatThrownBy(() -> Upcasters.upcast(next, 1, codec.mapper().createObjectNode()))
                    .isInstanceOf(UnreadableEventException.class)
                    .hasMessageContaining("no upcaster for order.placed revision 2");
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "",
                    " ",
                    "null",
                    "17",
                    "\"order\"",
                    "[]",
                    "{}",
                    "{\"occurredAt\":",
                    "\u0000\u0000\u0000\u0000",
                    "{\"occurredAt\":\"2026-03-01T12:00:00Z\"} {}"
                })
        void is_what_is_no_event(String payload) {
            assertUnreadable("product.discontinued", 1, payload);
            assertUnreadable("order.placed", 1, payload);
            assertUnreadable("order.placed", 2, payload);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "{\"occurredAt\":\"yesterday\",\"contactPoint\":\"c1\"}",
                    "{\"occurredAt\":1772366400,\"contactPoint\":\"c1\"}",
                    "{\"occurredAt\":{},\"contactPoint\":\"c1\"}",
                    "{\"occurredAt\":\"2026-03-01T12:00:00Z\",\"contactPoint\":{}}"
                })
        void is_a_field_of_another_kind(String payload) {
            assertUnreadable("customer.contact-point-removed", 1, payload);
        }

        @ParameterizedTest
        @ValueSource(
                strings = {
                    "\"Ada is ill\"",
                    "\"6f1c0d52-8d3a-4c7e-9b21-0a4f5e6d7c81\"",
                    "\"6f1c0d52-8d3a-4c7e-9b21-0a4f5e6d7c81:\"",
                    "\"6f1c0d52+8d3a+4c7e+9b21+0a4f5e6d7c81:c2VhbGVk\"",
                    "17",
                    "{}"
                })
        void is_a_personal_field_that_is_not_sealed(String reason) {
            assertUnreadable(
                    "customer.qualified", 1, "{\"occurredAt\":\"2026-03-01T12:00:00Z\",\"reason\":" + reason + "}");
        }

        @Test
        void are_the_bytes_of_an_event_cut_anywhere() throws IOException {
            for (EventType type : EventTypes.ALL) {
                byte[] golden = GoldenFilesTest.golden(type.name() + ".r" + type.revision() + ".json");
                IntStream.range(0, golden.length)
                        .mapToObj(length -> Arrays.copyOf(golden, length))
                        .forEach(cut -> assertThatThrownBy(
                                        () -> codec.decode(Examples.STREAM, type.name(), type.revision(), cut))
                                .isInstanceOf(UnreadableEventException.class));
            }
        }

        @ParameterizedTest
        @ValueSource(strings = {"", "null", "[]", "{", "{}", "{\"actor\":null}"})
        void is_what_is_no_metadata(String metadata) {
            assertThatThrownBy(() -> codec.decodeMetadata(Examples.STREAM, bytes(metadata)))
                    .isInstanceOf(UnreadableEventException.class);
        }

        private void assertUnreadable(String name, int revision, String payload) {
            assertThatThrownBy(() -> codec.decode(Examples.STREAM, name, revision, bytes(payload)))
                    .isInstanceOf(UnreadableEventException.class);
        }
    }

    @Test
    void metadata_need_no_more_than_an_actor() {
        Metadata metadata = new Metadata("shop", null, null, null, null, null, null);
        assertThat(codec.encodeMetadata(Examples.STREAM, metadata))
                .asString(UTF_8)
                .isEqualTo("{\"actor\":\"shop\"}");
        assertThat(codec.decodeMetadata(Examples.STREAM, bytes("{\"actor\":\"shop\"}")))
                .isEqualTo(metadata);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
