package org.relatum.command.language;

import jakarta.validation.constraints.NotNull;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Commands to one knowledge article. */
public sealed interface ArticleCommand extends Command {

    /** When it happened in the world; null means now. */
    @Nullable
    Instant occurredAt();

    /**
     * Publishes an article.
     *
     * @param language language of title and body, BCP 47
     */
    record PublishArticle(
            @Moment @Nullable Instant occurredAt,
            @NotNull @Text(max = 200) String title,
            @NotNull @Text(max = 100_000) String body,
            @NotNull @LanguageTag String language)
            implements ArticleCommand {}

    /** Gives an article a new text. */
    record ReviseArticle(
            @Moment @Nullable Instant occurredAt,
            @NotNull UUID article,
            @NotNull @Text(max = 200) String title,
            @NotNull @Text(max = 100_000) String body)
            implements ArticleCommand {}

    /** No longer offers an article; what was linked with it stays so. */
    record WithdrawArticle(
            @Moment @Nullable Instant occurredAt, @NotNull UUID article) implements ArticleCommand {}
}
