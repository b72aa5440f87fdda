package org.relatum.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.relatum.events.ProductEvent.ProductDiscontinued;

class RecordedTest {
    private static final UUID LOW = UUID.fromString("01234567-0000-4000-8000-000000000000");
    /** As a signed number this one is below {@link #LOW}. */
    private static final UUID HIGH = UUID.fromString("fedcba98-0000-4000-8000-000000000000");

    private static final UUID HIGH_IN_THE_SECOND_HALF = UUID.fromString("01234567-0000-4000-b000-000000000000");

    @Test
    void facts_are_folded_by_when_they_happened_then_by_when_they_became_known() {
        assertOrder(
                Recorded.BY_OCCURRENCE,
                fact(1, 9, HIGH, 7),
                fact(2, 1, HIGH, 5),
                fact(2, 2, LOW, 0),
                fact(2, 2, LOW, 1),
                fact(2, 2, HIGH, 0),
                fact(3, 1, LOW, 0));
    }

    @Test
    void facts_became_known_in_the_order_of_recording() {
        assertOrder(
                Recorded.BY_RECORDING,
                fact(9, 1, HIGH, 5),
                fact(3, 2, LOW, 0),
                fact(2, 2, LOW, 1),
                fact(1, 2, HIGH, 0),
                fact(1, 3, LOW, 2));
    }

    @Test
    void streams_are_in_the_order_of_their_text_as_the_database_has_it() {
        assertOrder(
                Recorded.BY_OCCURRENCE,
                fact(1, 1, LOW, 0),
                fact(1, 1, HIGH_IN_THE_SECOND_HALF, 0),
                fact(1, 1, HIGH, 0));
        Random random = new Random(1);
        List<UUID> ids = Stream.generate(() -> new UUID(random.nextLong(), random.nextLong()))
                .limit(1000)
                .toList();
        assertThat(ids.stream()
                        .map(id -> fact(1, 1, id, 0))
                        .sorted(Recorded.BY_OCCURRENCE)
                        .map(Recorded::stream))
                .isSortedAccordingTo(Comparator.comparing(UUID::toString));
    }

    @Test
    void a_fact_is_named_by_its_stream_and_sequence() {
        assertThat(fact(1, 1, LOW, 3).ref()).isEqualTo(new EventRef(LOW, 3));
        assertThat(fact(1, 2, LOW, 3).occurredAt()).isEqualTo(Instant.ofEpochSecond(1));
    }

    private static void assertOrder(Comparator<Recorded<?>> order, Recorded<?>... inOrder) {
        List<Recorded<?>> shuffled = new ArrayList<>(List.of(inOrder));
        for (int seed = 0; seed < 20; seed++) {
            Collections.shuffle(shuffled, new Random(seed));
            assertThat(shuffled.stream().sorted(order)).containsExactly(inOrder);
        }
    }

    private static Recorded<ProductDiscontinued> fact(long occurred, long recorded, UUID stream, long sequence) {
        return new Recorded<>(
                1,
                stream,
                sequence,
                Instant.ofEpochSecond(recorded),
                new ProductDiscontinued(Instant.ofEpochSecond(occurred)));
    }
}
