package org.relatum.events.wire;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.relatum.events.DomainEvent;
import org.relatum.events.Metadata;
import org.relatum.events.Personal;
import org.relatum.events.Recorded;
import tools.jackson.core.util.DefaultIndenter;
import tools.jackson.core.util.DefaultPrettyPrinter;
import tools.jackson.core.util.Separators;
import tools.jackson.databind.json.JsonMapper;

/**
 * The catalogue of all events as Markdown. What exists is read from {@link EventTypes} and the records, what it means from their
 * Javadoc, what it looks like from the golden files; nothing is said twice.
 */
final class EventCatalogue {
    private static final Map<Type, String> PLAIN_TYPES = Map.ofEntries(
            Map.entry(String.class, "text"),
            Map.entry(Personal.class, "text"),
            Map.entry(Instant.class, "instant"),
            Map.entry(UUID.class, "UUID"),
            Map.entry(BigDecimal.class, "decimal"),
            Map.entry(boolean.class, "boolean"),
            Map.entry(int.class, "integer"),
            Map.entry(Integer.class, "integer"),
            Map.entry(long.class, "integer"),
            Map.entry(Long.class, "integer"),
            Map.entry(double.class, "number"),
            Map.entry(Double.class, "number"));

    private final Javadocs docs;
    private final StringBuilder out = new StringBuilder();
    /** Records and enumerations met so far that are described at the end. */
    private final Set<Class<?>> values =
            new TreeSet<>((a, b) -> a.getSimpleName().compareTo(b.getSimpleName()));

    private EventCatalogue(Javadocs docs) {
        this.docs = docs;
    }

    static String generate() throws IOException {
        EventCatalogue catalogue = new EventCatalogue(
                Javadocs.ofPackage(SourceTree.path("shared-events/src/main/java/org/relatum/events")));
        catalogue.write();
        return catalogue.out.toString();
    }

    private void write() throws IOException {
        Map<Class<?>, List<EventType>> families = EventTypes.ALL.stream()
                .collect(Collectors.groupingBy(
                        type -> type.payload().getEnclosingClass(), LinkedHashMap::new, Collectors.toList()));
        line("# The events");
        line("");
        line("<!-- Generated from the code. " + SourceTree.howTo(EventCatalogueTest.class) + " -->");
        line("");
        line("Everything Relatum knows was recorded as one of these events. An event is stored for ever under its"
                + " name and the revision of its form; revisions that are no longer written are still read, as the"
                + " newest.");
        line("");
        index(families);
        form();
        common();
        for (Map.Entry<Class<?>, List<EventType>> family : families.entrySet()) {
            family(family.getKey(), family.getValue());
        }
        values();
    }

    private void index(Map<Class<?>, List<EventType>> families) {
        families.forEach((family, types) -> {
            line("| " + link(title(family)) + " | |");
            line("|---|---|");
            types.forEach(type -> line("| " + link(type.name()) + " | "
                    + cell(docs.of(type.payload()).description()) + " |"));
            line("");
        });
    }

    private void form() {
        line("## The stored form");
        line("");
        line("An event is a JSON object in UTF-8. A field without a value is left out. Readers ignore fields they"
                + " don't know.");
        line("");
        line("| type | in JSON |");
        line("|---|---|");
        line("| text | string |");
        line("| instant | string, ISO 8601 in UTC, to the microsecond |");
        line("| decimal | string, so that no reader turns it into a binary fraction; digits and scale are kept |");
        line("| integer, number | number |");
        line("| UUID | string |");
        line("| a name with a list of values | string, the name of the value |");
        line("| a name with fields | object |");
        line("| list of … | array |");
        line("| map of … | object |");
        line("");
        line("A *personal* text is stored only encrypted: `\"subject:sealed\"`, the data subject's UUID and the"
                + " base64url form of a nonce of 12 bytes, the AES-256-GCM ciphertext and its tag of 16 bytes; the"
                + " authenticated with it are the 16 bytes of the subject's UUID, the 16 of the stream's, the"
                + " event's type, a zero byte and the field's name (of metadata the type is `metadata`), so that"
                + " it opens in no other place. Once the subject's key is destroyed nobody can read it again. A"
                + " field that is *partly* personal has personal fields inside.");
        line("");
    }

    private void common() throws IOException {
        line("## What is known about every event");
        line("");
        line(docs.of(Recorded.class).description() + " Every event has `occurredAt`; it is not repeated below.");
        line("");
        tableHead();
        row(
                "occurredAt",
                Instant.class,
                false,
                docs.of(DomainEvent.class, "occurredAt").description());
        for (RecordComponent component : Recorded.class.getRecordComponents()) {
            if (!List.of("event", "occurredAt").contains(component.getName())) {
                row(Recorded.class, component);
            }
        }
        line("");
        line("### Metadata");
        line("");
        line(docs.of(Metadata.class).description());
        line("");
        table(Metadata.class);
        example("metadata.json");
    }

    private void family(Class<?> family, List<EventType> types) throws IOException {
        line("## " + title(family));
        line("");
        line(docs.of(family).description());
        for (Class<?> parent : family.getInterfaces()) {
            if (parent != DomainEvent.class) {
                line(docs.of(parent).description());
            }
        }
        line("");
        for (EventType type : types) {
            event(type);
        }
    }

    private void event(EventType type) throws IOException {
        line("### " + type.name());
        line("");
        line(docs.of(type.payload()).description());
        line("");
        line("Revision " + type.revision() + (type.revision() > 1 ? ", reads revisions from 1 on" : "")
                + ". In the code: `"
                + type.payload().getEnclosingClass().getSimpleName() + "."
                + type.payload().getSimpleName() + "`.");
        line("");
        table(type.payload());
        example(type.name() + ".r" + type.revision() + ".json");
    }

    private void values() {
        line("## Values inside events");
        line("");
        // Describing one may meet others, which stand in their place only the next time.
        Set<Class<?>> described = new LinkedHashSet<>();
        int start = out.length();
        while (!described.equals(values)) {
            described.clear();
            described.addAll(values);
            out.setLength(start);
            described.forEach(this::value);
        }
    }

    private void value(Class<?> value) {
        line("### " + value.getSimpleName());
        line("");
        line(docs.of(value).description());
        line("");
        if (value.isEnum()) {
            line("Values: "
                    + Arrays.stream(value.getEnumConstants())
                            .map(constant -> "`" + ((Enum<?>) constant).name() + "`")
                            .collect(Collectors.joining(", "))
                    + ".");
            line("");
        } else {
            table(value);
        }
    }

    private void table(Class<?> owner) {
        List<RecordComponent> components = Arrays.stream(owner.getRecordComponents())
                .filter(component -> !component.getName().equals("occurredAt"))
                .toList();
        Set<String> undocumented = new LinkedHashSet<>(
                components.stream().map(RecordComponent::getName).toList());
        undocumented.removeAll(docs.of(owner).parameters().keySet());
        if (!undocumented.isEmpty()) {
            throw new AssertionError("the Javadoc of " + owner.getName() + " needs @param " + undocumented);
        }
        if (components.isEmpty()) {
            return;
        }
        tableHead();
        components.forEach(component -> row(owner, component));
        line("");
    }

    private void tableHead() {
        line("| field | type | optional | personal | meaning |");
        line("|---|---|---|---|---|");
    }

    private void row(Class<?> owner, RecordComponent component) {
        row(
                component.getName(),
                component.getGenericType(),
                Components.isNullable(component),
                docs.of(owner).parameters().getOrDefault(component.getName(), ""));
    }

    private void row(String name, Type type, boolean optional, String meaning) {
        String personal = type == Personal.class ? "yes" : hasPersonal(type) ? "partly" : "";
        line("| `" + name + "` | " + typeName(type) + " | " + (optional ? "yes" : "") + " | " + personal + " | "
                + cell(meaning) + " |");
    }

    private String typeName(Type type) {
        String plain = PLAIN_TYPES.get(type);
        if (plain != null) {
            return plain;
        }
        if (type instanceof ParameterizedType generic && generic.getRawType() instanceof Class<?> raw) {
            List<String> arguments = Arrays.stream(generic.getActualTypeArguments())
                    .map(this::typeName)
                    .toList();
            return Collection.class.isAssignableFrom(raw)
                    ? "list of " + arguments.getFirst()
                    : "map of " + arguments.getFirst() + " to " + arguments.getLast();
        }
        if (type instanceof Class<?> value && (value.isRecord() || value.isEnum())) {
            values.add(value);
            return link(value.getSimpleName());
        }
        throw new AssertionError("the catalogue has no word for the type " + type);
    }

    private static boolean hasPersonal(Type type) {
        return switch (type) {
            case ParameterizedType generic ->
                Arrays.stream(generic.getActualTypeArguments()).anyMatch(EventCatalogue::hasPersonal);
            case Class<?> value
            when value.isRecord() ->
                Arrays.stream(value.getRecordComponents())
                        .map(RecordComponent::getGenericType)
                        .anyMatch(EventCatalogue::hasPersonal);
            default -> type == Personal.class;
        };
    }

    private void example(String golden) throws IOException {
        DefaultIndenter indenter = new DefaultIndenter("  ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectNameValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(indenter)
                .withArrayIndenter(indenter);
        JsonMapper json = new JsonMapper();
        line("```json");
        line(json.writer()
                .with(printer)
                .writeValueAsString(json.readTree(new String(GoldenFilesTest.golden(golden), UTF_8))));
        line("```");
        line("");
    }

    /** {@code ValueModelEvent} is "Value model". */
    private static String title(Class<?> family) {
        String words = family.getSimpleName()
                .replaceFirst("Event$", "")
                .replaceAll("(?<=.)(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    /** A link to a heading of this document. */
    private static String link(String heading) {
        return "[" + heading + "](#"
                + heading.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9 -]", "").replace(' ', '-') + ")";
    }

    private static String cell(String markdown) {
        return markdown.replace("|", "\\|");
    }

    private void line(String text) {
        out.append(text).append('\n');
    }
}
