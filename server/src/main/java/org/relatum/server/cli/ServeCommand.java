package org.relatum.server.cli;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.Callable;
import org.relatum.server.RelatumService;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Runs the service until it is told to stop. */
@Command(
        name = "serve",
        description = {
            "Run the service until it is stopped (Ctrl-C or SIGTERM).",
            "One line on standard output says where it answers as soon as it does. Warnings go to standard error, the"
                    + " full log to DIR/log/relatum.log."
        })
final class ServeCommand implements Callable<Integer> {

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "show this help")
    boolean help;

    @Mixin
    ServiceOptions service;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "8080",
            description = "where to listen on 127.0.0.1; 0: any free port (default: ${DEFAULT-VALUE})")
    int port;

    @Option(
            names = "--end-with-input",
            description = "end at once when standard input ends: whoever starts this process through a pipe leaves it"
                    + " behind in no case")
    boolean endWithInput;

    @Override
    public Integer call() throws InterruptedException {
        if (endWithInput) {
            Thread.ofPlatform().daemon().name("input").start(ServeCommand::untilInputEnds);
        }
        RelatumService running = RelatumService.start(service.on(port));
        try (Serving serving = Serving.announce(running)) {
            System.out.println("Relatum answers at " + running.url());
            System.out.flush();
            serving.untilStopped();
        }
        return 0;
    }

    private static void untilInputEnds() {
        try {
            System.in.transferTo(OutputStream.nullOutputStream());
        } catch (IOException e) {
            // as its end
        }
        Runtime.getRuntime().halt(1);
    }
}
