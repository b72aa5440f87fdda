package org.relatum.server.cli;

import java.io.PrintWriter;
import org.relatum.server.StartupException;
import org.relatum.server.backup.BackupException;
import org.relatum.server.postgres.EmbeddedPostgresException;
import org.springframework.boot.logging.LoggingSystem;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.Option;

/**
 * The executable. Exit codes: 0 done, 1 failed or differences found, 2 wrongly called.
 *
 * <p>Results go to standard output, everything else to standard error.
 */
@Command(
        name = "relatum",
        description = "An event-sourced CRM: complete, replayable customer history.",
        versionProvider = Relatum.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            ServeCommand.class,
            ImportCommand.class,
            FitCommand.class,
            PolicyCommand.class,
            WhatIfCommand.class,
            BacktestCommand.class,
            StatusCommand.class,
            CheckCommand.class,
            VerifyCommand.class,
            AuditBundleCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            RebuildCommand.class,
            KeyCommand.class,
            PrivacyCommand.class,
            FeedCommand.class,
            DemoCommand.class,
            ClusterDemoCommand.class,
            HelpCommand.class
        })
public final class Relatum {

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "print the version")
    boolean version;

    private Relatum() {}

    /** Runs one command and ends the process with its exit code. */
    public static void main(String[] args) {
        // What libraries have to say outside a service is for nobody; a service sets up its own logging.
        LoggingSystem.get(Relatum.class.getClassLoader()).beforeInitialize();
        System.exit(run(args));
    }

    static int run(String... args) {
        CommandLine commandLine = new CommandLine(new Relatum());
        commandLine.setExecutionExceptionHandler((failure, failed, parsed) -> {
            PrintWriter err = failed.getErr();
            if (failure instanceof StartupException
                    || failure instanceof ClientException
                    || failure instanceof BackupException
                    || failure instanceof EmbeddedPostgresException) {
                err.println("relatum: " + failure.getMessage());
            } else {
                failure.printStackTrace(err);
            }
            return CommandLine.ExitCode.SOFTWARE;
        });
        if (args.length == 0) {
            commandLine.usage(commandLine.getErr());
            return CommandLine.ExitCode.USAGE;
        }
        return commandLine.execute(args);
    }

    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            String version = Relatum.class.getPackage().getImplementationVersion();
            return new String[] {"Relatum " + (version == null ? "(not packaged)" : version)};
        }
    }
}
