package org.relatum.server.cli;

import java.util.concurrent.CountDownLatch;
import org.relatum.server.RelatumService;

/** A service that other commands find through its data directory, until it is closed or the process is told to stop. */
final class Serving implements AutoCloseable {

    private final RelatumService service;
    private final ServerFile file;

    private Serving(RelatumService service) {
        this.service = service;
        this.file = ServerFile.in(service.directory().path());
    }

    /** Writes down where it is; on a signal to stop it finishes what it does, stops and is gone from there. */
    static Serving announce(RelatumService service) {
        Serving serving = new Serving(service);
        Runtime.getRuntime().addShutdownHook(new Thread(serving::close, "stop"));
        serving.file.write(service.url());
        return serving;
    }

    /** Never returns: the process ends by a signal. */
    void untilStopped() throws InterruptedException {
        new CountDownLatch(1).await();
    }

    @Override
    public void close() {
        file.remove();
        service.close();
    }
}
