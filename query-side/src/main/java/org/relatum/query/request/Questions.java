package org.relatum.query.request;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.CustomerRow;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.EventSearch;
import org.relatum.projection.engine.EventSearch.StreamHead;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.Memberships;
import org.relatum.projection.engine.Parked;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.RowStore;
import org.relatum.projection.reference.ReferenceSource;

/** Gets a question ready to be answered: waits until what it asks for is there, and settles what it left open. */
public final class Questions {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** Commands are refused, or recorded, well within this. */
    private static final Duration LONGEST_TRANSACTION = Duration.ofSeconds(2);

    private static final int MOST_SEEN = 100_000;

    private final EventLog log;
    private final EventSearch search;
    private final RowStore rows;
    private final LiveEngine engine;
    private final ReferenceSource references;
    private final Memberships memberships;
    private final Reaches reaches;
    private final Clock clock;
    /** Customers that were there: what is recorded stays. */
    private final Set<UUID> seen = ConcurrentHashMap.newKeySet();

    public Questions(
            EventLog log,
            EventSearch search,
            RowStore rows,
            LiveEngine engine,
            ReferenceSource references,
            Memberships memberships,
            Reaches reaches,
            Clock clock) {
        this.log = log;
        this.search = search;
        this.rows = rows;
        this.engine = engine;
        this.references = references;
        this.memberships = memberships;
        this.reaches = reaches;
        this.clock = clock;
    }

    /**
     * A question that can be answered.
     *
     * @param asOf the instant it is about
     * @param knownAt what was recorded by then counts, null: all that is
     * @param latest when it was asked, or, without {@code knownAt}, the customer's last fact where that lies ahead
     */
    public record Ready(
            UUID customer, Instant asOf, @Nullable Instant knownAt, Instant latest) {
        /** What was recorded by this instant counts. */
        public Instant knownAtOrLatest() {
            return knownAt == null ? latest : knownAt;
        }

        /** The same question with both instants fixed, so that it is answered alike later. */
        public Ready fixed() {
            return new Ready(customer, asOf, knownAtOrLatest(), latest);
        }

        /** The refusal when nothing of the customer was known or had happened. */
        public QueryProblem notKnownYet() {
            return QueryProblem.of(
                    QueryCode.NOT_KNOWN_YET,
                    "By what was recorded at " + knownAtOrLatest() + ", nothing had happened with customer " + customer
                            + " at " + asOf);
        }
    }

    /**
     * Gets a question ready that is answered from the read models.
     *
     * <p>Without {@code asOf} and {@code knownAt} it is about the present: now, or the customer's last fact where that lies ahead
     * because a clock does; so that whoever recorded a fact finds it.
     *
     * @throws QueryProblem when there is no such customer, what is asked for doesn't come in time, or the caller must not know of it
     */
    public Ready fromReadModels(CustomerQuestion question) {
        awaitPosition(question.minPosition());
        Long minVersion = question.minVersion();
        if (minVersion != null
                && !await(() -> engine.progress()
                        .await(() -> rows.containedVersion(question.customer()) >= minVersion, PATIENCE))) {
            requireCustomer(question.customer());
            throw QueryProblem.behind("Version " + minVersion + " of customer " + question.customer()
                    + " is not contained after " + PATIENCE.toSeconds() + " seconds" + parked(question.customer()));
        }
        return ready(question);
    }

    /**
     * Gets a question ready that is answered from the log itself.
     *
     * @throws QueryProblem when there is no such customer, what is asked for doesn't come in time, or the caller must not know of it
     */
    public Ready fromLog(CustomerQuestion question) {
        awaitLog(question.minPosition());
        Long minVersion = question.minVersion();
        if (minVersion != null && !awaitLog(() -> version(question.customer()) >= minVersion)) {
            requireCustomer(question.customer());
            throw QueryProblem.behind("Version " + minVersion + " of customer " + question.customer()
                    + " is not in the log after " + PATIENCE.toSeconds() + " seconds");
        }
        return ready(question);
    }

    private long version(UUID customer) {
        return search.stream(customer).map(StreamHead::version).orElse(0L);
    }

    private Ready ready(CustomerQuestion question) {
        requireCustomer(question.customer());
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Instant latest = question.knownAt() == null ? latest(question.customer(), now) : now;
        Instant asOf = question.asOf();
        if (asOf == null) {
            asOf = question.knownAt() == null ? latest : now;
        }
        requireReach(question, asOf);
        return new Ready(question.customer(), asOf, question.knownAt(), latest);
    }

    /** Who belongs to a customer now is that customer. Who did at another time, by a merge that was undone, may be beyond the reach. */
    private void requireReach(CustomerQuestion question, Instant asOf) {
        if (question.reach().isAll() || question.isOfPresent()) {
            return;
        }
        UUID customer = question.customer();
        Instant knownAt = question.knownAt();
        Set<UUID> told = question.course()
                ? memberships.ever(customer, knownAt, log.head()).keySet()
                : memberships.of(customer, asOf, knownAt, log.head()).streams().keySet();
        requireReach(question, told);
    }

    /**
     * Refuses an answer that would tell of somebody beyond the caller's reach.
     *
     * @param told whose streams it comes from
     */
    public void requireReach(CustomerQuestion question, Set<UUID> told) {
        if (!reaches.include(question.reach(), told)) {
            throw QueryProblem.of(
                    QueryCode.BEYOND_REACH,
                    "The answer would tell of a customer that was merged into " + question.customer()
                            + " for a while and is beyond the key's reach");
        }
    }

    private Instant latest(UUID customer, Instant now) {
        CustomerRow<?, ?> row =
                rows.rows(ReadModels.LIFECYCLE, List.of(customer)).get(customer);
        return row == null || row.folded().horizon().isBefore(now)
                ? now
                : row.folded().horizon();
    }

    private void requireCustomer(UUID customer) {
        if (seen.contains(customer)) {
            return;
        }
        if (search.stream(customer)
                .filter(stream -> stream.type().equals(EventSearch.CUSTOMER))
                .isEmpty()) {
            throw QueryProblem.customerNotFound(customer);
        }
        if (seen.size() >= MOST_SEEN) {
            seen.clear();
        }
        seen.add(customer);
    }

    private String parked(UUID customer) {
        return rows.parked().stream().map(Parked::customer).anyMatch(customer::equals)
                ? "; the customer is parked (GET /api/v1/parked-customers)"
                : "";
    }

    /**
     * Waits until every read model contains a position; null: not at all.
     *
     * @throws QueryProblem when they don't in time
     */
    public void awaitPosition(@Nullable Long position) {
        if (position != null && !await(() -> engine.progress().awaitPosition(position, PATIENCE))) {
            throw QueryProblem.behind("Position " + position + " is not contained after " + PATIENCE.toSeconds()
                    + " seconds; the read models are at " + engine.progress().position());
        }
    }

    /**
     * Waits until a list about all customers can be answered from the rows of a read model. When it tells what was known, these contain what was
     * recorded until now, and what came by time or into force by then.
     *
     * @throws QueryProblem when that doesn't come in time
     */
    public void ready(ListQuestion question, ReadModel<?, ?, ?> model) {
        awaitPosition(question.minPosition());
        Instant knownAt = question.moment().knownAt();
        if (knownAt != null) {
            readyForAll(knownAt);
            if (!await(() -> engine.progress().await(() -> isJudged(model, knownAt), PATIENCE))) {
                throw QueryProblem.behind("Not everybody is judged yet by the time and the policies of " + knownAt);
            }
        }
    }

    /** Whether all that came by time or into force by an instant is written, but for who is parked. */
    private boolean isJudged(ReadModel<?, ?, ?> model, Instant at) {
        AtomicBoolean judged = new AtomicBoolean();
        rows.inSnapshot(snapshot -> {
            Set<UUID> parked = snapshot.parked().stream()
                    .filter(one -> one.projection().equals(model.table()))
                    .map(Parked::customer)
                    .collect(Collectors.toSet());
            Optional<Instant> next = references
                    .current()
                    .nextChange(
                            snapshot.renderedTo(model.table()),
                            model.projection().policies(),
                            model.projection().goesByFits());
            judged.set(next.filter(change -> !change.isAfter(at)).isEmpty()
                    && parked.containsAll(snapshot.overdue(model, at.plus(1, ChronoUnit.MICROS), parked.size() + 1)));
        });
        return judged.get();
    }

    /**
     * Waits until a question about all customers can be answered by everything that was recorded.
     *
     * @param knownAt up to when; null: until now
     * @throws QueryProblem when that doesn't come in time
     */
    public void readyForAll(@Nullable Instant knownAt) {
        if (knownAt != null) {
            awaitClosed(knownAt);
        }
        awaitPosition(log.head());
    }

    /** Waits until no transaction that could still record something by an instant is open any more. */
    private void awaitClosed(Instant knownAt) {
        Duration open = Duration.between(clock.instant(), knownAt.plus(LONGEST_TRANSACTION));
        if (open.isPositive()) {
            await(() -> {
                Thread.sleep(open.compareTo(LONGEST_TRANSACTION) > 0 ? LONGEST_TRANSACTION : open);
                return true;
            });
        }
    }

    /**
     * Waits until the log has a position; null: not at all.
     *
     * @throws QueryProblem when it doesn't in time
     */
    public void awaitLog(@Nullable Long position) {
        if (position != null && !await(() -> log.awaitBeyond(position - 1, PATIENCE))) {
            throw QueryProblem.behind("The log has no position " + position + " after " + PATIENCE.toSeconds()
                    + " seconds; it is at " + log.head());
        }
    }

    /** Waits until a condition holds that only a new event can make true. */
    public boolean awaitLog(BooleanSupplier condition) {
        return await(() -> {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                long head = log.head();
                if (condition.getAsBoolean()) {
                    return true;
                }
                Duration left = Duration.ofNanos(end - System.nanoTime());
                if (left.isNegative() || !log.awaitBeyond(head, left)) {
                    return false;
                }
            }
        });
    }

    /** Something that is waited for. */
    @FunctionalInterface
    private interface Waiting {
        boolean done() throws InterruptedException;
    }

    private static boolean await(Waiting waiting) {
        try {
            return waiting.done();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
