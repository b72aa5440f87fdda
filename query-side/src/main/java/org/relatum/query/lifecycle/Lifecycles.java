package org.relatum.query.lifecycle;

import java.util.Optional;
import java.util.function.Predicate;
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
import org.relatum.query.request.StepPage;

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
     * Gathers the steps that led there.
     *
     * @param onlyChanges leave out the steps that changed neither stage nor mark
     */
    void gather(Ready question, boolean onlyChanges, StepPage<Step> page) {
        asOf.explain(
                ReadModels.LIFECYCLE,
                question.customer(),
                question.asOf(),
                question.knownAt(),
                new Gathering(onlyChanges, page));
    }

    /** Tells what each step did, beside the one before. */
    private final class Gathering implements Predicate<Explanation<LifecycleStatus, Value>> {
        private final boolean onlyChanges;
        private final StepPage<Step> page;
        private @Nullable Explanation<LifecycleStatus, Value> earlier;
        private int number;

        Gathering(boolean onlyChanges, StepPage<Step> page) {
            this.onlyChanges = onlyChanges;
            this.page = page;
        }

        @Override
        public boolean test(Explanation<LifecycleStatus, Value> step) {
            number++;
            boolean changed = !step.after().equals(step.before());
            boolean wanted =
                    !page.reaches(number) || (onlyChanges && !changed) || page.add(number, told(step, changed));
            earlier = step;
            return wanted;
        }

        private Step told(Explanation<LifecycleStatus, Value> step, boolean changed) {
            LifecycleStatus status = step.view();
            return new Step(
                    number,
                    step.at(),
                    step.fact() == null ? Cause.TIME : Cause.FACT,
                    event(step.fact()),
                    step.before() == null ? null : value(StageHistory.value(step.before())),
                    value(StageHistory.value(step.after())),
                    changed,
                    status.orders(),
                    LifecycleAnswer.thresholds(status),
                    narrator.sentence(step, status, earlier == null ? null : earlier.view()));
        }
    }

    /** The explanation with one page of its steps. */
    ExplainAnswer explanation(Standing<LifecycleStatus, Value> standing, StepPage<Step> page, @Nullable String next) {
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
                page.steps(),
                next);
    }

    /** The explanation with all its steps. */
    public ExplainAnswer explanation(Ready question) {
        StepPage<Step> all = StepPage.ofAll();
        gather(question, false, all);
        return explanation(standing(question).orElseThrow(question::notKnownYet), all, null);
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
