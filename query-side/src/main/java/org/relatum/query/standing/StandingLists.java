package org.relatum.query.standing;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.IntervalSearch;
import org.relatum.projection.engine.IntervalSearch.After;
import org.relatum.projection.engine.IntervalSearch.Cell;
import org.relatum.projection.engine.IntervalSearch.Found;
import org.relatum.projection.engine.IntervalSearch.Loyal;
import org.relatum.projection.engine.IntervalSearch.Moment;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.ListQuestion;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.Place;
import org.relatum.query.request.Questions;

/** Answers about all customers at one point of both axes of time, page by page. Filters are to be read from the parameters before. */
public final class StandingLists {
    private static final int ITEMS = 100;

    private final Questions questions;
    private final IntervalSearch search;
    private final LiveEngine engine;
    private final Cursors cursors;
    private final Clock clock;

    public StandingLists(Questions questions, IntervalSearch search, LiveEngine engine, Cursors cursors, Clock clock) {
        this.questions = questions;
        this.search = search;
        this.engine = engine;
        this.cursors = cursors;
        this.clock = clock;
    }

    /** Makes a page: it contains the log up to {@code position} at least; {@code next} is null for the last. */
    @FunctionalInterface
    public interface Paging<I, P> {
        P of(long position, Instant asOf, Instant knownAt, List<I> items, @Nullable String next);
    }

    /** Makes an answer that needs no pages. */
    @FunctionalInterface
    public interface Whole<I, A> {
        A of(long position, Instant asOf, Instant knownAt, List<I> items);
    }

    /**
     * A page of the values of a read model that hold, in ascending order of customer and key.
     *
     * @param name of the list, for its cursors
     * @param filters texts that a column may have, by the column; an empty set means all
     */
    public <D, I, P> P values(
            String name,
            ReadModel<?, ?, D> model,
            Map<String, Set<String>> filters,
            Parameters parameters,
            Function<Found<D>, I> item,
            Paging<I, P> paging) {
        return page(
                name,
                model,
                parameters,
                (moment, cursor, limit) ->
                        search.find(model, moment, parameters.caller().reach(), filters, after(cursor), limit),
                found -> Place.of(found.customer(), found.interval().key()),
                item,
                paging);
    }

    /** A page of customers by band and tier; empty sets mean all. */
    public <I, P> P loyal(
            String name,
            Set<String> bands,
            Set<String> tiers,
            Parameters parameters,
            Function<Loyal, I> item,
            Paging<I, P> paging) {
        return page(
                name,
                ReadModels.LOYALTY,
                parameters,
                (moment, cursor, limit) -> search.loyal(
                        moment,
                        parameters.caller().reach(),
                        bands,
                        tiers,
                        cursor == null ? null : UUID.fromString(cursor),
                        limit),
                loyal -> loyal.customer().toString(),
                item,
                paging);
    }

    /** The risk matrix: its cells that are not empty, the gravest first. */
    public <I, A> A matrix(Parameters parameters, Function<Cell, I> item, Whole<I, A> whole) {
        ListQuestion question = ListQuestion.of(parameters, clock);
        parameters.done();
        long position = position(question, ReadModels.RISK);
        List<Cell> cells = search.matrix(question.moment(), parameters.caller().reach());
        return whole.of(
                position,
                question.asOf(),
                question.knownAt(),
                cells.stream().map(item).toList());
    }

    /** Finds at most {@code limit} things after the place where a page ended; null: from the first. */
    @FunctionalInterface
    private interface Finding<F> {
        List<F> find(Moment moment, @Nullable String cursor, int limit);
    }

    private <F, I, P> P page(
            String name,
            ReadModel<?, ?, ?> model,
            Parameters parameters,
            Finding<F> finding,
            Function<F, String> place,
            Function<F, I> item,
            Paging<I, P> paging) {
        ListQuestion question = ListQuestion.of(parameters, clock);
        int limit = parameters.limit(ITEMS);
        String cursor = cursors.open(name, parameters);
        parameters.done();
        long position = position(question, model);
        List<F> found = finding.find(question.moment(), cursor, limit + 1);
        List<F> page = found.subList(0, Math.min(limit, found.size()));
        @Nullable
        String next = found.size() <= limit ? null : cursors.seal(name, parameters, place.apply(page.getLast()));
        return paging.of(
                position,
                question.asOf(),
                question.knownAt(),
                page.stream().map(item).toList(),
                next);
    }

    /** The position that an answer contains at least; read before the answer is. */
    private long position(ListQuestion question, ReadModel<?, ?, ?> model) {
        questions.ready(question, model);
        return engine.progress().position();
    }

    private static @Nullable After after(@Nullable String cursor) {
        if (cursor == null) {
            return null;
        }
        Place place = Place.read(cursor, 2);
        return new After(place.id(), place.text());
    }

    /** Names of constants, as columns have them. */
    public static Set<String> names(Set<? extends Enum<?>> constants) {
        return constants.stream().map(Enum::name).collect(Collectors.toSet());
    }
}
