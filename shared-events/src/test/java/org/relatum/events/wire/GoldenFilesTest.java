package org.relatum.events.wire;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.events.DomainEvent;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.privacy.FixedSubjectKeys;

/**
 * What was stored stays readable. A golden file holds the bytes that one revision of one event was stored as, and a line feed.
 * Once committed it is changed for a new optional field only: any other new form is a new revision with a file of its own.
 */
class GoldenFilesTest {
    private static final Path DIRECTORY = SourceTree.path("shared-events/src/test/resources/events");
    private static final String METADATA = "metadata.json";
    private static final EventCodec CODEC = new EventCodec(new FieldCipher(new FixedSubjectKeys()));

    record Revision(EventType type, int number) {
        String file() {
            return type.name() + ".r" + number + ".json";
        }

        @Override
        public String toString() {
            return type.name() + " " + number;
        }
    }

    static Stream<Revision> revisions() {
        return EventTypes.ALL.stream()
                .flatMap(type -> IntStream.rangeClosed(1, type.revision()).mapToObj(r -> new Revision(type, r)));
    }

    static Stream<Revision> revisionsOfToday() {
        return revisions()
                .filter(revision -> revision.number() == revision.type().revision());
    }

    /** An existing file is evidence of what was stored, so none is ever overwritten. */
    @BeforeAll
    static void writeMissingFiles() throws IOException {
        if (SourceTree.REGENERATE) {
            Files.createDirectories(DIRECTORY);
            for (Revision revision : revisionsOfToday().toList()) {
                writeIfMissing(
                        revision.file(),
                        CODEC.encode(Examples.STREAM, Examples.of(revision.type(), revision.number())));
            }
            writeIfMissing(METADATA, CODEC.encodeMetadata(Examples.STREAM, Examples.METADATA));
        }
    }

    private static void writeIfMissing(String file, byte[] stored) throws IOException {
        Path path = DIRECTORY.resolve(file);
        if (!Files.exists(path)) {
            Files.writeString(path, new String(stored, UTF_8) + "\n");
        }
    }

    @ParameterizedTest
    @MethodSource("revisions")
    void every_revision_is_read_as_the_record_it_means_today(Revision revision) throws IOException {
        assertThat(CODEC.decode(Examples.STREAM, revision.type().name(), revision.number(), golden(revision.file())))
                .isEqualTo(Examples.of(revision.type(), revision.number()));
    }

    @ParameterizedTest
    @MethodSource("revisionsOfToday")
    void what_is_written_today_is_the_golden_file_to_the_byte(Revision revision) throws IOException {
        byte[] golden = golden(revision.file());
        assertThat(CODEC.encode(
                        Examples.STREAM,
                        CODEC.decode(Examples.STREAM, revision.type().name(), revision.number(), golden)))
                .asString(UTF_8)
                .isEqualTo(new String(golden, UTF_8));
    }

    @ParameterizedTest
    @MethodSource("revisions")
    void a_golden_file_shows_every_field_of_its_event(Revision revision) {
        Components.walk(Examples.of(revision.type(), revision.number()), (owner, component, value) -> {
            if (owner instanceof DomainEvent) {
                assertThat(isShown(value)).as(component.getName()).isTrue();
            }
        });
    }

    @Test
    void together_they_show_every_field_of_every_value_inside_an_event() {
        Set<String> hidden = new HashSet<>();
        Set<String> shown = new HashSet<>();
        revisionsOfToday()
                .forEach(revision -> Components.walk(
                        Examples.of(revision.type(), revision.number()),
                        (owner, component, value) -> (isShown(value) ? shown : hidden)
                                .add(owner.getClass().getSimpleName() + "." + component.getName())));
        hidden.removeAll(shown);
        assertThat(hidden).isEmpty();
    }

    private static boolean isShown(@Nullable Object value) {
        return switch (value) {
            case null -> false;
            case Collection<?> elements -> !elements.isEmpty();
            case Map<?, ?> map -> !map.isEmpty();
            default -> true;
        };
    }

    @ParameterizedTest
    @MethodSource("revisions")
    void personal_fields_are_stored_sealed_and_revealed_with_the_key(Revision revision) throws IOException {
        FieldCipher cipher = new FieldCipher(new FixedSubjectKeys());
        String golden = new String(golden(revision.file()), UTF_8);
        Components.personal(Examples.of(revision.type(), revision.number())).forEach(field -> {
            assertThat(golden).contains("\"" + field.subject() + ":" + field.sealedText() + "\"");
            assertThat(cipher.reveal(field).orElseThrow())
                    .isNotEmpty()
                    .satisfies(clear -> assertThat(golden).doesNotContain("\"" + clear + "\""));
        });
    }

    @Test
    void metadata_are_read_and_written_as_ever() throws IOException {
        byte[] golden = golden(METADATA);
        assertThat(CODEC.decodeMetadata(Examples.STREAM, golden)).isEqualTo(Examples.METADATA);
        assertThat(CODEC.encodeMetadata(Examples.STREAM, Examples.METADATA))
                .asString(UTF_8)
                .isEqualTo(new String(golden, UTF_8));
    }

    @Test
    void there_is_no_file_without_a_revision() throws IOException {
        Set<String> expected = revisions().map(Revision::file).collect(Collectors.toSet());
        expected.add(METADATA);
        try (Stream<Path> files = Files.list(DIRECTORY)) {
            assertThat(files.map(file -> file.getFileName().toString())).containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    static byte[] golden(String file) throws IOException {
        Path path = DIRECTORY.resolve(file);
        assertThat(path)
                .as("golden file %s. %s", file, SourceTree.howTo(GoldenFilesTest.class))
                .exists();
        String content = Files.readString(path);
        assertThat(content).as("%s is one line", file).containsOnlyOnce("\n").endsWith("\n");
        return content.substring(0, content.length() - 1).getBytes(UTF_8);
    }
}
