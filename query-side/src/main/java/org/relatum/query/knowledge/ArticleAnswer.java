package org.relatum.query.knowledge;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.Subjects.Found;
import org.relatum.projection.knowledge.Article;

/** A knowledge article. */
@Schema(name = "Article", description = "A knowledge article at asOf, going by what was recorded at knownAt")
public record ArticleAnswer(
        UUID articleId,

        @Schema(description = "Number of the article's events that count", example = "2")
        long version,

        @Schema(description = "Position of the last event that counts", example = "911")
        long position,

        @Nullable String title,
        @Nullable String body,

        @Schema(description = "Of title and body, BCP 47", example = "en") @Nullable
        String language,

        @Nullable Instant publishedAt,

        @Schema(description = "When it got this text") @Nullable
        Instant revisedAt,

        @Schema(description = "Since when it is no longer offered; null while it is") @Nullable
        Instant withdrawnAt) {

    static ArticleAnswer of(Found<?, Article> found, Article article) {
        return new ArticleAnswer(
                found.id(),
                found.version(),
                found.position(),
                article.title(),
                article.body(),
                article.language(),
                article.publishedAt(),
                article.revisedAt(),
                article.withdrawnAt());
    }
}
