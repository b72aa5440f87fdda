package org.relatum.projection.core;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.relatum.events.CustomerEvent;
import org.relatum.events.PolicyKind;
import org.relatum.events.Recorded;
import org.relatum.projection.reference.Reference;
import org.relatum.projection.reference.ReferenceTimeline;

/**
 * A read model of one customer relationship: a pure fold of its facts into policy-free features, and a pure view of the features
 * at an instant. Live processing, rebuilding, as-of questions, explanations and tests run these same functions. No clock, no random
 * source, no input or output; the same arguments give the same result for ever.
 *
 * @param <S> the folded features, immutable
 * @param <V> what the read model shows
 * @param <D> a discrete value in it, of which the history is kept as intervals; has value equality
 */
public interface Projection<S, V, D> {
    /** Name of the read model, lower case. */
    String name();

    /** Grows whenever the fold or the view means something else; rows of another version are never mixed in. */
    int version();

    /** The policies that the view goes by: one of another kind changes nothing. */
    Set<PolicyKind> policies();

    /** Whether the view goes by fits of the value model. */
    default boolean goesByFits() {
        return false;
    }

    /** The features of a customer of whom nothing is known. */
    S initial();

    /** The features after one more fact. Facts come in the order of {@link Recorded#BY_OCCURRENCE}. */
    S fold(S state, Recorded<? extends CustomerEvent> fact);

    /**
     * Whether a fact that became known late may be folded after facts that happened later: it gives the same features as in its
     * place, and no discrete output is another at any instant, before or after the fact, because of it.
     *
     * @param state the features of a customer whose history began no later than the fact
     */
    boolean isIndependent(S state, Recorded<? extends CustomerEvent> fact);

    /**
     * What the features mean at an instant.
     *
     * @param asOf not before the last folded fact's occurredAt
     * @param reference what is in force at {@code asOf}
     */
    V view(S state, Instant asOf, Reference reference);

    /**
     * The part of the view whose history is kept as intervals, by key: a model with one value has one key, a model of cases or flags
     * one for each. A key may be absent as long as it has no value. Asked far more often than the whole view.
     */
    Map<String, D> discrete(S state, Instant asOf, Reference reference);

    /**
     * The first instant after the given one at which the view's discrete outputs may change by time alone; empty when they
     * never will. Exact to the microsecond: at the instant the new value holds, a microsecond before it did not.
     */
    Optional<Instant> nextChange(S state, Instant after, ReferenceTimeline timeline);

    /**
     * As {@link #nextChange(Object, Instant, ReferenceTimeline)} where only a change up to an instant matters: a later one may be
     * answered or not. Asked between two facts, so it is worth looking no further where looking costs.
     */
    default Optional<Instant> nextChange(S state, Instant after, Instant until, ReferenceTimeline timeline) {
        return nextChange(state, after, timeline);
    }
}
