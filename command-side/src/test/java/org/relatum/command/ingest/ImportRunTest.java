package org.relatum.command.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.relatum.command.ingest.ImportFormat.FileProduct;
import org.relatum.command.ingest.ImportReport.Failed;
import org.relatum.command.ingest.ImportReport.Progress;
import org.relatum.command.ingest.ImportReport.Refused;
import org.relatum.command.ingest.ImportReport.Summary;
import org.relatum.command.ingest.ImportStep.FileCustomer;

class ImportRunTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    Path folder;

    private final Store store = new Store();

    @Test
    void the_summary_accounts_for_every_row() {
        Summary summary = summary(
                new OrdersCsvFormat(),
                "order,customer,date,sku,quantity,unitPrice",
                "A,c1,2024-01-01,x,1,5.00",
                "A,c1,2024-01-01,y,1,5.00",
                "B,c2,2024-01-01,x,oops,5.00",
                "C,c2,2024-01-01,x,1,5.00",
                "R,c1,2024-02-01,x,-1,5.00");

        assertThat(summary.rows()).isEqualTo(5);
        assertThat(summary.accepted()).isEqualTo(4);
        assertThat(summary.alreadyThere()).isZero();
        assertThat(summary.refused()).isEqualTo(1);
        assertThat(summary.customers()).isEqualTo(2);
        assertThat(summary.orders()).isEqualTo(2);
        assertThat(summary.returns()).isEqualTo(1);
        assertThat(summary.products()).isEqualTo(2);
        assertThat(summary.seconds()).isNotNegative();
    }

    @Test
    void a_repetition_adds_nothing() {
        Path file = randomFile(1, 40, 2_000);
        assertThat(summary(file).accepted()).isEqualTo(2_000);
        Map<UUID, List<String>> before = store.copy();

        Summary again = summary(file);

        assertThat(again.accepted()).isZero();
        assertThat(again.alreadyThere()).isEqualTo(2_000);
        assertThat(again.customers()).isZero();
        assertThat(again.orders()).isZero();
        assertThat(store.copy()).isEqualTo(before);
    }

    @Test
    void an_import_that_broke_anywhere_is_completed_by_repeating_it() {
        Path file = randomFile(2, 25, 1_000);
        summary(file);
        Map<UUID, List<String>> whole = store.copy();
        SplittableRandom random = new SplittableRandom(9);
        for (int run = 0; run < 30; run++) {
            Store broken = new Store();
            for (int attempt = 0; attempt < 4; attempt++) {
                broken.breakAfter(random.nextInt(1_100), random.nextBoolean());
                run(new CdnowFormat(), file, broken);
            }
            broken.breakAfter(Integer.MAX_VALUE, false);

            assertThat(run(new CdnowFormat(), file, broken).getLast()).isInstanceOf(Summary.class);

            assertThat(broken.copy()).isEqualTo(whole);
        }
    }

    @Test
    void a_broken_import_says_so_at_the_end_and_that_it_can_be_repeated() {
        store.breakAfter(5, true);

        List<ImportReport> reports = run(new CdnowFormat(), randomFile(3, 5, 100), store);

        assertThat(reports.getLast()).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.code()).isEqualTo("import-interrupted");
            assertThat(failed.reason()).contains("repeat it");
            assertThat(failed.rows()).isLessThan(100);
            assertThat(failed.total()).isEqualTo(100);
        });
    }

    @Test
    void the_steps_of_a_customer_are_done_in_the_order_of_the_file() throws IOException {
        Path file = randomFile(4, 60, 3_000);
        summary(file);

        Map<UUID, List<String>> expected = new HashMap<>();
        new CdnowFormat().survey(file, ImportFiles.DEFAULTS).forEach(step -> {
            ImportStep.Place order = (ImportStep.Place) step;
            expected.computeIfAbsent(Store.id(order.customer()), customer -> new ArrayList<>())
                    .add(order.order());
        });
        assertThat(store.copy()).isEqualTo(expected);
    }

    @Test
    void refusals_of_the_product_reach_the_lines_and_other_rows_go_on() {
        store.closed.add("c2");

        List<ImportReport> reports = run(
                new OrdersCsvFormat(),
                ImportFiles.file(
                        folder,
                        "order,customer,date,unitPrice",
                        "A,c1,2024-01-01,5.00",
                        "B,c2,2024-01-01,5.00",
                        "B,c2,2024-01-01,6.00",
                        "C,c3,2024-01-01,5.00"),
                store);

        assertThat(reports)
                .filteredOn(Refused.class::isInstance)
                .containsExactly(
                        new Refused(3, "customer-closed", "the customer is closed"),
                        new Refused(4, "customer-closed", "the customer is closed"));
        assertThat(((Summary) reports.getLast()).accepted()).isEqualTo(2);
    }

    @Test
    void rows_of_a_customer_that_can_not_be_registered_are_refused_and_it_is_tried_once() {
        store.unwelcome.add("c1");

        List<ImportReport> reports = run(
                new OrdersCsvFormat(),
                ImportFiles.file(
                        folder, "order,customer,date,unitPrice", "A,c1,2024-01-01,5.00", "B,c1,2024-01-01,5.00"),
                store);

        assertThat(reports)
                .filteredOn(Refused.class::isInstance)
                .extracting(report -> ((Refused) report).code())
                .containsExactly("reference-taken", "reference-taken");
        assertThat(store.registrations.get()).isEqualTo(1);
    }

    @Test
    void a_return_over_several_orders_is_one_row() {
        String[] rows = {
            "order,customer,date,sku,quantity,unitPrice",
            "A,c1,2024-01-01,x,1,5.00",
            "B,c1,2024-01-02,x,1,5.00",
            "R,c1,2024-02-01,x,-2,5.00"
        };

        Summary summary = summary(new OrdersCsvFormat(), rows);
        assertThat(summary.accepted()).isEqualTo(3);
        assertThat(summary.returns()).isEqualTo(2);

        Summary again = summary(new OrdersCsvFormat(), rows);
        assertThat(again.alreadyThere()).isEqualTo(3);
        assertThat(again.returns()).isZero();
    }

    @Test
    void progress_begins_with_the_total_grows_and_ends_with_all() {
        List<ImportReport> reports = run(new CdnowFormat(), randomFile(5, 50, 5_000), store);

        List<Progress> progress = reports.stream()
                .filter(Progress.class::isInstance)
                .map(Progress.class::cast)
                .toList();
        assertThat(progress.getFirst()).isEqualTo(new Progress(0, 5_000));
        assertThat(progress.getLast()).isEqualTo(new Progress(5_000, 5_000));
        assertThat(progress).hasSizeGreaterThan(4).isSortedAccordingTo((a, b) -> Long.compare(a.rows(), b.rows()));
    }

    @Test
    void when_nobody_listens_any_more_the_import_ends() throws IOException, InterruptedException {
        AtomicInteger heard = new AtomicInteger();
        ImportFormat.Survey survey = new CdnowFormat().survey(randomFile(6, 50, 5_000), ImportFiles.DEFAULTS);

        new ImportRun(survey, store, 4, report -> {
                    if (heard.incrementAndGet() > 2) {
                        throw new Broken("connection closed");
                    }
                })
                .run();

        assertThat(store.copy().values().stream().mapToInt(List::size).sum()).isLessThan(5_000);
    }

    private Summary summary(ImportFormat format, String... rows) {
        return (Summary) run(format, ImportFiles.file(folder, rows), store).getLast();
    }

    private Summary summary(Path file) {
        return (Summary) run(new CdnowFormat(), file, store).getLast();
    }

    private static List<ImportReport> run(ImportFormat format, Path file, ImportTarget target) {
        List<ImportReport> reports = Collections.synchronizedList(new ArrayList<>());
        try {
            new ImportRun(format.survey(file, ImportFiles.DEFAULTS), target, 8, reports::add).run();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
        return reports;
    }

    private Path randomFile(long seed, int customers, int rows) {
        SplittableRandom random = new SplittableRandom(seed);
        return ImportFiles.file(
                folder,
                IntStream.range(0, rows)
                        .mapToObj(i -> "%d 1997%02d%02d %d %d.00"
                                .formatted(
                                        random.nextInt(customers),
                                        random.nextInt(1, 4),
                                        random.nextInt(1, 29),
                                        random.nextInt(1, 3),
                                        random.nextInt(10, 13)))
                        .toArray(String[]::new));
    }

    /** Without a stack trace: the log would be full of them. */
    private static final class Broken extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Broken(String message) {
            super(message, null, false, false);
        }
    }

    /** The product as an import sees it: streams per customer, references accepted once. */
    private static final class Store implements ImportTarget {
        private final Map<UUID, List<String>> streams = new ConcurrentHashMap<>();
        private final Map<UUID, Set<String>> references = new ConcurrentHashMap<>();
        private final Set<String> catalogue = ConcurrentHashMap.newKeySet();
        private final Set<String> closed = new HashSet<>();
        private final Set<String> unwelcome = new HashSet<>();
        private final AtomicInteger registrations = new AtomicInteger();
        private final AtomicInteger callsLeft = new AtomicInteger(Integer.MAX_VALUE);
        private boolean answerLost;

        static UUID id(FileCustomer customer) {
            return UUID.nameUUIDFromBytes(customer.reference().getBytes(StandardCharsets.UTF_8));
        }

        void breakAfter(int calls, boolean afterRecording) {
            callsLeft.set(calls);
            answerLost = afterRecording;
        }

        Map<UUID, List<String>> copy() {
            Map<UUID, List<String>> copy = new HashMap<>();
            streams.forEach((id, stream) -> copy.put(id, List.copyOf(stream)));
            copy.values().removeIf(List::isEmpty);
            return copy;
        }

        @Override
        public Taken product(FileProduct product) {
            return catalogue.add(product.sku()) ? new Taken.Accepted() : new Taken.AlreadyThere();
        }

        @Override
        public Registration customer(FileCustomer customer) {
            registrations.incrementAndGet();
            if (unwelcome.contains(customer.reference())) {
                return new Registration.Refused("reference-taken", "somebody else has it");
            }
            boolean[] fresh = {false};
            breakHere(() -> streams.computeIfAbsent(id(customer), id -> {
                fresh[0] = true;
                return Collections.synchronizedList(new ArrayList<>());
            }));
            return new Registration.Known(id(customer), fresh[0]);
        }

        @Override
        public Taken place(UUID customer, ImportStep.Place order) {
            return closed.contains(order.customer().reference())
                    ? new Taken.Refused("customer-closed", "the customer is closed")
                    : order.orderLines().stream().allMatch(line -> line.sku() == null || catalogue.contains(line.sku()))
                            ? record(customer, order.order())
                            : new Taken.Refused("unknown-product", "there is no such product");
        }

        @Override
        public Taken takeBack(UUID customer, ImportStep.TakeBack row, ImportStep.TakeBack.Part part) {
            return record(customer, part.order() + "/" + part.returned());
        }

        private Taken record(UUID customer, String reference) {
            boolean[] fresh = {false};
            breakHere(() -> {
                fresh[0] = references
                        .computeIfAbsent(customer, id -> ConcurrentHashMap.newKeySet())
                        .add(reference);
                if (fresh[0]) {
                    streams.getOrDefault(customer, List.of()).add(reference);
                }
            });
            return fresh[0] ? new Taken.Accepted() : new Taken.AlreadyThere();
        }

        private void breakHere(Runnable effect) {
            boolean broken = callsLeft.decrementAndGet() < 0;
            if (!broken || answerLost) {
                effect.run();
            }
            if (broken) {
                throw new Broken("the store is gone");
            }
        }
    }
}
