package org.relatum.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.function.BooleanSupplier;
import org.relatum.events.privacy.KeystoreMasterKeys;
import org.relatum.events.privacy.MasterKeys;
import org.relatum.events.privacy.OwnersFile;

/**
 * Where the master keys of a data directory are: a keystore and its password, both beside the keys they wrap unless the settings say
 * otherwise. Where nodes share keys in a database the password is beside the keystore, so that both are shared.
 */
public final class MasterKeyFiles {
    /** What the keystore is called, beside the keys. */
    public static final String KEYSTORE = "master.p12";

    private static final String PASSWORD = "master.password";
    private static final int PASSWORD_BYTES = 24;

    private MasterKeyFiles() {}

    /**
     * Opens the keystore, makes it on first use.
     *
     * @param keys the directory of keys
     * @param keystore another place for the keystore; empty: in that directory
     * @param password of the keystore; empty: one in a file, made with the keystore
     * @param shared whether nodes share it
     * @param wrapped whether there are keys that a master key wraps
     * @throws StartupException when the keystore is gone that the keys of the data subjects are wrapped by, or its password is, or it can't
     *     be opened
     */
    static MasterKeys open(Path keys, String keystore, String password, boolean shared, BooleanSupplier wrapped)
            throws IOException {
        Path file = keystore.isEmpty() ? keys.resolve(KEYSTORE) : Path.of(keystore);
        if (!Files.exists(file) && wrapped.getAsBoolean()) {
            throw new StartupException("there is no master key in " + file
                    + ", and without it no personal data can be read; put the keystore back");
        }
        try {
            return KeystoreMasterKeys.open(
                    file,
                    (password.isEmpty()
                                    ? passwordOf(file, shared ? file.resolveSibling(PASSWORD) : keys.resolve(PASSWORD))
                                    : password)
                            .toCharArray());
        } catch (IOException e) {
            throw new StartupException("the master key can't be used: " + e.getMessage(), e);
        }
    }

    private static String passwordOf(Path keystore, Path file) throws IOException {
        if (!Files.exists(file) || Files.size(file) == 0) {
            // It was made with a password, which another one does not open.
            if (Files.exists(keystore)) {
                throw new StartupException("there is no password of the keystore " + keystore + " in " + file
                        + "; put it back, or say it in relatum.master-key.password");
            }
            // What a crash left empty has locked nothing yet.
            byte[] random = new byte[PASSWORD_BYTES];
            new SecureRandom().nextBytes(random);
            OwnersFile.write(file, Base64.getUrlEncoder().withoutPadding().encode(random));
        }
        return Files.readString(file).strip();
    }
}
