package org.relatum.command.shell;

import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.relatum.command.language.ArticleCommand;
import org.relatum.command.service.Article;
import org.relatum.command.service.ArticleDecider;
import org.relatum.events.ArticleEvent;

/** The stream of one knowledge article. */
@AggregateRoot(type = ArticleAggregate.TYPE)
final class ArticleAggregate extends StreamAggregate<Article, ArticleEvent> {
    static final String TYPE = "article";

    ArticleAggregate(UUID stream) {
        super(stream, ArticleEvent.class, Article.UNKNOWN);
    }

    ArticleAggregate(UUID stream, Snapshot<Article> snapshot) {
        super(stream, ArticleEvent.class, snapshot);
    }

    @CommandHandler(commandName = TYPE)
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(Envelope<ArticleCommand> envelope, Workbench workbench) {
        return handle(envelope, workbench.clock(), now -> ArticleDecider.decide(state(), envelope.command(), now));
    }

    @Override
    Article evolve(Article state, ArticleEvent event) {
        return state.evolve(event);
    }
}
