package org.relatum.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.relatum.server.RelatumService;
import org.relatum.server.backup.Backup;
import org.relatum.server.postgres.Database;
import org.relatum.server.postgres.EmbeddedPostgres;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Takes a backup while the service works. */
@Command(
        name = "backup",
        description = {
            "Write everything that was recorded into one file, with the signed checkpoint that proves it. The service"
                    + " goes on meanwhile; where none runs one is started for this command.",
            "It holds no keys of persons, so that a key that is destroyed is gone: --keys copies them into a file of"
                    + " their own. relatum restore brings both back."
        })
final class BackupCommand implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Mixin
    ServiceOptions service;

    @Mixin
    LedgerKeyFile ledgerKey;

    @Option(names = "--json", description = "the result as one JSON document on standard output")
    boolean json;

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "copy the keys, too, into this file, which takes the place of the one before: older copies"
                    + " hold keys of persons that were erased since")
    @Nullable
    Path keys;

    @Option(
            names = "--as-far-as-proven",
            description = "don't wait for the ledger: leave out what it does not have yet")
    boolean asFarAsProven;

    @Parameters(paramLabel = "FILE", description = "where to write it; takes the place of a file of that name")
    Path file;

    private final Progress progress = new Progress("events");

    @Override
    public Integer call() throws InterruptedException, IOException {
        Path secrets = service.dataDirectory.resolve("keys");
        if (!Files.isDirectory(secrets)) {
            throw new ClientException("there is no store in " + service.dataDirectory + " (--data-dir names another)");
        }
        if (service.database != null) {
            return take(service.database, secrets);
        }
        boolean runs = ServerFile.in(service.dataDirectory)
                .read()
                .map(url -> new ApiClient(url, null).answers())
                .orElse(false);
        if (runs) {
            return take(
                    EmbeddedPostgres.running(service.dataDirectory.resolve("postgres"), secrets.resolve("pgpass"))
                            .orElseThrow(() -> new ClientException("the service that runs on " + service.dataDirectory
                                    + " has its database elsewhere: name it with --db")),
                    secrets);
        }
        System.err.println("relatum: no service runs on " + service.dataDirectory + ", starting one for this command");
        try (RelatumService started = RelatumService.start(service.on(0, ledgerKey.asSetting()))) {
            EmbeddedPostgres postgres = started.postgres();
            if (postgres == null) {
                throw new IllegalStateException("a service without --db has a database of its own");
            }
            return take(postgres.database(), secrets);
        }
    }

    private int take(Database database, Path secrets) throws InterruptedException, IOException {
        Backup.Taken taken;
        try {
            taken = new Backup(database, secrets, ledgerKey.among(secrets))
                    .take(file, keys, asFarAsProven, progress::at);
        } finally {
            progress.done();
        }
        if (json) {
            ObjectNode document = JsonMapper.shared()
                    .createObjectNode()
                    .put("file", file.toString())
                    .put("keys", keys == null ? null : keys.toString())
                    .put("bytes", Files.size(file))
                    .put("store", taken.store().toString())
                    .put("madeAt", taken.madeAt().toString())
                    .put("position", taken.position())
                    .put("root", taken.root())
                    .put("later", taken.later());
            Output.json(document);
        } else {
            Output.line("%s: %,d events, %,d kB".formatted(file, taken.position(), Files.size(file) >> 10)
                    + (asFarAsProven && taken.later() > 0
                            ? "; %,d later ones are not in it".formatted(taken.later())
                            : ""));
            if (keys == null) {
                System.err.println("relatum: without the keys in " + secrets
                        + " it can't be restored: --keys FILE copies them, to be kept elsewhere");
            }
        }
        return 0;
    }
}
