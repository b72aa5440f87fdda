package org.relatum.events;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Facts of the context <em>interaction and care</em>: what was said, and the care that was promised and given. */
public sealed interface InteractionEvent extends CustomerEvent {

    /**
     * Customer and company were in contact.
     *
     * @param channel one of the configured channels
     * @param direction who started the contact
     * @param topic one of the configured topics
     * @param sentiment the tone of what the customer said
     * @param responseSeconds for an inbound contact, the seconds until a human answered
     * @param summary what was said, in free text
     * @param purpose why the company sought an outbound contact, one of the configured purposes
     */
    record InteractionLogged(
            Instant occurredAt,
            String channel,
            Direction direction,
            String topic,
            @Nullable Sentiment sentiment,
            @Nullable Long responseSeconds,
            @Nullable Personal summary,
            @Nullable String purpose)
            implements InteractionEvent {
        /** A contact without a stated purpose. */
        public InteractionLogged(
                Instant occurredAt,
                String channel,
                Direction direction,
                String topic,
                @Nullable Sentiment sentiment,
                @Nullable Long responseSeconds,
                @Nullable Personal summary) {
            this(occurredAt, channel, direction, topic, sentiment, responseSeconds, summary, null);
        }
    }

    /**
     * The customer gave an opinion unasked: a review or a post.
     *
     * @param channel the configured channel where it was given
     * @param topic one of the configured topics
     * @param sentiment the tone of the opinion
     * @param rating stars from 1 to 5, where the place has them
     * @param text the opinion in the customer's words
     */
    record FeedbackReceived(
            Instant occurredAt,
            String channel,
            @Nullable String topic,
            Sentiment sentiment,
            @Nullable Integer rating,
            @Nullable Personal text)
            implements InteractionEvent {}

    /**
     * A gesture of care was planned.
     *
     * @param care the plan's identifier within the customer
     * @param kind what sort of gesture
     * @param dueAt when it is to be delivered
     * @param note what to do or say, in free text
     */
    record CarePlanned(
            Instant occurredAt,
            String care,
            CareKind kind,
            Instant dueAt,
            @Nullable Personal note) implements InteractionEvent {}

    /**
     * Planned care reached the customer.
     *
     * @param care identifier of the plan
     * @param channel one of the configured channels
     * @param answered whether the customer reacted
     * @param note how it went, in free text
     * @param purpose why the customer was contacted, one of the configured purposes
     */
    record CareDelivered(
            Instant occurredAt,
            String care,
            String channel,
            boolean answered,
            @Nullable Personal note,
            @Nullable String purpose)
            implements InteractionEvent {
        /** Care without a stated purpose. */
        public CareDelivered(
                Instant occurredAt, String care, String channel, boolean answered, @Nullable Personal note) {
            this(occurredAt, care, channel, answered, note, null);
        }
    }

    /**
     * Planned care will not be delivered.
     *
     * @param care identifier of the plan
     * @param reason why not, in free text
     */
    record CareCancelled(
            Instant occurredAt, String care, @Nullable Personal reason) implements InteractionEvent {}
}
