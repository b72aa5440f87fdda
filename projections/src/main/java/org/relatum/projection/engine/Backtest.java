package org.relatum.projection.engine;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.ValueModelEvent.ValueModelFitted;
import org.relatum.events.policy.RiskRule;
import org.relatum.projection.core.Facts;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.projection.reference.Fit;
import org.relatum.projection.reference.Reference;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.risk.RiskRegister;

/**
 * Puts the churn flag to the test: the model is fitted on what had happened and was known on a day, flags are raised as they would have
 * been at its end, and compared with who ordered in the days after. What became known later only tells the outcome. Nothing is
 * recorded.
 */
public final class Backtest {
    private static final int DECILES = 10;
    private static final double DAYS_PER_WEEK = 7.0;

    private final EveryCustomer everyCustomer;
    private final EventLog log;
    private final ReferenceSource references;
    private final Fits fits;
    private final ZoneId company;

    /** Fits the model of {@link Fit#MODEL} without recording it. */
    @FunctionalInterface
    public interface Fits {
        /**
         * Fits.
         *
         * @param end of the observation, exclusive
         * @param knownAt only what was recorded by then
         * @throws NotFitted when there is too little to fit
         */
        Fitted fit(Instant end, Instant knownAt);
    }

    /** What a fit gave. */
    public record Fitted(SortedMap<String, Double> parameters, double logLikelihood, long customers, long repeaters) {}

    /** There is no fit. */
    public static final class NotFitted extends RuntimeException {
        private static final long serialVersionUID = 1L;

        public NotFitted(String reason) {
            super(reason);
        }
    }

    /** @param company the company's time zone */
    public Backtest(EveryCustomer everyCustomer, EventLog log, ReferenceSource references, Fits fits, ZoneId company) {
        this.everyCustomer = everyCustomer;
        this.log = log;
        this.references = references;
        this.fits = fits;
        this.company = company;
    }

    /**
     * What is tested.
     *
     * @param until the last day that counts, in the company's time zone
     * @param days length of the time after it
     * @param knownAt what was recorded by then counts for the flags
     */
    public record Question(LocalDate until, int days, Instant knownAt) {}

    /**
     * A tenth of the customers, by their probability to be alive, the least alive first.
     *
     * @param pAlive mean of it
     * @param expected mean probability of an order in the time after, by the fit
     * @param ordered share of those who did order
     */
    public record Decile(long customers, double pAlive, double expected, double ordered) {}

    /**
     * What came out. Customers who had bought and whose relationship was neither ended nor merged count.
     *
     * @param asOf the instant of the flags
     * @param end until when orders were looked for, exclusive
     * @param lost number of those who didn't order
     * @param hits flagged, and didn't order
     * @param leftOut customers that were merged meanwhile: nobody knows whose their orders are
     * @param unreadable customers that could not be read or folded, and are left out of everything
     */
    public record Result(
            Instant asOf,
            Instant end,
            long position,
            int policyVersion,
            Fitted fit,
            long customers,
            long flagged,
            long lost,
            long hits,
            long leftOut,
            long unreadable,
            List<Decile> deciles) {

        /** Share of the flagged who didn't order; NaN when nobody was flagged. */
        public double precision() {
            return (double) hits / flagged;
        }

        /** Share of those who didn't order that were flagged; NaN when all ordered. */
        public double recall() {
            return (double) hits / lost;
        }

        /** How many times as often the flagged didn't order as everybody; NaN without either. */
        public double lift() {
            return precision() / ((double) lost / customers);
        }
    }

    /** What was seen of a customer. */
    private sealed interface Seen {}

    /** It is not among those of whom a flag could tell something. */
    private record NotLed() implements Seen {}

    private record Merged() implements Seen {}

    private record Customer(
            UUID id, boolean flagged, @Nullable Double pAlive, double expected, boolean ordered) implements Seen {}

    /**
     * Runs it.
     *
     * @param progress gets how many customers were gone through
     * @throws NotFitted when there is too little to fit
     */
    public Result run(Question question, LongConsumer progress) {
        Instant begin = question.until().plusDays(1).atStartOfDay(company).toInstant();
        Instant end = question.until()
                .plusDays(1L + question.days())
                .atStartOfDay(company)
                .toInstant();
        Instant asOf = begin.minus(1, ChronoUnit.MICROS);
        long position = log.head();
        Fitted fitted = fits.fit(begin, question.knownAt());
        ReferenceTimeline timeline =
                references.including(position).knownAt(question.knownAt()).with(fit(fitted, asOf, question));
        Run run = new Run(question, asOf, end, timeline.at(asOf), fitted);
        long unreadable = everyCustomer.each(new EveryCustomer.Tour<>(position, run::look, run::add, progress));
        return run.result(position, unreadable);
    }

    /** As if it had been recorded at the end of the day, later than any other fit in force then. */
    private static Fit fit(Fitted fitted, Instant asOf, Question question) {
        return new Fit(new Recorded<>(
                0,
                new UUID(0, 0),
                0,
                asOf,
                new ValueModelFitted(
                        asOf,
                        Fit.MODEL,
                        asOf,
                        question.knownAt(),
                        new TreeMap<>(fitted.parameters()),
                        fitted.logLikelihood(),
                        fitted.customers(),
                        fitted.repeaters(),
                        0)));
    }

    private final class Run {
        private final Question question;
        private final Instant asOf;
        private final Instant end;
        private final Reference reference;
        private final Fitted fitted;
        private final List<Customer> customers = new ArrayList<>();
        private long leftOut;

        Run(Question question, Instant asOf, Instant end, Reference reference, Fitted fitted) {
            this.question = question;
            this.asOf = asOf;
            this.end = end;
            this.reference = reference;
            this.fitted = fitted;
        }

        Seen look(Facts facts) {
            List<Recorded<CustomerEvent>> counted =
                    facts.knownAt(question.knownAt()).upTo(asOf);
            List<Instant> orders = orders(counted);
            if (orders.isEmpty() || !isLed(counted, asOf)) {
                return new NotLed();
            }
            List<Recorded<CustomerEvent>> later = facts.upTo(end.minus(1, ChronoUnit.MICROS));
            if (stage(later, end) == Stage.MERGED) {
                return new Merged();
            }
            var projection = ReadModels.RISK.projection();
            var state = Facts.fold(projection, counted);
            RiskRegister register = projection.view(state, asOf, reference);
            boolean flagged = register.flags().stream().anyMatch(flag -> flag.rule() == RiskRule.CHURN);
            Double pAlive =
                    register.indicators() == null ? null : register.indicators().pAlive();
            boolean ordered = orders(later).stream().anyMatch(at -> at.isAfter(asOf));
            return new Customer(
                    facts.root(), flagged, pAlive, pAlive == null ? 0 : pAlive * comesBack(orders), ordered);
        }

        void add(Seen seen) {
            switch (seen) {
                case NotLed no -> {}
                case Merged merged -> leftOut++;
                case Customer customer -> customers.add(customer);
            }
        }

        private boolean isLed(List<Recorded<CustomerEvent>> facts, Instant at) {
            Stage stage = stage(facts, at);
            return stage != Stage.MERGED && stage != Stage.CLOSED;
        }

        private Stage stage(List<Recorded<CustomerEvent>> facts, Instant at) {
            var projection = ReadModels.LIFECYCLE.projection();
            LifecycleStatus status = projection.view(Facts.fold(projection, facts), at, reference);
            return status.stage();
        }

        private static List<Instant> orders(List<Recorded<CustomerEvent>> facts) {
            return facts.stream()
                    .filter(fact -> fact.event() instanceof OrderPlaced)
                    .map(Recorded::occurredAt)
                    .toList();
        }

        /** The probability that a customer who is alive orders in the time after: its rate is gamma distributed, as the fit has it. */
        private double comesBack(List<Instant> orders) {
            List<LocalDate> days = orders.stream()
                    .map(at -> at.atZone(company).toLocalDate())
                    .distinct()
                    .sorted()
                    .toList();
            double age = ChronoUnit.DAYS.between(days.getFirst(), question.until()) / DAYS_PER_WEEK;
            double alpha = Objects.requireNonNull(fitted.parameters().get("alpha")) + age;
            double shape = Objects.requireNonNull(fitted.parameters().get("r")) + days.size() - 1;
            return 1 - StrictMath.pow(alpha / (alpha + question.days() / DAYS_PER_WEEK), shape);
        }

        Result result(long position, long unreadable) {
            return new Result(
                    asOf,
                    end,
                    position,
                    reference.policies().risk().version(),
                    fitted,
                    customers.size(),
                    customers.stream().filter(Customer::flagged).count(),
                    customers.stream().filter(c -> !c.ordered()).count(),
                    customers.stream().filter(c -> c.flagged() && !c.ordered()).count(),
                    leftOut,
                    unreadable,
                    deciles());
        }

        private List<Decile> deciles() {
            List<Customer> ranked = customers.stream()
                    .filter(c -> c.pAlive() != null)
                    .sorted(Comparator.comparing(Customer::pAlive, Comparator.nullsFirst(Comparator.naturalOrder()))
                            .thenComparing(Customer::id))
                    .toList();
            List<Decile> deciles = new ArrayList<>();
            for (int i = 0; i < DECILES; i++) {
                List<Customer> tenth = ranked.subList(
                        (int) ((long) ranked.size() * i / DECILES), (int) ((long) ranked.size() * (i + 1) / DECILES));
                if (!tenth.isEmpty()) {
                    deciles.add(new Decile(
                            tenth.size(),
                            tenth.stream()
                                    .mapToDouble(c -> c.pAlive() == null ? 0 : c.pAlive())
                                    .average()
                                    .orElse(0),
                            tenth.stream()
                                    .mapToDouble(Customer::expected)
                                    .average()
                                    .orElse(0),
                            (double) tenth.stream().filter(Customer::ordered).count() / tenth.size()));
                }
            }
            return deciles;
        }
    }
}
