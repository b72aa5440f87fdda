package org.relatum.command.service;

import java.time.Instant;
import java.util.List;
import org.relatum.command.language.ArticleCommand;
import org.relatum.command.language.ArticleCommand.PublishArticle;
import org.relatum.command.language.ArticleCommand.ReviseArticle;
import org.relatum.command.language.ArticleCommand.WithdrawArticle;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.events.ArticleEvent;
import org.relatum.events.ArticleEvent.ArticlePublished;
import org.relatum.events.ArticleEvent.ArticleRevised;
import org.relatum.events.ArticleEvent.ArticleWithdrawn;

/** The rules of knowledge articles. */
public final class ArticleDecider {
    private ArticleDecider() {}

    /**
     * What happens when this is asked of an article in this state.
     *
     * @param now when the facts will be recorded
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<ArticleEvent> decide(Article state, ArticleCommand command, Instant now) {
        Instant at = OccurredAt.of(command.occurredAt(), now);
        return switch (command) {
            case PublishArticle c -> {
                if (state.publishedAt() != null) {
                    throw Refusal.of(
                                    RefusalCode.IDEMPOTENCY_KEY_REUSED,
                                    "An article was published with this key, from another body")
                            .asException();
                }
                yield List.of(new ArticlePublished(at, c.title(), c.body(), c.language()));
            }
            case ReviseArticle c -> {
                requireOffered(state, at);
                yield List.of(new ArticleRevised(at, c.title(), c.body()));
            }
            case WithdrawArticle c -> {
                requireOffered(state, at);
                yield List.of(new ArticleWithdrawn(at));
            }
        };
    }

    private static void requireOffered(Article state, Instant at) {
        Instant lastAt = state.lastAt();
        if (lastAt == null) {
            throw Refusal.of(RefusalCode.ARTICLE_NOT_FOUND, "No article with this id was published")
                    .asException();
        }
        if (state.withdrawnAt() != null) {
            throw Refusal.of(RefusalCode.ARTICLE_WITHDRAWN, "The article was withdrawn")
                    .asException();
        }
        OccurredAt.requireOrder(at, lastAt, "It occurred before what was last recorded of the article");
    }
}
