package org.relatum.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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
}
