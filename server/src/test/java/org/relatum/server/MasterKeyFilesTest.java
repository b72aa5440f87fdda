package org.relatum.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MasterKeyFilesTest {
    @TempDir
    Path keys;

    @Test
    void a_password_that_a_crash_left_empty_is_made_anew_and_opens_the_keystore_from_then_on() throws IOException {
        Path password = keys.resolve("master.password");
        Files.createFile(password);
        byte[] key =
                MasterKeyFiles.open(keys, "", "", false, () -> false).key(1).getEncoded();
        String made = Files.readString(password);
        assertThat(made).hasSize(32);
        assertThat(MasterKeyFiles.open(keys, "", "", false, () -> false).key(1).getEncoded())
                .isEqualTo(key);
        assertThat(password).hasContent(made);
        assertThat(keys).isDirectoryNotContaining("glob:**.new");
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void no_password_is_made_for_a_keystore_that_has_one_elsewhere(boolean shared) throws IOException {
        Path keystore = keys.resolve("master.p12");
        Path password = keys.resolve("master.password");
        byte[] key = MasterKeyFiles.open(keys, "", "secret", shared, () -> false)
                .key(1)
                .getEncoded();
        assertThatThrownBy(() -> MasterKeyFiles.open(keys, "", "", shared, () -> true))
                .isInstanceOf(StartupException.class)
                .hasMessageContainingAll(keystore.toString(), password.toString(), "relatum.master-key.password");
        assertThat(password).doesNotExist();
        Files.createFile(password);
        assertThatThrownBy(() -> MasterKeyFiles.open(keys, "", "", shared, () -> true))
                .isInstanceOf(StartupException.class);
        assertThat(password).isEmptyFile();
        assertThat(MasterKeyFiles.open(keys, "", "secret", shared, () -> true)
                        .key(1)
                        .getEncoded())
                .isEqualTo(key);
    }
}
