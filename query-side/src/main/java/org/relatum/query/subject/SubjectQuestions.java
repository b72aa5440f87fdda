package org.relatum.query.subject;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.BiPredicate;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.Subjects;
import org.relatum.projection.engine.Subjects.Found;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.CustomerQuestion;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.QueryCode;
import org.relatum.query.request.QueryProblem;
import org.relatum.query.request.Questions;
import org.springframework.http.HttpHeaders;

/**
 * Answers questions about things of one kind that have a stream of their own, from the log itself.
 *
 * @param <K> by what they are told apart
 * @param <S> what is known of one
 */
public final class SubjectQuestions<K, S> {
    private static final int ITEMS = 100;
    private static final int AT_ONCE = 500;
    /** Most things that are looked at for one page, so that a narrow filter does not read all of them at once. */
    private static final int MOST_LOOKED_AT = 10_000;

    private final Questions questions;
    private final Subjects<K, S, ?> subjects;
    private final EventLog log;
    private final Cursors cursors;
    private final Clock clock;
    private final Asked<K> asked;

    /**
     * How one kind of things is asked for.
     *
     * @param name what one of them is called
     * @param field where its key stands in the path
     * @param inPath reads a key from there
     * @param inCursor reads a key as it was written
     * @param notFound the refusal where there is none
     */
    public record Asked<K>(
            String name, String field, InPath<K> inPath, Function<String, K> inCursor, QueryCode notFound) {
        /** Things that are asked for by the id of their stream. */
        public static Asked<UUID> byId(String name, QueryCode notFound) {
            return new Asked<>(name, name, Parameters::id, UUID::fromString, notFound);
        }

        /** Things that are asked for by the name they were registered under. */
        public static Asked<String> byName(String name, String field, QueryCode notFound) {
            return new Asked<>(name, field, Parameters::name, Function.identity(), notFound);
        }
    }

    /** Reads a key from the path; what is wrong with it is noted with the parameters. */
    @FunctionalInterface
    public interface InPath<K> {
        K read(Parameters parameters, String field, String text);
    }

    public SubjectQuestions(
            Questions questions,
            Subjects<K, S, ?> subjects,
            EventLog log,
            Cursors cursors,
            Clock clock,
            Asked<K> asked) {
        this.questions = questions;
        this.subjects = subjects;
        this.log = log;
        this.cursors = cursors;
        this.clock = clock;
        this.asked = asked;
    }

    /** Makes an answer of one thing. */
    @FunctionalInterface
    public interface Answering<K, S, A> {
        A of(Found<K, S> found, S state, Instant asOf);
    }

    /** Makes a page: it contains the log up to {@code position} at least; {@code next} is null for the last. */
    @FunctionalInterface
    public interface Paging<A, P> {
        P of(Instant asOf, Instant knownAt, long position, List<A> items, @Nullable String next);
    }

    /** Answers what is known of one thing. */
    public <A> A one(
            String key, HttpServletRequest request, HttpServletResponse response, Answering<K, S, A> answering) {
        return one(key, request, response, state -> true, answering);
    }

    /**
     * Answers what is known of one thing.
     *
     * @param shown whether who asks may know of it; otherwise the answer is that of one that is not there
     */
    public <A> A one(
            String key,
            HttpServletRequest request,
            HttpServletResponse response,
            Predicate<S> shown,
            Answering<K, S, A> answering) {
        Parameters parameters = Parameters.of(request);
        K subject = asked.inPath().read(parameters, asked.field(), key);
        Instant given = parameters.instant("asOf");
        Instant knownAt = CustomerQuestion.knownAt(parameters, clock);
        Long minVersion = parameters.count("minVersion");
        Long minPosition = parameters.count("minPosition");
        parameters.done();
        questions.awaitLog(minPosition);
        if (minVersion != null
                && !questions.awaitLog(() -> version(subject) >= minVersion)
                && isShown(latest(subject), shown)) {
            throw QueryProblem.behind(
                    "Version " + minVersion + " of " + asked.name() + " " + subject + " is not in the log");
        }
        Found<K, S> found = subjects.one(subject, happenedBy(given), knownAt)
                .filter(one -> isShown(one.state() == null ? latest(subject) : one, shown))
                .orElseThrow(() -> QueryProblem.of(asked.notFound(), "There is no " + asked.name() + " " + subject));
        Instant asOf = given == null ? now() : given;
        S state = found.state();
        if (state == null) {
            throw QueryProblem.of(
                    QueryCode.NOT_KNOWN_YET,
                    "By what was recorded at " + (knownAt == null ? now() : knownAt) + ", there was no " + asked.name()
                            + " " + subject + " at " + asOf);
        }
        response.setHeader(HttpHeaders.ETAG, "\"" + found.version() + "\"");
        return answering.of(found, state, asOf);
    }

    private long version(K subject) {
        Found<K, S> latest = latest(subject);
        return latest == null ? 0 : latest.version();
    }

    private @Nullable Found<K, S> latest(K subject) {
        return subjects.one(subject, Instant.MAX, null).orElse(null);
    }

    private boolean isShown(@Nullable Found<K, S> found, Predicate<S> shown) {
        S state = found == null ? null : found.state();
        return state != null && shown.test(state);
    }

    /** Answers a page of those that are wanted at the instant asked for. Filters are to be read from the parameters before. */
    public <A, P> P list(
            Parameters parameters, BiPredicate<S, Instant> wanted, Answering<K, S, A> answering, Paging<A, P> paging) {
        Instant given = parameters.instant("asOf");
        Instant knownAt = CustomerQuestion.knownAt(parameters, clock);
        Long minPosition = parameters.count("minPosition");
        int limit = parameters.limit(ITEMS);
        String cursor = cursors.open(asked.name(), parameters);
        parameters.done();
        questions.awaitLog(minPosition);
        long position = log.head();
        Instant asOf = given == null ? now() : given;

        List<A> items = new ArrayList<>();
        K after = cursor == null ? null : asked.inCursor().apply(cursor);
        int lookedAt = 0;
        boolean more = true;
        while (more && items.size() < limit && lookedAt < MOST_LOOKED_AT) {
            int atOnce = Math.min(AT_ONCE, limit - items.size());
            List<Found<K, S>> chunk = subjects.after(after, atOnce, happenedBy(given), knownAt);
            for (Found<K, S> found : chunk) {
                S state = found.state();
                if (state != null && wanted.test(state, asOf)) {
                    items.add(answering.of(found, state, asOf));
                }
                after = found.key();
            }
            lookedAt += chunk.size();
            more = chunk.size() == atOnce;
        }
        String next = more && after != null ? cursors.seal(asked.name(), parameters, after.toString()) : null;
        return paging.of(asOf, knownAt == null ? now() : knownAt, position, items, next);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** What had happened by then counts; for the present all that is recorded, whosever clock is ahead. */
    private static Instant happenedBy(@Nullable Instant asOf) {
        return asOf == null ? Instant.MAX : asOf;
    }
}
