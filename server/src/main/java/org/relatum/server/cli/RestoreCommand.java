package org.relatum.server.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import org.relatum.server.backup.BackupException;
import org.relatum.server.backup.Restore;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Restores a backup, once it is proven. */
@Command(
        name = "restore",
        description = {
            "Restore a backup into a data directory that is empty or not there (--data-dir), or into an empty"
                + " PostgreSQL (--db). Every event is held against the signed checkpoint; unless all of them are what"
                + " was signed, what differs is named and nothing is put in place.",
            "Read models are built anew by the service when it starts."
        })
final class RestoreCommand implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Mixin
    ServiceOptions service;

    @Mixin
    Trusted trusted;

    @Option(names = "--json", description = "the result as one JSON document on standard output")
    boolean json;

    @Option(
            names = "--keys",
            paramLabel = "FILE",
            description = "the keys, as relatum backup --keys wrote them, or a directory of keys (default: those that"
                    + " the data directory has)")
    @Nullable
    Path keys;

    @Option(
            names = "--erasures",
            paramLabel = "FILE",
            description = "a register of erasures (erasures.register) that was kept elsewhere: who is in it is erased"
                    + " again; may be repeated. That of a data directory that is replaced is taken over anyway")
    @Nullable
    List<Path> erasures;

    @Option(
            names = "--replace",
            description = "the data directory may hold data: they are set aside beside it, not deleted")
    boolean replace;

    @Option(
            names = "--revoke-access-keys",
            description = "no access key of the backup opens anything any more, and the first start writes a new"
                    + " admin.key (default: keys are as they were when the backup was taken, so one that was revoked"
                    + " since opens again)")
    boolean revokeAccessKeys;

    @Parameters(paramLabel = "BACKUP", description = "the file that relatum backup wrote")
    Path file;

    private final Map<String, Progress> progress = new LinkedHashMap<>();

    @Override
    public Integer call() {
        try {
            Restore.Restored restored = new Restore(
                            new Restore.Wanted(
                                    file,
                                    service.dataDirectory,
                                    service.database,
                                    keys,
                                    replace,
                                    new ArrayList<>(trusted.keys()),
                                    trusted.kept(),
                                    erasures == null ? List.of() : erasures,
                                    revokeAccessKeys),
                            this::at)
                    .run();
            progress.values().forEach(Progress::done);
            return report(restored);
        } catch (BackupException e) {
            progress.values().forEach(Progress::done);
            if (e.findings().isEmpty()) {
                throw e;
            }
            Findings findings = new Findings(json, new Progress("events"));
            e.findings().forEach(findings::add);
            return findings.report(
                    JsonMapper.shared().createObjectNode(), Objects.requireNonNullElse(e.getMessage(), "refused"));
        }
    }

    private void at(String what, long done, long total) {
        progress.computeIfAbsent(what, Progress::new).at(done, total);
    }

    private int report(Restore.Restored restored) {
        restored.remarks().forEach(remark -> System.err.println("relatum: " + remark));
        Path aside = restored.setAside();
        if (json) {
            ObjectNode summary = JsonMapper.shared()
                    .createObjectNode()
                    .put("dataDirectory", service.dataDirectory.toString())
                    .put("store", restored.store().toString())
                    .put("madeAt", restored.madeAt().toString())
                    .put("position", restored.position())
                    .put("root", restored.root())
                    .put("setAside", aside == null ? null : aside.toString());
            restored.remarks().forEach(summary.putArray("remarks")::add);
            return new Findings(true, new Progress("events")).report(summary, "");
        }
        Output.line("restored %,d events, all as the checkpoint says, recorded until about %s"
                .formatted(restored.position(), restored.madeAt()));
        if (aside != null) {
            Output.line("what was there before is in " + aside
                    + "; delete it when it is not needed any more: keys in it outlive an erasure");
        }
        return 0;
    }
}
