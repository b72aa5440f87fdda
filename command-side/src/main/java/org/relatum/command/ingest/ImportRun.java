package org.relatum.command.ingest;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relatum.command.ingest.ImportStep.FileCustomer;
import org.relatum.command.ingest.ImportTarget.Registration;
import org.relatum.command.ingest.ImportTarget.Taken;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One import: reads the steps and deals them out to lanes, a customer always to the same one. So the steps of a customer
 * are done in the order of the file, those of different customers side by side, and no more are in memory than the lanes'
 * queues hold.
 */
final class ImportRun {
    private static final Logger LOG = LoggerFactory.getLogger(ImportRun.class);
    private static final int QUEUE = 64;
    private static final Runnable THE_END = () -> {};
    private static final long ROWS_BETWEEN_PROGRESS = 1_000;
    private static final long NANOS_BETWEEN_PROGRESS = TimeUnit.MILLISECONDS.toNanos(500);

    private final ImportFormat.Survey survey;
    private final ImportTarget target;
    private final int laneCount;
    private final Consumer<ImportReport> reports;

    private final LongAdder accepted = new LongAdder();
    private final LongAdder alreadyThere = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder customers = new LongAdder();
    private final LongAdder orders = new LongAdder();
    private final LongAdder returns = new LongAdder();
    private final LongAdder products = new LongAdder();
    private final Map<String, Registration> known = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    private final Object reporting = new Object();
    private long reportedRows;
    private long reportedAt;

    /**
     * @param lanes how many customers are worked on at the same time
     * @param reports called by one thread at a time; when it throws, nobody listens any more and the import ends
     */
    ImportRun(ImportFormat.Survey survey, ImportTarget target, int lanes, Consumer<ImportReport> reports) {
        this.survey = survey;
        this.target = target;
        this.laneCount = lanes;
        this.reports = reports;
    }

    /** Runs to the end; returns after the last report. */
    void run() throws InterruptedException {
        long started = System.nanoTime();
        reportedAt = started;
        report(new ImportReport.Progress(0, survey.rows()));
        inLanes(lanes -> survey.products().forEach(product -> lanes.deal(product.sku(), () -> offer(product))));
        if (failure.get() == null) {
            inLanes(lanes -> survey.forEach(step -> deal(step, lanes)));
        }
        long rows = accepted.sum() + alreadyThere.sum() + refused.sum();
        Throwable failed = failure.get();
        if (failed != null) {
            LOG.warn("An import ended after {} of {} rows", rows, survey.rows(), failed);
            lastReport(new ImportReport.Failed(
                    "import-interrupted",
                    "the import ended after " + rows + " of " + survey.rows()
                            + " rows; repeat it, what was accepted is not recorded twice",
                    rows,
                    survey.rows()));
            return;
        }
        report(new ImportReport.Progress(rows, survey.rows()));
        double seconds = (System.nanoTime() - started) / (double) TimeUnit.SECONDS.toNanos(1);
        lastReport(new ImportReport.Summary(
                rows,
                accepted.sum(),
                alreadyThere.sum(),
                refused.sum(),
                customers.sum(),
                orders.sum(),
                returns.sum(),
                products.sum(),
                Math.round(seconds * 1000) / 1000.0));
    }

    /** Runs the lanes until everything that was dealt is done. */
    private void inLanes(Dealer dealer) throws InterruptedException {
        List<Lane> lanes = Stream.generate(Lane::new).limit(laneCount).toList();
        List<Thread> threads = lanes.stream()
                .map(lane -> Thread.ofVirtual().name("import-lane").start(lane))
                .toList();
        try {
            dealer.dealTo((key, work) -> {
                if (failure.get() != null) {
                    throw new Ended();
                }
                lanes.get(Math.floorMod(key.hashCode(), lanes.size())).add(work);
            });
        } catch (IOException | RuntimeException e) {
            failure.compareAndSet(null, e);
        } finally {
            lanes.forEach(lane -> lane.add(THE_END));
            for (Thread thread : threads) {
                thread.join();
            }
        }
    }

    private void deal(ImportStep step, Lanes lanes) {
        switch (step) {
            case ImportStep.Refuse row -> refuse(row.lines(), row.code(), row.reason());
            case ImportStep.ForCustomer ours -> lanes.deal(ours.customer().reference(), () -> take(ours));
        }
    }

    private void offer(ImportFormat.FileProduct product) {
        if (target.product(product) instanceof Taken.Accepted) {
            products.increment();
        }
    }

    private void take(ImportStep.ForCustomer step) {
        switch (customer(step.customer())) {
            case Registration.Refused no -> refuse(step.lines(), no.code(), no.reason());
            case Registration.Known customer ->
                count(
                        step,
                        switch (step) {
                            case ImportStep.Place order -> place(customer.customer(), order);
                            case ImportStep.TakeBack row -> takeBack(customer.customer(), row);
                        });
        }
    }

    private Registration customer(FileCustomer customer) {
        // a customer has one lane only, so nobody else looks for it meanwhile
        Registration before = known.get(customer.reference());
        if (before != null) {
            return before;
        }
        Registration now = target.customer(customer);
        if (now instanceof Registration.Known fresh && fresh.fresh()) {
            customers.increment();
        }
        known.put(customer.reference(), now);
        return now;
    }

    private Taken place(UUID customer, ImportStep.Place order) {
        Taken taken = target.place(customer, order);
        if (taken instanceof Taken.Accepted) {
            orders.increment();
        }
        return taken;
    }

    private Taken takeBack(UUID customer, ImportStep.TakeBack row) {
        Taken all = new Taken.AlreadyThere();
        for (ImportStep.TakeBack.Part part : row.parts()) {
            Taken taken = target.takeBack(customer, row, part);
            if (taken instanceof Taken.Refused) {
                return taken;
            }
            if (taken instanceof Taken.Accepted) {
                returns.increment();
                all = taken;
            }
        }
        return all;
    }

    private void count(ImportStep step, Taken taken) {
        switch (taken) {
            case Taken.Accepted yes -> accepted.add(step.lines().size());
            case Taken.AlreadyThere before -> alreadyThere.add(step.lines().size());
            case Taken.Refused no -> {
                refuse(step.lines(), no.code(), no.reason());
                return;
            }
        }
        progress();
    }

    private void refuse(List<Long> lines, String code, String reason) {
        refused.add(lines.size());
        for (long line : lines) {
            report(new ImportReport.Refused(line, code, reason));
        }
        progress();
    }

    private void progress() {
        long rows = accepted.sum() + alreadyThere.sum() + refused.sum();
        long now = System.nanoTime();
        synchronized (reporting) {
            if (rows - reportedRows >= ROWS_BETWEEN_PROGRESS || now - reportedAt >= NANOS_BETWEEN_PROGRESS) {
                reportedRows = rows;
                reportedAt = now;
                report(new ImportReport.Progress(rows, survey.rows()));
            }
        }
    }

    private void report(ImportReport report) {
        synchronized (reporting) {
            reports.accept(report);
        }
    }

    /** The last word; when nobody listens any more, that has been logged already. */
    private void lastReport(ImportReport report) {
        try {
            report(report);
        } catch (RuntimeException nobodyListens) {
            LOG.debug("The last report of an import was not heard", nobodyListens);
        }
    }

    /** Does the work for its keys, one after the other. */
    private final class Lane implements Runnable {
        private final BlockingQueue<Runnable> queue = new ArrayBlockingQueue<>(QUEUE);

        void add(Runnable work) {
            boolean interrupted = false;
            while (true) {
                try {
                    queue.put(work);
                    break;
                } catch (InterruptedException e) {
                    // the lanes come to their end all the same, only without doing what is still in their queues
                    interrupted = true;
                    failure.compareAndSet(null, e);
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void run() {
            try {
                for (Runnable work = queue.take(); work != THE_END; work = queue.take()) {
                    if (failure.get() == null) {
                        work(work);
                    }
                }
            } catch (InterruptedException e) {
                throw new IllegalStateException("nobody interrupts a lane", e);
            }
        }

        private void work(Runnable work) {
            try {
                work.run();
            } catch (RuntimeException | Error e) {
                failure.compareAndSet(null, e);
            }
        }
    }

    /** Takes work; that of one key is done in the order it was dealt. */
    private interface Lanes {
        void deal(String key, Runnable work);
    }

    /** Deals until there is no more. */
    private interface Dealer {
        void dealTo(Lanes lanes) throws IOException;
    }

    /** Leaves the reading of the file after a lane failed. */
    private static final class Ended extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Ended() {
            super("a lane failed", null, false, false);
        }
    }
}
