package org.relatum.command.rest;

import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes results on a thread of its own, so that a client that sends everything before it reads anything is not waited for until
 * {@value #CAPACITY} bytes are due to it. What can't be written is thrown away.
 */
final class ResultWriter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ResultWriter.class);
    private static final int CAPACITY = 16 << 20;
    private static final byte[] END = new byte[0];

    private final OutputStream out;
    private final BlockingQueue<byte[]> due = new LinkedBlockingQueue<>();
    private final Semaphore room = new Semaphore(CAPACITY);
    private final Thread thread;
    private volatile boolean broken;

    ResultWriter(OutputStream out) {
        this.out = out;
        this.thread = Thread.ofVirtual().name("results").start(this::run);
    }

    /** Whether the client is gone. */
    boolean isBroken() {
        return broken;
    }

    void put(byte[] result) {
        room.acquireUninterruptibly(Math.min(result.length, CAPACITY));
        due.add(result);
    }

    private void run() {
        try {
            for (byte[] result = due.take(); result != END; result = due.take()) {
                if (!broken) {
                    write(result);
                }
                room.release(Math.min(result.length, CAPACITY));
            }
        } catch (InterruptedException e) {
            broken = true;
        }
    }

    private void write(byte[] result) {
        try {
            out.write(result);
            if (due.isEmpty()) {
                out.flush();
            }
        } catch (IOException e) {
            LOG.debug("a client stopped reading its results", e);
            broken = true;
        }
    }

    /** Waits until everything is written, or can't be. */
    @Override
    public void close() {
        due.add(END);
        boolean interrupted = false;
        while (thread.isAlive()) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                interrupted = true;
                thread.interrupt();
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
