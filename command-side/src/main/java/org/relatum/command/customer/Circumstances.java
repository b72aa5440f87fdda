package org.relatum.command.customer;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.ReferenceInput;
import org.relatum.command.language.Vocabulary;
import org.relatum.events.policy.PolicyTimeline;

/**
 * Everything outside the customer's own stream that a decision may depend on; gathered by the shell before it asks.
 *
 * @param customer whose stream it is
 * @param now when the facts will be recorded
 * @param nextSequence the sequence that the first of the facts will have
 * @param claims names the claim on an external reference
 * @param named what other streams say about the things that the command names
 * @param policies the company's policies over time
 * @param company the company's time zone
 * @param predecessors the customers merged into this one, each as it was at its last common event
 * @param duplicate the other customer of a merge or of its undoing, otherwise null
 */
public record Circumstances(
        UUID customer,
        Instant now,
        long nextSequence,
        Vocabulary vocabulary,
        ClaimNames claims,
        Named named,
        PolicyTimeline policies,
        ZoneId company,
        List<Customer> predecessors,
        @Nullable Duplicate duplicate) {

    /** Names the stream of the claim on an external reference: a keyed hash, equal for equal references. */
    @FunctionalInterface
    public interface ClaimNames {
        UUID of(ReferenceInput reference);
    }

    /**
     * The other customer of a merge.
     *
     * @param version the number of events in its stream
     */
    public record Duplicate(UUID id, Customer state, long version) {}
}
