package org.relatum.events.wire;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Personal;

/** Walks the values inside a record. */
final class Components {
    @FunctionalInterface
    interface Visitor {
        void visit(Record owner, RecordComponent component, @Nullable Object value);
    }

    private Components() {}

    /** Visits every component of a record, of the records inside it and of those in its collections. */
    static void walk(@Nullable Object from, Visitor visitor) {
        switch (from) {
            case Record owner -> {
                for (RecordComponent component : owner.getClass().getRecordComponents()) {
                    Object value = get(owner, component);
                    visitor.visit(owner, component, value);
                    walk(value, visitor);
                }
            }
            case Collection<?> elements -> elements.forEach(element -> walk(element, visitor));
            case Map<?, ?> map -> walk(map.values(), visitor);
            case null, default -> {}
        }
    }

    /** All personal fields inside a record. */
    static List<Personal> personal(Object from) {
        List<Personal> found = new ArrayList<>();
        walk(from, (owner, component, value) -> {
            if (value instanceof Personal personal) {
                found.add(personal);
            }
        });
        return found;
    }

    /** A record with each personal field inside replaced; the function is given the field's name. */
    static <R extends Record> R map(R owner, BiFunction<String, Personal, Personal> function) {
        RecordComponent[] components = owner.getClass().getRecordComponents();
        Object[] values = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = mapped(components[i].getName(), get(owner, components[i]), function);
        }
        try {
            var constructor = owner.getClass()
                    .getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new));
            @SuppressWarnings("unchecked")
            R copy = (R) constructor.newInstance(values);
            return copy;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(owner.toString(), e);
        }
    }

    private static @Nullable Object mapped(
            String name, @Nullable Object value, BiFunction<String, Personal, Personal> function) {
        return switch (value) {
            case Personal personal -> function.apply(name, personal);
            case Record inside -> map(inside, function);
            case List<?> elements ->
                elements.stream().map(e -> mapped(name, e, function)).toList();
            case null, default -> value;
        };
    }

    static boolean isNullable(RecordComponent component) {
        return component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }

    private static @Nullable Object get(Record owner, RecordComponent component) {
        try {
            return component.getAccessor().invoke(owner);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(component.toString(), e);
        }
    }
}
