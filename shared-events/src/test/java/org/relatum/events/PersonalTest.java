package org.relatum.events;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.events.Personal.Place;

class PersonalTest {
    private static final UUID ADA = new UUID(1, 2);
    private static final Place PLACE = new Place(ADA, "customer.closed", "reason");

    @Test
    void a_personal_field_never_prints_its_text() {
        assertThat(Personal.clear(ADA, "Ada").toString())
                .contains(ADA.toString())
                .doesNotContain("Ada");
        assertThat(Personal.sealed(ADA, PLACE, "c2VhbGVk").toString()).doesNotContain("c2VhbGVk");
        assertThat(new Profile(Personal.clear(ADA, "Ada"), null, null, null, null, "en", null, null).toString())
                .doesNotContain("Ada");
    }

    @Test
    void fields_are_equal_that_are_the_same_text_of_the_same_subject_in_the_same_form() {
        Personal ada = Personal.clear(ADA, "Ada");
        assertThat(ada).isEqualTo(Personal.clear(ADA, "Ada")).hasSameHashCodeAs(Personal.clear(ADA, "Ada"));
        assertThat(ada)
                .isNotEqualTo(Personal.clear(ADA, "Bob"))
                .isNotEqualTo(Personal.clear(new UUID(2, 1), "Ada"))
                .isNotEqualTo(Personal.sealed(ADA, PLACE, "Ada"))
                .isNotEqualTo("Ada");
        assertThat(Personal.sealed(ADA, PLACE, "c2VhbGVk"))
                .isEqualTo(Personal.sealed(ADA, new Place(ADA, "customer.closed", "reason"), "c2VhbGVk"))
                .isNotEqualTo(Personal.sealed(ADA, new Place(ADA, "customer.reopened", "reason"), "c2VhbGVk"));
    }
}
