package org.relatum.command.customer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;
import org.relatum.command.customer.Standing.Closed;
import org.relatum.command.customer.Standing.Merged;
import org.relatum.command.customer.Standing.Open;
import org.relatum.command.customer.Standing.Unknown;
import org.relatum.events.CommitmentEvent;
import org.relatum.events.CustomerEvent;
import org.relatum.events.InteractionEvent;
import org.relatum.events.LifecycleEvent;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.ContactPointAdded;
import org.relatum.events.LifecycleEvent.ContactPointRemoved;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerClassified;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.LifecycleEvent.ExternalReferenceAdded;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.events.LifecycleEvent.OwnerAssigned;
import org.relatum.events.LifecycleEvent.ProfileChanged;
import org.relatum.events.LoyaltyEvent;
import org.relatum.events.PrivacyEvent;
import org.relatum.events.RiskEvent;
import org.relatum.events.SalesEvent;
import org.relatum.events.SatisfactionEvent;
import org.relatum.events.ServiceEvent;

/**
 * What decisions need to know of one customer: nothing personal, nothing that no rule asks for. Immutable; versions share what
 * did not change.
 *
 * @param contactPoints by identifier, those ever added here, and those removed here though a merged customer had added them
 * @param references claims of the external references recorded here
 * @param absorbed duplicates merged into this customer
 */
public record Customer(
        Standing standing,
        boolean qualified,
        TreePMap<String, ContactPointUse> contactPoints,
        TreePSet<UUID> references,
        TreePMap<UUID, Absorbed> absorbed,
        Contexts contexts) {

    /**
     * A way to reach the customer that was added or removed.
     *
     * @param since when that was, in the world
     */
    public record ContactPointUse(boolean inUse, Instant since) {}

    /**
     * A duplicate merged into this customer.
     *
     * @param finalSequence sequence of its last event that belongs to the common history
     * @param since when it was merged, in the world
     */
    public record Absorbed(long finalSequence, Instant since) {}

    /** A customer nobody has registered. */
    public static final Customer UNKNOWN =
            new Customer(new Unknown(), false, TreePMap.empty(), TreePSet.empty(), TreePMap.empty(), Contexts.NONE);

    @JsonCreator
    static Customer of(
            @JsonProperty("standing") Standing standing,
            @JsonProperty("qualified") boolean qualified,
            @JsonProperty("contactPoints") Map<String, ContactPointUse> contactPoints,
            @JsonProperty("references") Set<UUID> references,
            @JsonProperty("absorbed") Map<UUID, Absorbed> absorbed,
            @JsonProperty("contexts") Contexts contexts) {
        return new Customer(
                standing,
                qualified,
                TreePMap.from(contactPoints),
                TreePSet.from(references),
                TreePMap.from(absorbed),
                contexts);
    }

    /** The state after one more event. */
    public Customer evolve(CustomerEvent event) {
        return switch (event) {
            case LifecycleEvent e -> evolve(e);
            case InteractionEvent e -> with(contexts.evolve(e));
            case SalesEvent e -> with(contexts.evolve(e));
            case CommitmentEvent e -> with(contexts.evolve(e));
            case ServiceEvent e -> with(contexts.evolve(e));
            case SatisfactionEvent e -> with(contexts.evolve(e));
            case LoyaltyEvent e -> with(contexts.evolve(e));
            case RiskEvent e -> with(contexts.evolve(e));
            case PrivacyEvent e -> with(contexts.evolve(e));
        };
    }

    private Customer evolve(LifecycleEvent event) {
        return switch (event) {
            case CustomerRegistered e -> with(new Open(e.occurredAt()));
            case CustomerClosed e -> with(new Closed(e.occurredAt()));
            case CustomerReopened e -> with(new Open(e.occurredAt()));
            case CustomerMerged e -> with(new Merged(e.survivor()));
            case MergeUndone e -> with(new Open(e.occurredAt()));
            case CustomerQualified e -> new Customer(standing, true, contactPoints, references, absorbed, contexts);
            case ContactPointAdded e -> with(e.contactPoint().id(), new ContactPointUse(true, e.occurredAt()));
            case ContactPointRemoved e -> with(e.contactPoint(), new ContactPointUse(false, e.occurredAt()));
            case ExternalReferenceAdded e ->
                new Customer(standing, qualified, contactPoints, references.plus(e.claim()), absorbed, contexts);
            case CustomerAbsorbed e ->
                with(absorbed.plus(e.absorbed(), new Absorbed(e.finalSequence(), e.occurredAt())));
            case AbsorptionUndone e -> with(absorbed.minus(e.absorbed()));
            case ProfileChanged e -> this;
            case CustomerClassified e -> this;
            case OwnerAssigned e -> this;
        };
    }

    /** Whether the personal data were erased: nothing is recorded of this customer any more. */
    public boolean wasErased() {
        return contexts.privacy().erasedAt() != null;
    }

    /** What is known of a contact point that was added or removed here or with one of the customers merged into this one. */
    Optional<ContactPointUse> contactPoint(String id, Collection<Customer> predecessors) {
        ContactPointUse own = contactPoints.get(id);
        return own != null
                ? Optional.of(own)
                : predecessors.stream()
                        .map(customer -> customer.contactPoints.get(id))
                        .filter(Objects::nonNull)
                        .max(Comparator.comparing(ContactPointUse::inUse).thenComparing(ContactPointUse::since));
    }

    private Customer with(Standing changed) {
        return new Customer(changed, qualified, contactPoints, references, absorbed, contexts);
    }

    private Customer with(String contactPoint, ContactPointUse use) {
        return new Customer(standing, qualified, contactPoints.plus(contactPoint, use), references, absorbed, contexts);
    }

    private Customer with(TreePMap<UUID, Absorbed> changed) {
        return new Customer(standing, qualified, contactPoints, references, changed, contexts);
    }

    private Customer with(Contexts changed) {
        return new Customer(standing, qualified, contactPoints, references, absorbed, changed);
    }
}
