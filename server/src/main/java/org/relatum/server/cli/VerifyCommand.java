package org.relatum.server.cli;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
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
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

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
    private static final int MOST_FINDINGS = 10_000;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Mixin
    ClientOptions client;

    @Mixin
    Trusted trusted;

    @Parameters(paramLabel = "BUNDLE", arity = "0..1", description = "an audit bundle to verify instead of a log")
    @Nullable
    Path bundle;

    private final List<Finding> findings = new ArrayList<>();
    private final Progress progress = new Progress("events");
    private long count;

    @Override
    public Integer call() throws IOException {
        if (bundle != null) {
            BundleVerification.Result result =
                    new BundleVerification(bundle, trusted.keys(), trusted.kept()).run(this::found);
            return report(
                    JsonMapper.shared()
                            .createObjectNode()
                            .put("events", result.events())
                            .put("size", result.size())
                            .put("root", result.root())
                            .put("signatureVerified", result.signatureVerified()),
                    "verified %,d events of customer %s against the checkpoint of %,d"
                            .formatted(result.events(), result.customer(), result.size()));
        }
        if (client.url == null && client.service.database != null) {
            return verify(client.service.database, List.of());
        }
        Optional<ApiClient> running = client.running();
        if (running.isPresent()) {
            ApiClient api = running.get();
            List<NoteKey> named = api.get("/api/v1/ledger")
                    .path("keys")
                    .valueStream()
                    .map(key -> NoteKey.parse(key.asString()))
                    .toList();
            return verify(new RemoteLog(api), named);
        }
        try (RelatumService.DatabaseAlone alone = RelatumService.databaseAlone(client.service.dataDirectory)) {
            return verify(
                    alone.postgres().database(),
                    LedgerKeys.publicKeys(alone.directory().keys().resolve(LedgerKeys.FILE)));
        }
    }

    private int verify(Database database, List<NoteKey> named) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setReadOnly(true);
        config.setMaximumPoolSize(2);
        try (HikariDataSource pool = new HikariDataSource(config)) {
            return verify(new PostgresLedger(pool), named);
        }
    }

    private int verify(StoredLog log, List<NoteKey> named) {
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
                .run(this::found, done -> progress.at(done, Math.max(end, done)));
        return report(
                JsonMapper.shared()
                        .createObjectNode()
                        .put("events", result.events())
                        .put("size", result.size())
                        .put("withoutLeaf", result.withoutLeaf())
                        .put("root", result.root())
                        .put("signatureVerified", !keys.isEmpty()),
                "verified %,d events against the checkpoint of %,d".formatted(result.events(), result.size())
                        + (result.withoutLeaf() == 0
                                ? ""
                                : "; %,d were recorded since and are not proven yet".formatted(result.withoutLeaf())));
    }

    private void found(Finding finding) {
        count++;
        if (client.json) {
            if (findings.size() < MOST_FINDINGS) {
                findings.add(finding);
            }
            return;
        }
        progress.done();
        Output.line("%s%s%s: %s"
                .formatted(
                        word(finding),
                        finding.position() == 0 ? "" : " position " + finding.position(),
                        finding.event() == null ? "" : " " + finding.event(),
                        finding.detail()));
    }

    private static String word(Finding finding) {
        return finding.what().name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private int report(ObjectNode summary, String words) {
        progress.done();
        if (client.json) {
            ArrayNode all = JsonMapper.shared().createArrayNode();
            Consumer<Finding> add = finding -> all.addObject()
                    .put("what", word(finding))
                    .put("position", finding.position() == 0 ? null : finding.position())
                    .put("event", finding.event())
                    .put("detail", finding.detail());
            findings.forEach(add);
            ObjectNode document = JsonMapper.shared().createObjectNode();
            document.set("summary", summary.put("findings", count));
            document.set("findings", all);
            Output.json(document);
        } else {
            Output.line(words + ": " + (count == 0 ? "nothing differs" : "%,d findings".formatted(count)));
        }
        return count == 0 ? 0 : 1;
    }
}
