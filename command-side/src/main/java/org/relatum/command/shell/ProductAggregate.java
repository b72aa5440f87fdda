package org.relatum.command.shell;

import java.util.UUID;
import org.axonframework.commandhandling.CommandHandler;
import org.axonframework.modelling.command.AggregateCreationPolicy;
import org.axonframework.modelling.command.AggregateRoot;
import org.axonframework.modelling.command.CreationPolicy;
import org.relatum.command.language.ProductCommand;
import org.relatum.command.product.Product;
import org.relatum.command.product.ProductDecider;
import org.relatum.events.ProductEvent;

/** The stream of one article. */
@AggregateRoot(type = ProductAggregate.TYPE)
final class ProductAggregate extends StreamAggregate<Product, ProductEvent> {
    static final String TYPE = "product";

    ProductAggregate(UUID stream) {
        super(stream, ProductEvent.class, Product.UNKNOWN);
    }

    ProductAggregate(UUID stream, Snapshot<Product> snapshot) {
        super(stream, ProductEvent.class, snapshot);
    }

    @CommandHandler(commandName = TYPE)
    @CreationPolicy(AggregateCreationPolicy.CREATE_IF_MISSING)
    Outcome handle(Envelope<ProductCommand> envelope, Workbench workbench) {
        return handle(envelope, workbench.clock(), now -> ProductDecider.decide(state(), envelope.command(), now));
    }

    @Override
    Product evolve(Product state, ProductEvent event) {
        return state.evolve(event);
    }
}
