package org.relatum.query.timeline;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.Direction;
import org.relatum.events.Sentiment;
import org.relatum.projection.timeline.TimelineEntry;
import org.relatum.projection.timeline.TimelineEntry.Category;
import org.relatum.query.request.MoneyAnswer;

/** A page of what happened with a customer. */
@Schema(
        name = "Timeline",
        description = "What had happened at asOf, going by what was recorded at knownAt; the newest first")
public record TimelineAnswer(
        UUID customerId,

        @Schema(description = "Number of the customer's own events that count", example = "7")
        long version,

        @Schema(description = "The log up to this position is contained; the same on every page", example = "18231")
        long position,

        Instant asOf,
        Instant knownAt,

        @Schema(description = "The customer that a merged one lives on in") @Nullable
        UUID survivor,

        List<Entry> entries,

        @Schema(description = "Cursor of the next page; null: this is the last") @Nullable
        String next) {

    /** One thing that happened, without personal content. */
    @Schema(name = "TimelineEntry")
    public record Entry(
            Instant occurredAt,
            Instant recordedAt,

            @Schema(description = "The customer in whose stream it stands: this one, or one merged into it")
            UUID stream,

            @Schema(description = "Place in that stream, from 0")
            long sequence,

            long position,
            Category category,

            @Schema(description = "Stored name of the event", example = "order.placed")
            String type,

            @Schema(description = "Channel through which it happened", example = "web") @Nullable
            String touchpoint,

            @Nullable Direction direction,

            @Schema(description = "Topic, order or care", example = "A-1002") @Nullable
            String subject,

            @Nullable Sentiment sentiment,

            @Schema(description = "In the reporting currency; bought positive, returned negative") @Nullable
            MoneyAnswer amount) {

        static Entry of(TimelineEntry entry, String currency) {
            return new Entry(
                    entry.occurredAt(),
                    entry.recordedAt(),
                    entry.customer(),
                    entry.sequence(),
                    entry.position(),
                    entry.category(),
                    entry.type(),
                    entry.touchpoint(),
                    entry.direction(),
                    entry.subject(),
                    entry.sentiment(),
                    MoneyAnswer.of(entry.amount(), currency));
        }
    }
}
