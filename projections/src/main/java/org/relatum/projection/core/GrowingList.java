package org.relatum.projection.core;

import java.util.AbstractList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * An immutable list that gets longer without being copied: features of a customer keep what happened in order, and each fact adds one.
 * Lists made of one another share their elements; only the first that is made of a list with one more element takes the place after its
 * last, another one copies. Safe for use by several threads, as any immutable list.
 */
public final class GrowingList<T> extends AbstractList<T> implements RandomAccess {
    private static final int ROOM = 8;

    private final Object[] elements;
    private final int from;
    private final int to;
    /** How many places of {@link #elements} are taken, by whatever list. */
    private final AtomicInteger taken;

    private GrowingList(Object[] elements, int from, int to, AtomicInteger taken) {
        this.elements = elements;
        this.from = from;
        this.to = to;
        this.taken = taken;
    }

    /** The same elements as an immutable list that can grow. */
    public static <T> List<T> copyOf(Collection<T> list) {
        if (list instanceof GrowingList<T> growing) {
            return growing;
        }
        return list.isEmpty() ? List.of() : copy(list.toArray(), 0, list.size());
    }

    /** An immutable list with one more element at its end. */
    public static <T> List<T> plus(List<T> list, T more) {
        Objects.requireNonNull(more);
        GrowingList<T> base = list instanceof GrowingList<T> g ? g : copy(list.toArray(), 0, list.size());
        if (base.to == base.elements.length || !base.taken.compareAndSet(base.to, base.to + 1)) {
            base = copy(base.elements, base.from, base.to);
            base.taken.incrementAndGet();
        }
        base.elements[base.to] = more;
        return new GrowingList<>(base.elements, base.from, base.to + 1, base.taken);
    }

    /** An immutable list without the first elements. */
    public static <T> List<T> without(List<T> list, int first) {
        if (first == 0) {
            return list;
        }
        return list instanceof GrowingList<T> g
                ? new GrowingList<>(g.elements, g.from + first, g.to, g.taken)
                : copy(list.toArray(), first, list.size());
    }

    /** With room for as many more. */
    private static <T> GrowingList<T> copy(Object[] elements, int from, int to) {
        int size = to - from;
        for (int i = from; i < to; i++) {
            Objects.requireNonNull(elements[i]);
        }
        Object[] own = new Object[Math.max(ROOM, size * 2)];
        System.arraycopy(elements, from, own, 0, size);
        return new GrowingList<>(own, 0, size, new AtomicInteger(size));
    }

    @Override
    public T get(int index) {
        return element(from + Objects.checkIndex(index, to - from));
    }

    @SuppressWarnings("unchecked") // only elements of this type get in
    private T element(int index) {
        return (T) elements[index];
    }

    @Override
    public int size() {
        return to - from;
    }
}
