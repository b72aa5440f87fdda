package org.relatum.events;

import java.time.Instant;

/** Facts about one knowledge article; the stream is the article. */
public sealed interface ArticleEvent extends DomainEvent {

    /**
     * An article was published.
     *
     * @param title its heading
     * @param body its text
     * @param language language of both, as a BCP 47 tag
     */
    record ArticlePublished(Instant occurredAt, String title, String body, String language) implements ArticleEvent {}

    /**
     * An article has a new text.
     *
     * @param title its heading from now on
     * @param body its text from now on
     */
    record ArticleRevised(Instant occurredAt, String title, String body) implements ArticleEvent {}

    /** An article is no longer offered. What was linked with it stays so. */
    record ArticleWithdrawn(Instant occurredAt) implements ArticleEvent {}
}
