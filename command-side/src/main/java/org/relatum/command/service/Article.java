package org.relatum.command.service;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.events.ArticleEvent;
import org.relatum.events.ArticleEvent.ArticlePublished;
import org.relatum.events.ArticleEvent.ArticleRevised;
import org.relatum.events.ArticleEvent.ArticleWithdrawn;

/**
 * What decisions need to know of one knowledge article.
 *
 * @param publishedAt when it was published; null when nobody did
 * @param lastAt when the last of its facts happened
 * @param withdrawnAt when it was withdrawn, or null
 */
public record Article(
        @Nullable Instant publishedAt,
        @Nullable Instant lastAt,
        @Nullable Instant withdrawnAt) {

    /** An article nobody has published. */
    public static final Article UNKNOWN = new Article(null, null, null);

    /** The state after one more event. */
    public Article evolve(ArticleEvent event) {
        return switch (event) {
            case ArticlePublished e -> new Article(e.occurredAt(), e.occurredAt(), null);
            case ArticleRevised e -> new Article(publishedAt, e.occurredAt(), withdrawnAt);
            case ArticleWithdrawn e -> new Article(publishedAt, e.occurredAt(), e.occurredAt());
        };
    }

    /** Refuses an article that was not there at an instant, or no longer. */
    void requireOfferedAt(Instant at) {
        Instant published = publishedAt;
        if (published == null) {
            throw Refusal.of(RefusalCode.ARTICLE_NOT_FOUND, "No article with this id was published")
                    .asException();
        }
        if (withdrawnAt != null && !withdrawnAt.isAfter(at)) {
            throw Refusal.of(RefusalCode.ARTICLE_WITHDRAWN, "The article was withdrawn")
                    .asException();
        }
        OccurredAt.requireOrder(at, published, "The article was linked before it was published");
    }
}
