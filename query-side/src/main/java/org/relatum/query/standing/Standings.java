package org.relatum.query.standing;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.events.wire.EventTypes;
import org.relatum.projection.engine.AsOf;
import org.relatum.projection.engine.Explanation;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.Standing;
import org.relatum.query.lifecycle.ExplainAnswer.Cause;
import org.relatum.query.lifecycle.ExplainAnswer.Event;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.CustomerQuestion;
import org.relatum.query.request.Headers;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.Place;
import org.relatum.query.request.Questions;
import org.relatum.query.request.Questions.Ready;
import org.relatum.query.request.StepPage;
import org.relatum.query.standing.ExplanationAnswer.Change;
import org.relatum.query.standing.ExplanationAnswer.Step;

/** Answers from any read model: what it says of a customer, and how that came to be. */
public final class Standings {
    private static final int STEPS = 100;

    private final Questions questions;
    private final AsOf asOf;
    private final Cursors cursors;
    private final Clock clock;

    public Standings(Questions questions, AsOf asOf, Cursors cursors, Clock clock) {
        this.questions = questions;
        this.asOf = asOf;
        this.cursors = cursors;
        this.clock = clock;
    }

    /**
     * What a read model says of the customer that a request asks for.
     *
     * @param survivor for a merged customer, the one it lives on in
     */
    public <V, D> Standing<V, D> standing(
            ReadModel<?, V, D> model,
            String id,
            HttpServletRequest request,
            HttpServletResponse response,
            Function<V, @Nullable UUID> survivor) {
        Parameters parameters = Parameters.of(request);
        CustomerQuestion question = CustomerQuestion.of(id, parameters, clock);
        parameters.done();
        Standing<V, D> standing = standing(model, questions.fromReadModels(question));
        Headers.customer(response, standing.version(), survivor.apply(standing.view()));
        return standing;
    }

    private <V, D> Standing<V, D> standing(ReadModel<?, V, D> model, Ready ready) {
        return standing(asOf, model, ready);
    }

    private static <V, D> Standing<V, D> standing(AsOf asOf, ReadModel<?, V, D> model, Ready ready) {
        return asOf.standing(model, ready.customer(), ready.asOf(), ready.knownAt())
                .orElseThrow(ready::notKnownYet);
    }

    /**
     * How it came to be: a page of steps.
     *
     * @param survivor for a merged customer, the one it lives on in
     */
    public <V, D> ExplanationAnswer explanation(
            ReadModel<?, V, D> model,
            String id,
            HttpServletRequest request,
            HttpServletResponse response,
            Function<V, @Nullable UUID> survivor) {
        Parameters parameters = Parameters.of(request);
        CustomerQuestion question = CustomerQuestion.of(id, parameters, clock).ofCourse();
        boolean onlyChanges = Boolean.TRUE.equals(parameters.flag("onlyChanges"));
        int limit = parameters.limit(STEPS);
        String name = "explain " + model.projection().name() + " " + question.customer();
        String cursor = cursors.open(name, parameters);
        parameters.done();
        Ready ready = questions.fromReadModels(question).fixed();
        int after = 0;
        if (cursor != null) {
            Place place = Place.read(cursor, 3);
            ready = new Ready(question.customer(), place.instant(), place.instant(), ready.latest());
            after = (int) place.number();
        }
        Standing<V, D> standing = standing(model, ready);
        StepPage<Step> page = new StepPage<>(after, limit);
        gather(asOf, model, ready, onlyChanges, page);
        @Nullable
        String next = page.hasMore()
                ? cursors.seal(name, parameters, Place.of(ready.asOf(), ready.knownAt(), page.last()))
                : null;
        Headers.customer(response, standing.version(), survivor.apply(standing.view()));
        return explanation(model, standing, page, next);
    }

    /** How what a read model says came to be: all steps. */
    public static <V, D> ExplanationAnswer explanation(AsOf asOf, ReadModel<?, V, D> model, Ready ready) {
        StepPage<Step> all = StepPage.ofAll();
        gather(asOf, model, ready, false, all);
        return explanation(model, standing(asOf, model, ready), all, null);
    }

    private static <V, D> ExplanationAnswer explanation(
            ReadModel<?, V, D> model, Standing<V, D> standing, StepPage<Step> page, @Nullable String next) {
        return new ExplanationAnswer(
                standing.customer(),
                standing.version(),
                standing.position(),
                standing.asOf(),
                standing.knownAt(),
                result(model, standing),
                page.steps(),
                next);
    }

    private static <V, D> Map<String, Map<String, @Nullable Object>> result(
            ReadModel<?, V, D> model, Standing<V, D> standing) {
        Map<String, D> values = new HashMap<>();
        standing.history().stream().filter(i -> i.validTo() == null).forEach(i -> values.put(i.key(), i.value()));
        return Values.shown(model.valueColumns(), values);
    }

    private static <V, D> void gather(
            AsOf asOf, ReadModel<?, V, D> model, Ready ready, boolean onlyChanges, StepPage<Step> page) {
        int[] number = {0};
        asOf.explain(model, ready.customer(), ready.asOf(), ready.knownAt(), step -> {
            number[0]++;
            if (!page.reaches(number[0])) {
                return true;
            }
            List<Change> changes = changes(model, step);
            return (onlyChanges && changes.isEmpty()) || page.add(number[0], step(number[0], step, changes));
        });
    }

    private static Step step(int number, Explanation<?, ?> step, List<Change> changes) {
        return new Step(number, step.at(), step.fact() == null ? Cause.TIME : Cause.FACT, event(step.fact()), changes);
    }

    private static <V, D> List<Change> changes(ReadModel<?, V, D> model, Explanation<V, D> step) {
        Map<String, D> before = step.before() == null ? Map.of() : step.before();
        TreeSet<String> keys = new TreeSet<>(before.keySet());
        keys.addAll(step.after().keySet());
        List<Change> changes = new ArrayList<>();
        for (String key : keys) {
            D was = before.get(key);
            D is = step.after().get(key);
            if (!Objects.equals(was, is)) {
                changes.add(new Change(
                        key,
                        was == null ? null : Values.shown(model.valueColumns(), was),
                        is == null ? null : Values.shown(model.valueColumns(), is)));
            }
        }
        return changes;
    }

    private static @Nullable Event event(@Nullable Recorded<CustomerEvent> fact) {
        return fact == null
                ? null
                : new Event(
                        fact.stream(),
                        fact.sequence(),
                        fact.position(),
                        EventTypes.of(fact.event()).name(),
                        fact.recordedAt());
    }
}
