package org.relatum.command.customer;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relatum.command.organisation.Directory;
import org.relatum.command.performance.ScorecardFigures;
import org.relatum.command.product.Product;
import org.relatum.command.satisfaction.Survey;
import org.relatum.command.service.Article;

/**
 * What other streams say about the things that a command names; what a command doesn't name is unknown.
 *
 * @param products by SKU
 * @param survey the one survey
 * @param article the one article
 * @param customer where a customer stands that a command to another stream names
 * @param directory the people and departments that the command makes responsible
 * @param figures of the scorecard that the command evaluates
 */
public record Named(
        Map<String, Product> products,
        Survey survey,
        Article article,
        Standing customer,
        Directory directory,
        ScorecardFigures.@Nullable Answer figures) {

    /** A command that names nothing. */
    public static final Named NOTHING =
            new Named(Map.of(), Survey.UNKNOWN, Article.UNKNOWN, new Standing.Unknown(), Directory.EMPTY, null);

    public Named {
        products = Map.copyOf(products);
    }

    /** Names these products. */
    public Named with(Map<String, Product> named) {
        return new Named(named, survey, article, customer, directory, figures);
    }

    /** Names this survey. */
    public Named with(Survey named) {
        return new Named(products, named, article, customer, directory, figures);
    }

    /** Names this article. */
    public Named with(Article named) {
        return new Named(products, survey, named, customer, directory, figures);
    }

    /** Names a customer that stands here. */
    public Named with(Standing named) {
        return new Named(products, survey, article, named, directory, figures);
    }

    /** Names these people and departments. */
    public Named with(Directory named) {
        return new Named(products, survey, article, customer, named, figures);
    }

    /** Asks for these figures of a scorecard. */
    public Named with(ScorecardFigures.Answer found) {
        return new Named(products, survey, article, customer, directory, found);
    }
}
