package org.relatum.projection.knowledge;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ArticleEvent;
import org.relatum.events.ArticleEvent.ArticlePublished;
import org.relatum.events.ArticleEvent.ArticleRevised;
import org.relatum.events.ArticleEvent.ArticleWithdrawn;

/**
 * One knowledge article.
 *
 * @param language of title and body, BCP 47
 * @param revisedAt when it got its text; the publication when it was never revised
 * @param withdrawnAt since when it is no longer offered, null while it is
 */
public record Article(
        @Nullable String title,
        @Nullable String body,
        @Nullable String language,
        @Nullable Instant publishedAt,
        @Nullable Instant revisedAt,
        @Nullable Instant withdrawnAt) {

    /** Nothing is known. */
    public static final Article NONE = new Article(null, null, null, null, null, null);

    /** The article after one more fact. */
    public Article fold(ArticleEvent fact) {
        return switch (fact) {
            case ArticlePublished e ->
                new Article(e.title(), e.body(), e.language(), e.occurredAt(), e.occurredAt(), withdrawnAt);
            case ArticleRevised e ->
                new Article(e.title(), e.body(), language, publishedAt, e.occurredAt(), withdrawnAt);
            case ArticleWithdrawn e -> new Article(title, body, language, publishedAt, revisedAt, e.occurredAt());
        };
    }
}
