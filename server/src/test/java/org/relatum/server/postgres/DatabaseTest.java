package org.relatum.server.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseTest {

    @Test
    void credentials_are_taken_out_of_the_address() {
        assertThat(Database.parse("postgresql://ann:p%40ss@db.example:6543/crm?sslmode=require"))
                .isEqualTo(new Database("jdbc:postgresql://db.example:6543/crm?sslmode=require", "ann", "p@ss"));
        assertThat(Database.parse("jdbc:postgresql://db/crm?user=ann&password=x&sslmode=require"))
                .isEqualTo(new Database("jdbc:postgresql://db/crm?sslmode=require", "ann", "x"));
        assertThat(Database.parse("postgres://db/crm")).isEqualTo(new Database("jdbc:postgresql://db/crm", null, null));
    }

    @Test
    void the_password_is_not_shown() {
        assertThat(Database.parse("postgresql://ann:secret@db/crm").toString()).doesNotContain("secret");
    }

    @Test
    void a_parameter_is_added_unless_the_address_has_it() {
        Database plain = Database.parse("postgresql://db/crm");
        assertThat(plain.jdbcUrlWith("a", "1")).isEqualTo("jdbc:postgresql://db/crm?a=1");
        assertThat(Database.parse("postgresql://db/crm?b=2").jdbcUrlWith("a", "1"))
                .endsWith("?b=2&a=1");
        assertThat(Database.parse("postgresql://db/crm?a=2").jdbcUrlWith("a", "1"))
                .endsWith("?a=2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "mysql://db/crm", "postgresql://db", "postgresql://db/", "db/crm", "postgresql:// /x"})
    void anything_else_is_refused(String text) {
        assertThatThrownBy(() -> Database.parse(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
