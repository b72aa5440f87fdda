package org.relatum.events.wire;

import static java.nio.charset.StandardCharsets.UTF_16BE;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import java.util.UUID;
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

    private JsonNode data(String stored) {
        String shown = revealed.show(Examples.STREAM, "need.identified", 1, stored.getBytes(UTF_8))
                .data();
        assertThat(shown).doesNotContain("\n", "\r");
        return codec.mapper().readTree(shown);
    }

    /** A need as it is stored. */
    private static String need(String text) {
        return """
            {"occurredAt":"2026-03-01T09:00:00Z","need":"ÿé😀","kind":"BASIC","source":"STATED","text":"%s"}\
            """.formatted(Examples.CUSTOMER + ":" + sealed(text));
    }

    @Test
    void text_is_written_as_json_wherever_it_stands() {
        String text = "„Zoë“ \"said\" \\ \u0001 \n 😀 </script>";
        JsonNode data = data(need(text));
        assertThat(data.path("text").asString()).isEqualTo(text);
        assertThat(data.path("need").asString()).isEqualTo("ÿé😀");
    }

    @Test
    void a_line_break_between_fields_does_not_make_two_lines() {
        assertThat(data(need("tea").replace(",", ",\r\n"))).isEqualTo(data(need("tea")));
    }

    @Test
    void what_a_newer_version_added_is_not_shown() {
        String newer = need("tea").replace("{", "{\"remark\":\"" + Examples.CUSTOMER + ":c2VhbGVk\",");
        assertThat(data(newer)).isEqualTo(data(need("tea")));
    }

    @Test
    void another_encoding_of_json_is_read() {
        byte[] stored = need("tea").getBytes(UTF_16BE);
        assertThat(codec.mapper()
                        .readTree(revealed.show(Examples.STREAM, "need.identified", 1, stored)
                                .data()))
                .isEqualTo(data(need("tea")));
    }

    @Test
    void what_can_not_be_read_into_a_record_of_today_is_shown_as_it_is() {
        assertThat(data(need("tea").replace("STATED", "DREAMT")).path("source").asString())
                .isEqualTo("DREAMT");
        assertThat(data("{\"occurredAt\":\"2026-03-01T09:00:00Z\"}").propertyNames())
                .containsExactly("occurredAt");
    }

    @Test
    void what_is_called_like_a_personal_field_and_is_none_is_left_alone() {
        String stored = """
            {"occurredAt":"2026-03-01T09:00:00Z","survey":"s","csat":{"comment":5,"text":4},"comment":"%s"}\
            """.formatted(
                        Examples.CUSTOMER + ":" + sealed(Examples.CUSTOMER, "survey.responded", "comment", "fine"));
        JsonNode data = codec.mapper()
                .readTree(revealed.show(Examples.STREAM, "survey.responded", 1, stored.getBytes(UTF_8))
                        .data());
        assertThat(data.path("comment").asString()).isEqualTo("fine");
        assertThat(data.at("/csat/comment").asInt()).isEqualTo(5);
    }

    private static String sealed(String text) {
        return sealed(Examples.CUSTOMER, "need.identified", "text", text);
    }

    private static String sealed(UUID subject, String type, String field, String text) {
        return String.valueOf(FixedSubjectKeys.sealed(subject, new Personal.Place(Examples.STREAM, type, field), text)
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
                "{\"occurredAt\":17}",
                "{\"occurredAt\":\"2026-03-01T09:00:00.000000001Z\",\"newer\":1}",
                "{\"occurredAt\":\"2026-03-01T09:00:00Z\",\"text\":\"clear\"}",
                "{\"occurredAt\":\"2026-03-01T09:00:00Z\",\"text\":17}",
                "{\"occurredAt\":\"2026-03-01T09:00:00Z\",\"text\":[\"clear\"]}",
                "{\"occurredAt\":\"2026-03-01T09:00:00Z\",\"text\":[17]}",
                "{\"occurredAt\":\"2026-03-01T09:00:00Z\",\"text\":{\"clear\":true}}",
                "{\"occurredAt\":\"2026-03-01T09:00:00Z\",\"text\":\"not-an-id-that-has-36-characters-here:x\"}"
            })
    void what_is_damaged_is_said_to_be(String stored) {
        assertThatThrownBy(() -> revealed.show(Examples.STREAM, "need.identified", 1, stored.getBytes(UTF_8)))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageMatching("need.identified revision 1 (can't be read|is null)");
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
