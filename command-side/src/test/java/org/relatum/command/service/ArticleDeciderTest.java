package org.relatum.command.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.ArticleCommand;
import org.relatum.command.language.ArticleCommand.PublishArticle;
import org.relatum.command.language.ArticleCommand.ReviseArticle;
import org.relatum.command.language.ArticleCommand.WithdrawArticle;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.events.ArticleEvent;
import org.relatum.events.ArticleEvent.ArticlePublished;
import org.relatum.events.ArticleEvent.ArticleRevised;
import org.relatum.events.ArticleEvent.ArticleWithdrawn;

class ArticleDeciderTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final Instant EARLIER = NOW.minusSeconds(60);
    private static final UUID ARTICLE = new UUID(0, 9);
    private static final ArticlePublished PUBLISHED = new ArticlePublished(EARLIER, "Pages", "Look twice.", "en");

    @Test
    void an_article_is_published_revised_and_withdrawn() {
        assertThat(ArticleDecider.decide(
                        Article.UNKNOWN, new PublishArticle(EARLIER, "Pages", "Look twice.", "en"), NOW))
                .containsExactly(PUBLISHED);
        assertThat(ArticleDecider.decide(given(PUBLISHED), new ReviseArticle(null, ARTICLE, "t", "b"), NOW))
                .containsExactly(new ArticleRevised(NOW, "t", "b"));
        assertThat(ArticleDecider.decide(given(PUBLISHED), new WithdrawArticle(null, ARTICLE), NOW))
                .containsExactly(new ArticleWithdrawn(NOW));
    }

    @Test
    void what_was_never_published_or_withdrawn_is_left_alone() {
        ArticleWithdrawn withdrawn = new ArticleWithdrawn(EARLIER);
        assertRefused(RefusalCode.ARTICLE_NOT_FOUND, new ReviseArticle(null, ARTICLE, "t", "b"));
        assertRefused(RefusalCode.ARTICLE_NOT_FOUND, new WithdrawArticle(null, ARTICLE));
        assertRefused(RefusalCode.ARTICLE_WITHDRAWN, new WithdrawArticle(null, ARTICLE), PUBLISHED, withdrawn);
        assertRefused(RefusalCode.ARTICLE_WITHDRAWN, new ReviseArticle(null, ARTICLE, "t", "b"), PUBLISHED, withdrawn);
        assertRefused(RefusalCode.IDEMPOTENCY_KEY_REUSED, new PublishArticle(null, "t", "b", "en"), PUBLISHED);
    }

    @Test
    void its_facts_follow_each_other_in_time() {
        assertRefused(
                RefusalCode.OUT_OF_ORDER, new ReviseArticle(EARLIER.minusNanos(1000), ARTICLE, "t", "b"), PUBLISHED);
        assertRefused(
                RefusalCode.OUT_OF_ORDER,
                new WithdrawArticle(EARLIER, ARTICLE),
                PUBLISHED,
                new ArticleRevised(NOW, "t", "b"));
        assertRefused(RefusalCode.OCCURRED_IN_FUTURE, new PublishArticle(NOW.plusSeconds(301), "t", "b", "en"));
    }

    private static Article given(ArticleEvent... events) {
        Article state = Article.UNKNOWN;
        for (ArticleEvent event : events) {
            state = state.evolve(event);
        }
        return state;
    }

    private static void assertRefused(RefusalCode code, ArticleCommand command, ArticleEvent... events) {
        RefusedException refused =
                catchThrowableOfType(RefusedException.class, () -> ArticleDecider.decide(given(events), command, NOW));
        assertThat(refused).isNotNull();
        assertThat(refused.refusal().code()).isEqualTo(code);
    }
}
