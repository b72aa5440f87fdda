package org.relatum.events.privacy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import javax.crypto.SecretKey;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class KeystoreMasterKeysTest {
    @TempDir
    Path directory;

    private KeystoreMasterKeys open(String password) throws IOException {
        return KeystoreMasterKeys.open(directory.resolve("master.p12"), password.toCharArray());
    }

    @Test
    void the_first_opening_makes_a_key_which_later_ones_find() throws IOException {
        SecretKey key = open("secret").key(1);
        assertThat(key.getEncoded()).hasSize(32);
        assertThat(open("secret").key(1)).isEqualTo(key);
        assertThat(open("secret").versions()).containsExactly(1);
    }

    @Test
    void a_further_version_is_durable_and_can_be_kept_alone() throws IOException {
        KeystoreMasterKeys masters = open("secret");
        SecretKey first = masters.key(1);
        assertThat(masters.add()).isEqualTo(2);
        assertThat(open("secret").versions()).containsExactly(1, 2);
        assertThat(open("secret").key(1)).isEqualTo(first).isNotEqualTo(masters.key(2));
        masters.keepOnly(2);
        assertThat(open("secret").versions()).containsExactly(2);
        assertThatThrownBy(() -> masters.key(1)).hasMessageContaining("no master key of version 1");
        assertThat(open("secret").add()).isEqualTo(3);
    }

    @Test
    void the_version_that_is_asked_for_is_kept_whatever_others_made_meanwhile() throws IOException {
        KeystoreMasterKeys masters = open("secret");
        masters.add();
        SecretKey second = masters.key(2);
        KeystoreMasterKeys other = open("secret");
        other.add();
        assertThat(masters.versions()).containsExactly(1, 2);
        masters.refresh();
        assertThat(masters.versions()).containsExactly(1, 2, 3);
        masters.keepOnly(2);
        assertThat(open("secret").versions()).containsExactly(2);
        assertThat(open("secret").key(2)).isEqualTo(second);
        assertThatThrownBy(() -> other.keepOnly(3)).hasMessageContaining("no master key of version 3");
        assertThat(open("secret").versions()).containsExactly(2);
    }

    @Test
    void a_wrong_password_and_another_file_are_refused() throws IOException {
        open("secret");
        assertThatThrownBy(() -> open("wrong")).isInstanceOf(IOException.class);
        Files.writeString(directory.resolve("master.p12"), "no keystore");
        assertThatThrownBy(() -> open("secret")).isInstanceOf(IOException.class);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void only_the_owner_may_read_it_and_nothing_is_left_beside_it() throws IOException {
        open("secret").add();
        Path file = directory.resolve("master.p12");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
        open("secret");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-------");
        assertThat(directory).isDirectoryNotContaining(other -> !other.equals(file));
    }
}
