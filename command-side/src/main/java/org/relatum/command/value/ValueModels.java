package org.relatum.command.value;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.DerivedId;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.ValueModelCommand.RecordFit;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.Issuance;
import org.relatum.command.shell.Outcome;
import org.relatum.command.value.FitResult.Fitted;
import org.relatum.command.value.FitResult.NotFitted;
import org.relatum.events.ValueModelEvent.ValueModelFitted;

/** Fits value models to what the log knows, and records the runs. */
public final class ValueModels {
    private static final LocalDate EARLIEST = LocalDate.parse("1900-01-01");

    private final CommandService commands;
    private final PurchaseHistories purchases;
    private final RecordedFits fits;
    private final ZoneId zone;
    private final InstantSource clock;

    /**
     * @param zone in which days begin
     */
    public ValueModels(
            CommandService commands, PurchaseHistories purchases, RecordedFits fits, ZoneId zone, InstantSource clock) {
        this.commands = commands;
        this.purchases = purchases;
        this.fits = fits;
        this.zone = zone;
        this.clock = clock;
    }

    /**
     * What to fit.
     *
     * @param model {@code bg-nbd} or {@code mbg-nbd}
     * @param until the last day that counts, as a day of the company's time zone, or the last instant
     * @param knownAt only what was recorded up to then; now when absent
     */
    public record Request(
            String model, String until, @Nullable Instant knownAt) {}

    /** What became of a request. */
    public sealed interface Result {
        /**
         * Recorded.
         *
         * @param accepted the stream with the one event
         */
        record Recorded(Outcome.Accepted accepted) implements Result {}

        record Refused(Refusal refusal) implements Result {}
    }

    /** The last day that counted, as a day of the company's time zone. */
    public LocalDate lastDay(ValueModelFitted fit) {
        return new PurchaseHistories.Question(fit.until(), zone, fit.knownAt()).lastDay();
    }

    /** Fits and records; a repetition with the same key gets the first answer. */
    public Result fit(Request request, Issuance issuance) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        List<InvalidField> errors = new ArrayList<>();
        Optional<PurchaseProcess> process = process(request.model());
        if (process.isEmpty()) {
            errors.add(new InvalidField("model", "unknown", "must be bg-nbd or mbg-nbd"));
        }
        Instant end = end(request.until(), now, errors);
        Instant knownAt = request.knownAt() == null ? now : request.knownAt();
        if (knownAt.isAfter(now)) {
            errors.add(new InvalidField("knownAt", "in-the-future", "must not be later than now, " + now));
        }
        if (process.isEmpty() || end == null || !errors.isEmpty()) {
            return new Result.Refused(Refusal.invalid(errors));
        }
        Optional<Result> before = before(request, end, issuance);
        return before.isPresent() ? before.get() : fitAndRecord(request, process.get(), end, knownAt, issuance);
    }

    /**
     * A fit that is not recorded.
     *
     * @param position of the log up to which purchases were read
     */
    public record Attempt(FitResult result, long position) {}

    /**
     * Fits without recording it.
     *
     * @param end of the observation, exclusive
     * @param knownAt only what was recorded up to then
     */
    public Attempt attempt(PurchaseProcess process, Instant end, Instant knownAt) {
        PurchaseHistories.Question question = new PurchaseHistories.Question(end, zone, knownAt);
        LocalDate lastDay = question.lastDay();
        Population.Builder population = new Population.Builder();
        long position = purchases.read(question, days -> population.add(PurchaseSummary.of(days, lastDay)));
        return new Attempt(MaximumLikelihood.fit(process, population.build()), position);
    }

    private Result fitAndRecord(
            Request request, PurchaseProcess process, Instant end, Instant knownAt, Issuance issuance) {
        Attempt attempt = attempt(process, end, knownAt);
        return switch (attempt.result()) {
            case NotFitted no ->
                new Result.Refused(Refusal.of(
                        switch (no.failure()) {
                            case TOO_FEW_CUSTOMERS -> RefusalCode.TOO_FEW_CUSTOMERS;
                            case TOO_FEW_REPEATERS -> RefusalCode.TOO_FEW_REPEATERS;
                            case NOT_CONVERGED -> RefusalCode.FIT_NOT_CONVERGED;
                        },
                        no.reason()));
            case Fitted fit -> {
                RecordFit command = new RecordFit(
                        process.label(),
                        end,
                        knownAt,
                        new TreeMap<>(fit.parameters().byName()),
                        fit.logLikelihood(),
                        fit.customers(),
                        fit.repeaters(),
                        attempt.position());
                yield record(request, end, command, issuance);
            }
        };
    }

    private Result record(Request request, Instant end, RecordFit command, Issuance issuance) {
        return switch (commands.execute(null, command, issuance)) {
            case Outcome.Accepted accepted -> new Result.Recorded(accepted);
            case Outcome.Refused refused ->
                // Two requests with one key at the same time: what they found differs in knownAt, their requests may
                // not.
                before(request, end, issuance).orElseGet(() -> new Result.Refused(refused.refusal()));
        };
    }

    /** The answer to an earlier request with the same key. */
    private Optional<Result> before(Request request, Instant end, Issuance issuance) {
        String key = issuance.idempotencyKey();
        if (key == null) {
            return Optional.empty();
        }
        UUID id = DerivedId.of("value-model", issuance.actor(), key);
        return fits.find(id).map(RecordedFits.Fit::event).map(fit -> {
            boolean same = fit.model().equals(request.model())
                    && fit.until().equals(end)
                    && (request.knownAt() == null || request.knownAt().equals(fit.knownAt()));
            return same
                    ? new Result.Recorded(new Outcome.Accepted(id, 1, true))
                    : new Result.Refused(Refusal.of(
                            RefusalCode.IDEMPOTENCY_KEY_REUSED, "The key belongs to another fit of the same actor"));
        });
    }

    private @Nullable Instant end(String until, Instant now, List<InvalidField> errors) {
        Optional<LocalDate> day = parsed(LocalDate::parse, until);
        Optional<Instant> instant = parsed(Instant::parse, until);
        if (day.isEmpty() && instant.isEmpty()) {
            errors.add(new InvalidField("until", "bad-date", "must be a day like 1997-09-30 or an instant in UTC"));
            return null;
        }
        boolean ahead = day.map(d -> d.isAfter(now.atZone(zone).toLocalDate()))
                .orElseGet(() -> instant.get().isAfter(now));
        if (ahead) {
            errors.add(new InvalidField("until", "in-the-future", "must not be later than now, " + now));
            return null;
        }
        Instant earliest = EARLIEST.atStartOfDay(zone).toInstant();
        boolean early =
                day.map(d -> d.isBefore(EARLIEST)).orElseGet(() -> instant.get().isBefore(earliest));
        if (early) {
            errors.add(new InvalidField("until", "out-of-range", "must not be before " + EARLIEST));
            return null;
        }
        if (instant.isPresent() && instant.get().getNano() % 1_000 != 0) {
            errors.add(new InvalidField("until", "too-precise", "is finer than a microsecond"));
            return null;
        }
        return day.map(d -> d.plusDays(1).atStartOfDay(zone).toInstant())
                .orElseGet(() -> instant.get().plus(1, ChronoUnit.MICROS));
    }

    private static <T> Optional<T> parsed(Function<String, T> parser, String text) {
        try {
            return Optional.of(parser.apply(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<PurchaseProcess> process(String model) {
        return Stream.of(PurchaseProcess.values())
                .filter(process -> process.label().equals(model))
                .findFirst();
    }
}
