package org.relatum.events;

/** A fact in the stream of one customer. The stream's identifier is the customer's id. */
public sealed interface CustomerEvent extends DomainEvent
        permits LifecycleEvent,
                InteractionEvent,
                SalesEvent,
                CommitmentEvent,
                ServiceEvent,
                SatisfactionEvent,
                LoyaltyEvent,
                RiskEvent,
                PrivacyEvent {}
