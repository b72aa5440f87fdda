package org.relatum.server.cli;

import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.ledger.Finding;
import org.relatum.projection.ledger.LogVerification;
import org.relatum.projection.ledger.NoteKey;
import org.relatum.projection.ledger.StoredLog;
import org.relatum.projection.store.LedgerKeys;
import org.relatum.projection.store.postgres.PostgresLedger;
import org.relatum.server.RelatumService;
import org.relatum.server.postgres.Database;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;

/** Verifies the log, or an audit bundle, and names everything that differs. */
@Command(
        name = "verify",
        description = {
            "Hold every stored event against the ledger, the ledger against its signed checkpoint, and both against"
                    + " checkpoints that were kept elsewhere.",
            "Reads a running service (--url, or the one that runs on the data directory), a database (--db, or that of"
                    + " the data directory, without starting a service), or an audit bundle, which needs neither.",
            "Names every event that was changed, taken away, added or moved; exits with 1 if there is one. Without"
                    + " --checkpoint and --key it can't see a history that was written anew by somebody with the log's"
                    + " private key."
        })
final class VerifyCommand implements Callable<Integer> {
    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Mixin
    ClientOptions client;

    @Mixin
    Trusted trusted;

    @Mixin
    LedgerKeyFile ledgerKey;

    @Parameters(paramLabel = "BUNDLE", arity = "0..1", description = "an audit bundle to verify instead of a log")
    @Nullable
    Path bundle;

    private final Progress progress = new Progress("events");

    @Override
    public Integer call() throws IOException {
        Findings findings = new Findings(client.json, progress);
        if (bundle != null) {
            BundleVerification.Result result =
                    new BundleVerification(bundle, trusted.keys(), trusted.kept()).run(findings::add);
            return findings.report(
                    JsonMapper.shared()
                            .createObjectNode()
                            .put("events", result.events())
                            .put("size", result.size())
                            .put("root", result.root())
                            .put("signatureVerified", signatureVerified(result.root(), findings)),
                    "verified %,d events of customer %s against the checkpoint of %,d"
                            .formatted(result.events(), result.customer(), result.size()));
        }
        if (client.url == null && client.service.database != null) {
            Optional<Path> named = ledgerKey.elsewhere();
            return verify(
                    client.service.database,
                    named.isPresent() ? LedgerKeys.publicKeys(named.get()) : List.of(),
                    findings);
        }
        Optional<ApiClient> running = client.running();
        if (running.isPresent()) {
            ApiClient api = running.get();
            List<NoteKey> named = api.get("/api/v1/ledger")
                    .path("keys")
                    .valueStream()
                    .map(key -> NoteKey.parse(key.asString()))
                    .toList();
            return verify(new RemoteLog(api), named, findings);
        }
        try (RelatumService.DatabaseAlone alone = RelatumService.databaseAlone(client.service.dataDirectory)) {
            return verify(
                    alone.postgres().database(),
                    LedgerKeys.publicKeys(ledgerKey.among(alone.directory().keys())),
                    findings);
        }
    }

    /** Whether a key that was given signed what is verified; those that it names itself are whoever's who made it. */
    private boolean signatureVerified(@Nullable String root, Findings findings) {
        return root != null && !trusted.keys().isEmpty() && !findings.has(Finding.What.SIGNATURE);
    }

    private int verify(Database database, List<NoteKey> named, Findings findings) {
        try (HikariDataSource pool = database.readers()) {
            return verify(new PostgresLedger(pool), named, findings);
        }
    }

    private int verify(StoredLog log, List<NoteKey> named, Findings findings) {
        List<NoteKey> keys = trusted.keys();
        if (keys.isEmpty()) {
            keys = named;
            System.err.println(
                    keys.isEmpty()
                            ? "relatum: no --key: signatures are not verified"
                            : "relatum: no --key: going by the keys that are kept with the log itself");
        }
        if (trusted.kept().isEmpty()) {
            System.err.println(
                    "relatum: no --checkpoint: a history that was written anew as a whole would not be seen");
        }
        long end = log.lastPosition();
        LogVerification.Result result = new LogVerification(log, keys, trusted.kept())
                .run(findings::add, done -> progress.at(done, Math.max(end, done)));
        return findings.report(
                JsonMapper.shared()
                        .createObjectNode()
                        .put("events", result.events())
                        .put("size", result.size())
                        .put("withoutLeaf", result.withoutLeaf())
                        .put("root", result.root())
                        .put("signatureVerified", signatureVerified(result.root(), findings)),
                "verified %,d events against the checkpoint of %,d".formatted(result.events(), result.size())
                        + (result.withoutLeaf() == 0
                                ? ""
                                : "; %,d were recorded since and are not proven yet".formatted(result.withoutLeaf())));
    }
}
