package org.relatum.command.product;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.relatum.command.language.OccurredAt;
import org.relatum.command.language.ProductCommand;
import org.relatum.command.language.ProductCommand.DiscontinueProduct;
import org.relatum.command.language.ProductCommand.PriceProduct;
import org.relatum.command.language.ProductCommand.RegisterProduct;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.events.Money;
import org.relatum.events.ProductEvent;
import org.relatum.events.ProductEvent.ProductDiscontinued;
import org.relatum.events.ProductEvent.ProductPriced;
import org.relatum.events.ProductEvent.ProductRegistered;

/** The rules of the catalogue. */
public final class ProductDecider {
    private ProductDecider() {}

    /**
     * What happens when this is asked of a product in this state.
     *
     * @param now when the facts will be recorded
     * @throws org.relatum.command.language.RefusedException when a rule forbids it
     */
    public static List<ProductEvent> decide(Product state, ProductCommand command, Instant now) {
        Instant at = OccurredAt.of(command.occurredAt(), now);
        return switch (command) {
            case RegisterProduct c -> {
                if (state.registered()) {
                    throw refusal(RefusalCode.PRODUCT_ALREADY_REGISTERED, "The SKU is registered already");
                }
                yield List.of(new ProductRegistered(at, c.sku(), c.name(), c.category()));
            }
            case PriceProduct c -> {
                requireSold(state, at);
                yield List.of(new ProductPriced(
                        at,
                        Objects.requireNonNullElse(c.list(), PriceProduct.STANDARD_LIST),
                        new Money(c.amount(), c.currency()),
                        Objects.requireNonNullElse(c.effectiveFrom(), at)));
            }
            case DiscontinueProduct c -> {
                requireSold(state, at);
                yield List.of(new ProductDiscontinued(at));
            }
        };
    }

    private static void requireSold(Product state, Instant at) {
        Instant registeredAt = state.registeredAt();
        if (registeredAt == null) {
            throw refusal(RefusalCode.PRODUCT_NOT_FOUND, "No product with this SKU is registered");
        }
        if (state.discontinuedAt() != null) {
            throw refusal(RefusalCode.PRODUCT_DISCONTINUED, "The product was discontinued");
        }
        OccurredAt.requireOrder(at, registeredAt, "It occurred before the product was registered");
    }

    private static RuntimeException refusal(RefusalCode code, String detail) {
        return Refusal.of(code, detail).asException();
    }
}
