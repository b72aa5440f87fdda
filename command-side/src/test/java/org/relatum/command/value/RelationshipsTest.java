package org.relatum.command.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.events.LifecycleEvent;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.Recorded;

class RelationshipsTest {
    private static final UUID A = new UUID(0, 1);
    private static final UUID B = new UUID(0, 2);
    private static final UUID C = new UUID(0, 3);

    @Test
    void without_merges_everybody_is_alone() {
        Relationships none = Relationships.after(List.of());

        assertThat(none.isAlone(A)).isTrue();
        assertThat(none.ownerOf(A, 7)).isEqualTo(A);
    }

    @Test
    void facts_up_to_the_merge_belong_to_the_survivor() {
        Relationships merged = Relationships.after(List.of(absorbed("2024-01-01", B, 1, A, 4)));

        assertThat(merged.ownerOf(A, 4)).isEqualTo(B);
        assertThat(merged.ownerOf(A, 5)).isEqualTo(A);
        assertThat(merged.ownerOf(B, 9)).isEqualTo(B);
        assertThat(merged.isAlone(A)).isFalse();
        assertThat(merged.isAlone(B)).isFalse();
        assertThat(merged.isAlone(C)).isTrue();
    }

    @Test
    void a_survivor_that_is_absorbed_takes_what_it_absorbed_along() {
        Relationships merged =
                Relationships.after(List.of(absorbed("2024-01-01", B, 1, A, 4), absorbed("2024-02-01", C, 1, B, 9)));

        assertThat(merged.ownerOf(A, 0)).isEqualTo(C);
        assertThat(merged.ownerOf(B, 0)).isEqualTo(C);
    }

    @Test
    void an_undone_merge_makes_two_again_and_can_be_repeated() {
        Recorded<LifecycleEvent> first = absorbed("2024-01-01", B, 1, A, 4);
        Recorded<LifecycleEvent> undone = undone("2024-01-05", B, 2, A);

        assertThat(Relationships.after(List.of(undone, first)).ownerOf(A, 0)).isEqualTo(A);
        assertThat(Relationships.after(List.of(first, undone)).isAlone(A)).isTrue();
        assertThat(Relationships.after(List.of(first, undone, absorbed("2024-01-09", C, 1, A, 8)))
                        .ownerOf(A, 7))
                .isEqualTo(C);
    }

    @Test
    void undoing_a_merge_that_another_one_replaced_changes_nothing() {
        Relationships merged = Relationships.after(List.of(
                absorbed("2024-01-01", B, 1, A, 4), absorbed("2024-01-03", C, 1, A, 4), undone("2024-01-05", B, 2, A)));

        assertThat(merged.ownerOf(A, 0)).isEqualTo(C);
    }

    private static Recorded<LifecycleEvent> absorbed(
            String day, UUID survivor, long sequence, UUID absorbed, long finalSequence) {
        return recorded(day, survivor, sequence, new CustomerAbsorbed(at(day), absorbed, finalSequence, null));
    }

    private static Recorded<LifecycleEvent> undone(String day, UUID survivor, long sequence, UUID absorbed) {
        return recorded(day, survivor, sequence, new AbsorptionUndone(at(day), absorbed, null));
    }

    private static Recorded<LifecycleEvent> recorded(String day, UUID stream, long sequence, LifecycleEvent event) {
        return new Recorded<>(sequence + 1, stream, sequence, at(day), event);
    }

    private static Instant at(String day) {
        return Instant.parse(day + "T00:00:00Z");
    }
}
