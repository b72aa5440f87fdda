package org.relatum.server.cli;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.store.LedgerKeys;
import org.springframework.boot.context.config.ConfigDataEnvironmentPostProcessor;
import org.springframework.core.env.StandardEnvironment;
import picocli.CommandLine.Option;

/** Which file has the key that signs checkpoints. */
final class LedgerKeyFile {
    private static final String SETTING = "relatum.ledger.key";

    @Option(
            names = "--ledger-key",
            paramLabel = "FILE",
            description = "the file with the key that signs checkpoints (default: what the service's setting"
                    + " relatum.ledger.key names here, in RELATUM_LEDGER_KEY for instance, otherwise ledger.key in keys"
                    + " of the data directory)")
    @Nullable
    Path file;

    /** The file, given the data directory's keys. */
    Path among(Path keys) {
        return elsewhere().orElseGet(() -> keys.resolve(LedgerKeys.FILE));
    }

    /** The file that is named here or by the setting, as a service would find it that was started here; empty: neither names one. */
    Optional<Path> elsewhere() {
        if (file != null) {
            return Optional.of(file);
        }
        StandardEnvironment settings = new StandardEnvironment();
        ConfigDataEnvironmentPostProcessor.applyTo(settings);
        return Optional.of(settings.getProperty(SETTING, ""))
                .filter(named -> !named.isBlank())
                .map(Path::of);
    }

    /** As a setting of a service that is started for the command. */
    Map<String, String> asSetting() {
        return file == null ? Map.of() : Map.of(SETTING, file.toString());
    }
}
