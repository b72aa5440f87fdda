package org.relatum.command.customer;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;
import org.relatum.command.customer.Standing.Closed;
import org.relatum.command.customer.Standing.Merged;
import org.relatum.command.customer.Standing.Open;
import org.relatum.command.customer.Standing.Unknown;
import org.relatum.command.interaction.Care;
import org.relatum.command.sales.Orders;
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
import org.relatum.events.RiskEvent;
import org.relatum.events.SalesEvent;
import org.relatum.events.SatisfactionEvent;
import org.relatum.events.ServiceEvent;

/**
 * What decisions need to know of one customer: nothing personal, nothing that no rule asks for. Immutable; versions share what
 * did not change.
 *
 * @param contactPoints identifiers of those added here and still in use
 * @param removedContactPoints identifiers of those removed here though a merged customer had added them
 * @param references claims of the external references recorded here
 * @param absorbed duplicates merged into this customer, with the last event of each that belongs to the common history
 */
public record Customer(
        Standing standing,
        boolean qualified,
        TreePSet<String> contactPoints,
        TreePSet<String> removedContactPoints,
        TreePSet<UUID> references,
        TreePMap<UUID, Long> absorbed,
        Care care,
        Orders orders) {

    /** A customer nobody has registered. */
    public static final Customer UNKNOWN = new Customer(
            new Unknown(),
            false,
            TreePSet.empty(),
            TreePSet.empty(),
            TreePSet.empty(),
            TreePMap.empty(),
            Care.NONE,
            Orders.NONE);

    @JsonCreator
    static Customer of(
            @JsonProperty("standing") Standing standing,
            @JsonProperty("qualified") boolean qualified,
            @JsonProperty("contactPoints") Set<String> contactPoints,
            @JsonProperty("removedContactPoints") Set<String> removedContactPoints,
            @JsonProperty("references") Set<UUID> references,
            @JsonProperty("absorbed") Map<UUID, Long> absorbed,
            @JsonProperty("care") Care care,
            @JsonProperty("orders") Orders orders) {
        return new Customer(
                standing,
                qualified,
                TreePSet.from(contactPoints),
                TreePSet.from(removedContactPoints),
                TreePSet.from(references),
                TreePMap.from(absorbed),
                care,
                orders);
    }

    /** The state after one more event. */
    public Customer evolve(CustomerEvent event) {
        return switch (event) {
            case LifecycleEvent e -> evolve(e);
            case InteractionEvent e -> with(care.evolve(e), orders);
            case SalesEvent e -> with(care, orders.evolve(e));
            case CommitmentEvent e -> this;
            case ServiceEvent e -> this;
            case SatisfactionEvent e -> this;
            case LoyaltyEvent e -> this;
            case RiskEvent e -> this;
        };
    }

    private Customer evolve(LifecycleEvent event) {
        return switch (event) {
            case CustomerRegistered e -> with(new Open());
            case CustomerClosed e -> with(new Closed());
            case CustomerReopened e -> with(new Open());
            case CustomerMerged e -> with(new Merged(e.survivor()));
            case MergeUndone e -> with(new Open());
            case CustomerQualified e ->
                new Customer(standing, true, contactPoints, removedContactPoints, references, absorbed, care, orders);
            case ContactPointAdded e -> with(contactPoints.plus(e.contactPoint().id()), removedContactPoints);
            case ContactPointRemoved e ->
                contactPoints.contains(e.contactPoint())
                        ? with(contactPoints.minus(e.contactPoint()), removedContactPoints)
                        : with(contactPoints, removedContactPoints.plus(e.contactPoint()));
            case ExternalReferenceAdded e ->
                new Customer(
                        standing,
                        qualified,
                        contactPoints,
                        removedContactPoints,
                        references.plus(e.claim()),
                        absorbed,
                        care,
                        orders);
            case CustomerAbsorbed e -> with(absorbed.plus(e.absorbed(), e.finalSequence()));
            case AbsorptionUndone e -> with(absorbed.minus(e.absorbed()));
            case ProfileChanged e -> this;
            case CustomerClassified e -> this;
            case OwnerAssigned e -> this;
        };
    }

    /** Whether a contact point is in use, be it added here or by one of the customers merged into this one. */
    boolean hasContactPoint(String id, Collection<Customer> predecessors) {
        return contactPoints.contains(id)
                || !removedContactPoints.contains(id)
                        && predecessors.stream().anyMatch(p -> p.contactPoints.contains(id));
    }

    private Customer with(Standing changed) {
        return new Customer(
                changed, qualified, contactPoints, removedContactPoints, references, absorbed, care, orders);
    }

    private Customer with(TreePSet<String> added, TreePSet<String> removed) {
        return new Customer(standing, qualified, added, removed, references, absorbed, care, orders);
    }

    private Customer with(TreePMap<UUID, Long> changed) {
        return new Customer(
                standing, qualified, contactPoints, removedContactPoints, references, changed, care, orders);
    }

    private Customer with(Care changedCare, Orders changedOrders) {
        return new Customer(
                standing,
                qualified,
                contactPoints,
                removedContactPoints,
                references,
                absorbed,
                changedCare,
                changedOrders);
    }
}
