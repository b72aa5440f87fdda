package org.relatum.command.language;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.UUID;
import org.junit.jupiter.api.Test;

class DerivedIdTest {
    @Test
    void equal_names_give_equal_ids_for_ever() {
        assertThat(DerivedId.ofProduct("TEA-100")).hasToString("e21c5b04-0fc3-87ac-85be-966694137e8b");
        assertThat(DerivedId.ofCustomer("api", "key-1")).hasToString("96ae05e1-3532-8b4e-a48e-c98c219a1c33");
        assertThat(DerivedId.within(new UUID(1, 2), "care", 3)).isEqualTo("78fcac742f81");
    }

    @Test
    void names_do_not_run_into_each_other() {
        assertThat(DerivedId.of("k", "ab", "c")).isNotEqualTo(DerivedId.of("k", "a", "bc"));
        assertThat(DerivedId.of("k", "ab")).isNotEqualTo(DerivedId.of("k", "ab", ""));
        assertThat(DerivedId.of("ka", "b")).isNotEqualTo(DerivedId.of("k", "ab"));
    }

    @Test
    void ids_are_UUIDs_of_version_8() {
        UUID id = DerivedId.of("k", "x");
        assertThat(id.version()).isEqualTo(8);
        assertThat(id.variant()).isEqualTo(2);
    }
}
