package org.relatum.query.lifecycle;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.events.wire.EventTypes;
import org.relatum.projection.engine.AsOf;
import org.relatum.projection.engine.Explanation;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.Standing;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.LifecycleStatus.Value;
import org.relatum.projection.reference.ReferenceSource;
import org.relatum.query.lifecycle.ExplainAnswer.Cause;
import org.relatum.query.lifecycle.ExplainAnswer.Event;
import org.relatum.query.lifecycle.ExplainAnswer.Policy;
import org.relatum.query.lifecycle.ExplainAnswer.Step;
import org.relatum.query.lifecycle.LifecycleAnswer.NextChange;
import org.relatum.query.request.Questions.Ready;

/** Answers questions about the lifecycle. */
public final class Lifecycles {
    private final AsOf asOf;
    private final ReferenceSource references;
    private final Narrator narrator;

    public Lifecycles(AsOf asOf, ReferenceSource references) {
        this.asOf = asOf;
        this.references = references;
        this.narrator = new Narrator(references);
    }

    /** Where a customer stands; empty when nothing was known or had happened. */
    public Optional<Standing<LifecycleStatus, Value>> standing(Ready question) {
        return asOf.standing(ReadModels.LIFECYCLE, question.customer(), question.asOf(), question.knownAt());
    }

    /**
     * All steps that led there.
     *
     * @param onlyChanges leave out the steps that changed neither stage nor mark
     */
    List<Step> steps(Ready question, boolean onlyChanges) {
        List<Step> steps = new ArrayList<>();
        LifecycleStatus earlier = null;
        int number = 0;
        for (Explanation<LifecycleStatus, Value> step :
                asOf.explain(ReadModels.LIFECYCLE, question.customer(), question.asOf(), question.knownAt())) {
            number++;
            boolean changed = !step.after().equals(step.before());
            if (changed || !onlyChanges) {
                steps.add(new Step(
                        number,
                        step.at(),
                        step.fact() == null ? Cause.TIME : Cause.FACT,
                        event(step.fact()),
                        step.before() == null ? null : value(StageHistory.value(step.before())),
                        value(StageHistory.value(step.after())),
                        changed,
                        step.view().orders(),
                        LifecycleAnswer.thresholds(step.view()),
                        narrator.sentence(step, earlier)));
            }
            earlier = step.view();
        }
        return steps;
    }

    /** The explanation with one page of its steps. */
    ExplainAnswer explanation(Standing<LifecycleStatus, Value> standing, List<Step> page, @Nullable String next) {
        LifecycleStatus status = standing.view();
        return new ExplainAnswer(
                standing.customer(),
                standing.version(),
                standing.position(),
                standing.asOf(),
                standing.knownAt(),
                new ExplainAnswer.Value(status.stage(), status.recovered()),
                narrator.summary(status, StageHistory.since(standing.history()), standing.asOf()),
                NextChange.of(standing.next()),
                Policy.of(references
                        .current()
                        .knownAt(standing.knownAt())
                        .at(standing.asOf())
                        .lifecycle()),
                page,
                next);
    }

    /** The explanation with all its steps. */
    public ExplainAnswer explanation(Ready question) {
        return explanation(standing(question).orElseThrow(question::notKnownYet), steps(question, false), null);
    }

    private static ExplainAnswer.Value value(Value value) {
        return new ExplainAnswer.Value(value.stage(), value.recovered());
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
