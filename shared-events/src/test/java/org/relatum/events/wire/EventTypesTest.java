package org.relatum.events.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.relatum.events.DomainEvent;
import org.relatum.events.ProductEvent.ProductDiscontinued;

class EventTypesTest {
    @Test
    void every_event_of_the_language_has_a_stored_name_and_nothing_else_has() {
        assertThat(EventTypes.ALL.stream().<Class<?>>map(EventType::payload))
                .containsExactlyInAnyOrderElementsOf(records(DomainEvent.class).toList());
    }

    @Test
    void stored_names_are_unique_and_of_one_form() {
        assertThat(EventTypes.ALL)
                .extracting(EventType::name)
                .doesNotHaveDuplicates()
                .allSatisfy(name -> assertThat(name).matches("[a-z-]+\\.[a-z-]+"));
    }

    @Test
    void revisions_begin_with_1() {
        assertThat(EventTypes.ALL).allMatch(type -> type.revision() >= 1);
    }

    @Test
    void the_events_of_a_family_stand_together() {
        List<Class<?>> families = new ArrayList<>();
        for (EventType type : EventTypes.ALL) {
            Class<?> family = type.payload().getEnclosingClass();
            if (families.isEmpty() || families.getLast() != family) {
                families.add(family);
            }
        }
        assertThat(families).isEqualTo(List.copyOf(new LinkedHashSet<>(families)));
    }

    @Test
    void an_event_is_found_by_its_record_and_by_its_name() {
        for (EventType type : EventTypes.ALL) {
            assertThat(EventTypes.of(type.payload())).isSameAs(type);
            assertThat(EventTypes.named(type.name())).isSameAs(type);
        }
        assertThat(EventTypes.of(new ProductDiscontinued(Instant.EPOCH)).name()).isEqualTo("product.discontinued");
    }

    @Test
    void an_unknown_name_and_a_class_without_one_are_refused() {
        assertThatThrownBy(() -> EventTypes.named("customer.vanished"))
                .isInstanceOf(UnreadableEventException.class)
                .hasMessageContaining("customer.vanished");
        assertThatThrownBy(() -> EventTypes.of(DomainEvent.class)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void no_event_prints_a_personal_field() {
        for (EventType type : EventTypes.ALL) {
            DomainEvent example = Examples.of(type, type.revision());
            Components.personal(example)
                    .forEach(field -> assertThat(example.toString()).doesNotContain(field.sealedText()));
        }
        assertThat(Examples.METADATA.toString())
                .doesNotContain(Examples.METADATA.reason().sealedText());
    }

    /** The records of a sealed family and of those inside it. */
    private static Stream<Class<?>> records(Class<?> family) {
        return family.isRecord()
                ? Stream.of(family)
                : Stream.of(family.getPermittedSubclasses()).flatMap(EventTypesTest::records);
    }
}
