package org.relatum.projection.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class GrowingListTest {
    @Test
    void anyListKeepsItsElementsWhateverIsMadeOfIt() {
        SplittableRandom random = new SplittableRandom(7);
        List<List<Integer>> lists = new ArrayList<>(List.of(GrowingList.copyOf(List.<Integer>of())));
        List<List<Integer>> expected = new ArrayList<>(List.of(List.of()));
        for (int i = 0; i < 2_000; i++) {
            // Mostly the latest, as a fold does, now and then an earlier one, as folding again from a checkpoint does.
            int base = random.nextInt(4) > 0 ? lists.size() - 1 : random.nextInt(lists.size());
            List<Integer> model = new ArrayList<>(expected.get(base));
            if (random.nextInt(20) == 0 && !model.isEmpty()) {
                int first = random.nextInt(model.size());
                lists.add(GrowingList.without(lists.get(base), first));
                expected.add(model.subList(first, model.size()));
            } else {
                lists.add(GrowingList.plus(lists.get(base), i));
                model.add(i);
                expected.add(model);
            }
        }
        assertThat(lists).isEqualTo(expected);
    }

    @Test
    void twoThreadsThatGrowTheSameListDoNotMeet() {
        List<Integer> base = GrowingList.plus(GrowingList.copyOf(List.of(0)), 1);
        List<List<Integer>> grown = IntStream.range(0, 5_000)
                .parallel()
                .mapToObj(i -> GrowingList.plus(base, i))
                .toList();
        for (int i = 0; i < grown.size(); i++) {
            assertThat(grown.get(i)).containsExactly(0, 1, i);
        }
    }

    @Test
    void itIsImmutableHasNoNullsAndNoOtherPlaces() {
        List<String> list = GrowingList.plus(GrowingList.copyOf(List.of("a")), "b");
        assertThat(GrowingList.copyOf(list)).isSameAs(list);
        assertThatThrownBy(() -> list.set(0, "c")).isInstanceOf(UnsupportedOperationException.class);
        assertThatThrownBy(() -> list.get(2)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> GrowingList.without(list, 1).get(1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatNullPointerException().isThrownBy(() -> GrowingList.plus(list, null));
    }
}
