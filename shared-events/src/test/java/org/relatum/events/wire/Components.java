package org.relatum.events.wire;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
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
