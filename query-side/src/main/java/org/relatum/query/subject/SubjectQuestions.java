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
 * @param <S> what is known of one
 */
public final class SubjectQuestions<S> {
    private static final int ITEMS = 100;
    private static final int AT_ONCE = 500;
    /** Most things that are looked at for one page, so that a narrow filter does not read all of them at once. */
    private static final int MOST_LOOKED_AT = 10_000;

    private final Questions questions;
    private final Subjects<S, ?> subjects;
    private final EventLog log;
    private final Cursors cursors;
    private final Clock clock;
    private final String name;
    private final QueryCode notFound;

    /**
     * @param name what one of them is called
     * @param notFound the refusal where there is none
     */
    public SubjectQuestions(
            Questions questions,
            Subjects<S, ?> subjects,
            EventLog log,
            Cursors cursors,
            Clock clock,
            String name,
            QueryCode notFound) {
        this.questions = questions;
        this.subjects = subjects;
        this.log = log;
        this.cursors = cursors;
        this.clock = clock;
        this.name = name;
        this.notFound = notFound;
    }

    /** Makes an answer of one thing. */
    @FunctionalInterface
    public interface Answering<S, A> {
        A of(Found<S> found, S state, Instant asOf);
    }

    /** A page of things. */
    public record Page<A>(
            Instant asOf,
            Instant knownAt,
            long position,
            List<A> items,
            @Nullable String next) {}

    /** Answers what is known of one thing. */
    public <A> A one(String id, HttpServletRequest request, HttpServletResponse response, Answering<S, A> answering) {
        Parameters parameters = Parameters.of(request);
        UUID subject = parameters.id(name, id);
        Instant given = parameters.instant("asOf");
        Instant knownAt = CustomerQuestion.knownAt(parameters, clock);
        Long minVersion = parameters.count("minVersion");
        Long minPosition = parameters.count("minPosition");
        parameters.done();
        questions.awaitLog(minPosition);
        if (minVersion != null && !questions.awaitLog(() -> version(subject) >= minVersion) && version(subject) > 0) {
            throw QueryProblem.behind("Version " + minVersion + " of " + name + " " + subject + " is not in the log");
        }
        Found<S> found = subjects.one(subject, happenedBy(given), knownAt)
                .orElseThrow(() -> QueryProblem.of(notFound, "There is no " + name + " " + subject));
        Instant asOf = given == null ? now() : given;
        S state = found.state();
        if (state == null) {
            throw QueryProblem.of(
                    QueryCode.NOT_KNOWN_YET,
                    "By what was recorded at " + (knownAt == null ? now() : knownAt) + ", there was no " + name + " "
                            + subject + " at " + asOf);
        }
        response.setHeader(HttpHeaders.ETAG, "\"" + found.version() + "\"");
        return answering.of(found, state, asOf);
    }

    private long version(UUID subject) {
        return subjects.one(subject, Instant.MAX, null).map(Found::version).orElse(0L);
    }

    /** Answers a page of those that are wanted at the instant asked for. Filters are to be read from the parameters before. */
    public <A> Page<A> list(Parameters parameters, BiPredicate<S, Instant> wanted, Answering<S, A> answering) {
        Instant given = parameters.instant("asOf");
        Instant knownAt = CustomerQuestion.knownAt(parameters, clock);
        Long minPosition = parameters.count("minPosition");
        int limit = parameters.limit(ITEMS);
        String cursor = cursors.open(name, parameters);
        parameters.done();
        questions.awaitLog(minPosition);
        long position = log.head();
        Instant asOf = given == null ? now() : given;

        List<A> items = new ArrayList<>();
        UUID after = cursor == null ? null : UUID.fromString(cursor);
        int lookedAt = 0;
        boolean more = true;
        while (more && items.size() < limit && lookedAt < MOST_LOOKED_AT) {
            int atOnce = Math.min(AT_ONCE, limit - items.size());
            List<Found<S>> chunk = subjects.after(after, atOnce, happenedBy(given), knownAt);
            for (Found<S> found : chunk) {
                S state = found.state();
                if (state != null && wanted.test(state, asOf)) {
                    items.add(answering.of(found, state, asOf));
                }
                after = found.id();
            }
            lookedAt += chunk.size();
            more = chunk.size() == atOnce;
        }
        String next = more && after != null ? cursors.seal(name, parameters, after.toString()) : null;
        return new Page<>(asOf, knownAt == null ? now() : knownAt, position, items, next);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** What had happened by then counts; for the present all that is recorded, whosever clock is ahead. */
    private static Instant happenedBy(@Nullable Instant asOf) {
        return asOf == null ? Instant.MAX : asOf;
    }
}
