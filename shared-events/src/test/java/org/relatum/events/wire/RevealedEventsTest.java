package org.relatum.events.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.relatum.events.DomainEvent;
import org.relatum.events.Personal;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.privacy.FixedSubjectKeys;
import org.relatum.events.wire.GoldenFilesTest.Revision;
import org.relatum.events.wire.RevealedEvents.Shown;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;

/** What is shown of a stored event is what its record says, written again with personal fields as text. */
class RevealedEventsTest {
    private final FixedSubjectKeys keys = new FixedSubjectKeys();
    private final FieldCipher cipher = new FieldCipher(keys);
    private final EventCodec codec = new EventCodec(cipher);
    private final RevealedEvents revealed = new RevealedEvents(codec, cipher);

    private final JsonMapper rewriting = codec.mapper()
            .rebuild()
            .addModule(new SimpleModule("texts").addSerializer(Personal.class, new ValueSerializer<>() {
                @Override
                public void serialize(Personal field, JsonGenerator out, SerializationContext context) {
                    out.writeString(cipher.reveal(field).orElse(null));
                }
            }))
            .build();

    static Stream<Revision> revisions() {
        return GoldenFilesTest.revisions();
    }

    private Shown show(Revision revision) throws IOException {
        return revealed.show(
                Examples.STREAM, revision.type().name(), revision.number(), GoldenFilesTest.golden(revision.file()));
    }

    @ParameterizedTest
    @MethodSource("revisions")
    void it_is_what_its_record_says(Revision revision) throws IOException {
        DomainEvent event = Examples.of(revision.type(), revision.number());
        Shown shown = show(revision);
        assertThat(shown.data()).isEqualTo(rewriting.writeValueAsString(event));
        assertThat(shown.occurredAt()).isEqualTo(event.occurredAt());
        assertThat(shown.erased()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("revisions")
    void what_was_erased_is_null_and_named(Revision revision) throws IOException {
        DomainEvent event = Examples.of(revision.type(), revision.number());
        List<Personal> personal = Components.personal(event);
        keys.destroy(personal.stream().map(Personal::subject).toList());
        Shown shown = show(revision);
        assertThat(shown.data()).isEqualTo(rewriting.writeValueAsString(event));
        assertThat(shown.erased()).hasSameSizeAs(personal);
        JsonNode data = codec.mapper().readTree(shown.data());
        assertThat(shown.erased())
                .allSatisfy(path -> assertThat(
                                data.at(path.substring("data".length()).replace('.', '/'))
                                        .isNull())
                        .as(path)
                        .isTrue());
    }

    @Test
    void text_is_written_as_json_wherever_it_stands() {
        String text = "„Zoë“ \"said\" \\ \u0001 😀 </script>";
        byte[] stored = """
            {"occurredAt":"2026-03-01T09:00:00Z","kind":"ÿé","text":"%s","note":null}\
            """.formatted(Examples.CUSTOMER + ":" + sealed(text)).getBytes(UTF_8);
        JsonNode data = codec.mapper()
                .readTree(revealed.show(Examples.STREAM, "need.identified", 1, stored)
                        .data());
        assertThat(data.path("text").asString()).isEqualTo(text);
        assertThat(data.path("kind").asString()).isEqualTo("ÿé");
        assertThat(data.propertyNames()).isEqualTo(Set.of("occurredAt", "kind", "text", "note"));
    }

    private static String sealed(String text) {
        return String.valueOf(FixedSubjectKeys.sealed(
                        Examples.CUSTOMER, new Personal.Place(Examples.STREAM, "need.identified", "text"), text)
                .sealedText());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{}",
                "{\"occurredAt\":\"2026-03-01T09:00:00Z\"",
                "{\"occurredAt\":\"2026-03-01T09:00:00Z\"} {}",
                "{\"occurredAt\":\"yesterday\"}",
                "{\"inside\":{\"occurredAt\":\"2026-03-01T09:00:00Z\"}}",
                "{\"occurredAt\":\"2026-03-01T09:00:00Z\",\"text\":\"clear\"}",
                "{\"occurredAt\":\"2026-03-01T09:00:00Z\",\"text\":\"not-an-id-that-has-36-characters-here:x\"}"
            })
    void what_is_damaged_is_said_to_be(String stored) {
        assertThatThrownBy(() -> revealed.show(Examples.STREAM, "need.identified", 1, stored.getBytes(UTF_8)))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessage("need.identified revision 1 can't be read");
    }

    @Test
    void what_a_newer_version_wrote_is_said_to_be_unknown() {
        byte[] stored = "{\"occurredAt\":\"2026-03-01T09:00:00Z\"}".getBytes(UTF_8);
        assertThatThrownBy(() -> revealed.show(Examples.STREAM, "need.identified", 2, stored))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("revision 2 is not known here");
        assertThatThrownBy(() -> revealed.show(Examples.STREAM, "need.forgotten", 1, stored))
                .isInstanceOf(UnreadableEventException.class);
    }
}
