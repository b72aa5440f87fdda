package org.relatum.command.language;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CareKind;
import org.relatum.events.Direction;
import org.relatum.events.Sentiment;

/** Commands of the context <em>interaction and care</em>. */
public sealed interface InteractionCommand extends CustomerCommand {

    /**
     * Records that customer and company were in contact.
     *
     * @param channel one of the configured channels
     * @param topic one of the configured topics
     * @param responseSeconds for an inbound contact, the seconds until a human answered
     * @param purpose why the company sought an outbound contact, one of the configured purposes
     */
    record LogInteraction(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String channel,
            @NotNull Direction direction,
            @NotNull @Text(max = 60) String topic,
            @Nullable Sentiment sentiment,
            @Min(0) @Max(1_000_000_000) @Nullable Long responseSeconds,
            @Text(max = 10_000) @Nullable String summary,
            @Text(max = 60) @Nullable String purpose)
            implements InteractionCommand {
        /** A contact without a stated purpose. */
        public LogInteraction(
                @Nullable Instant occurredAt,
                String channel,
                Direction direction,
                String topic,
                @Nullable Sentiment sentiment,
                @Nullable Long responseSeconds,
                @Nullable String summary) {
            this(occurredAt, channel, direction, topic, sentiment, responseSeconds, summary, null);
        }
    }

    /**
     * Records an opinion that the customer gave unasked: a review or a post.
     *
     * @param channel one of the configured channels
     * @param topic one of the configured topics
     * @param rating stars from 1 to 5, where the place has them
     */
    record ReceiveFeedback(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String channel,
            @Text(max = 60) @Nullable String topic,
            @NotNull Sentiment sentiment,
            @Min(1) @Max(5) @Nullable Integer rating,
            @Text(max = 10_000) @Nullable String text)
            implements InteractionCommand {}

    /**
     * Plans a gesture of care.
     *
     * @param care the plan's identifier within the customer; one is made when absent
     * @param dueAt when it is to be delivered
     */
    record PlanCare(
            @Moment @Nullable Instant occurredAt,
            @Text(max = 60) @Nullable String care,
            @NotNull CareKind kind,
            @NotNull @Moment Instant dueAt,
            @Text(max = 2000) @Nullable String note)
            implements InteractionCommand {}

    /**
     * Records that planned care reached the customer.
     *
     * @param answered whether the customer reacted
     * @param purpose why the customer was contacted, one of the configured purposes
     */
    record DeliverCare(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String care,
            @NotNull @Text(max = 60) String channel,
            @NotNull Boolean answered,
            @Text(max = 2000) @Nullable String note,
            @Text(max = 60) @Nullable String purpose)
            implements InteractionCommand {
        /** Care without a stated purpose. */
        public DeliverCare(
                @Nullable Instant occurredAt, String care, String channel, Boolean answered, @Nullable String note) {
            this(occurredAt, care, channel, answered, note, null);
        }
    }

    /** Records that planned care will not be delivered. */
    record CancelCare(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 60) String care,
            @Text(max = 2000) @Nullable String reason)
            implements InteractionCommand {
        @Override
        public boolean corrects() {
            return true;
        }
    }
}
