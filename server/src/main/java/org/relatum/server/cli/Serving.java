package org.relatum.server.cli;

import java.util.concurrent.CountDownLatch;
import org.relatum.server.RelatumService;

/** A service that other commands find through its data directory, until the process is told to stop. */
final class Serving {

    private Serving() {}

    /** Writes down where it is; on a signal to stop it finishes what it does, stops and is gone from there. */
    static Serving announce(RelatumService service) {
        ServerFile file = ServerFile.in(service.directory().path());
        Thread stop = new Thread(
                () -> {
                    file.remove();
                    service.close();
                },
                "stop");
        Runtime.getRuntime().addShutdownHook(stop);
        file.write(service.url());
        return new Serving();
    }

    /** Never returns: the process ends by a signal. */
    void untilStopped() throws InterruptedException {
        new CountDownLatch(1).await();
    }
}
