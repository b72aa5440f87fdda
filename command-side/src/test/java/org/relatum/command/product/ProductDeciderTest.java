package org.relatum.command.product;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.relatum.command.language.ProductCommand;
import org.relatum.command.language.ProductCommand.DiscontinueProduct;
import org.relatum.command.language.ProductCommand.PriceProduct;
import org.relatum.command.language.ProductCommand.RegisterProduct;
import org.relatum.events.Money;
import org.relatum.events.ProductEvent;
import org.relatum.events.ProductEvent.ProductDiscontinued;
import org.relatum.events.ProductEvent.ProductPriced;
import org.relatum.events.ProductEvent.ProductRegistered;

class ProductDeciderTest {
    private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
    private static final ProductRegistered REGISTERED = new ProductRegistered(NOW, "TEA", "Tea", "food");

    @Test
    void a_product_is_registered_once() {
        RegisterProduct register = new RegisterProduct(null, "TEA", "Tea", "food");
        assertThat(decide(register)).containsExactly(REGISTERED);
        refused("product-already-registered", register, REGISTERED);
        refused("product-already-registered", register, REGISTERED, new ProductDiscontinued(NOW));
    }

    @Test
    void a_price_goes_to_the_standard_list_from_now_on_unless_stated_otherwise() {
        assertThat(decide(price(null, null), REGISTERED))
                .containsExactly(new ProductPriced(NOW, "standard", new Money(new BigDecimal("2.50"), "USD"), NOW));
        Instant later = NOW.plusSeconds(86_400);
        assertThat(decide(price("vip", later), REGISTERED))
                .containsExactly(new ProductPriced(NOW, "vip", new Money(new BigDecimal("2.50"), "USD"), later));
    }

    @Test
    void only_a_product_on_sale_is_priced_or_discontinued() {
        DiscontinueProduct discontinue = new DiscontinueProduct(null, "TEA");
        assertThat(decide(discontinue, REGISTERED)).containsExactly(new ProductDiscontinued(NOW));
        refused("product-not-found", price(null, null));
        refused("product-not-found", discontinue);
        refused("product-discontinued", price(null, null), REGISTERED, new ProductDiscontinued(NOW));
        refused("product-discontinued", discontinue, REGISTERED, new ProductDiscontinued(NOW));
    }

    @Test
    void nothing_about_a_product_comes_from_the_future() {
        refused("occurred-in-future", new DiscontinueProduct(NOW.plusSeconds(301), "TEA"), REGISTERED);
    }

    @Test
    void nothing_about_a_product_lies_before_its_registration() {
        Instant before = NOW.minusNanos(1000);
        refused("out-of-order", new DiscontinueProduct(before, "TEA"), REGISTERED);
        refused("out-of-order", new PriceProduct(before, "TEA", null, BigDecimal.ONE, "USD", null), REGISTERED);
    }

    @Test
    void a_price_that_was_set_again_for_the_same_instant_is_replaced() {
        Product product = fold(
                REGISTERED,
                new ProductPriced(NOW, "standard", new Money(BigDecimal.ONE, "USD"), NOW),
                new ProductPriced(NOW, "standard", new Money(BigDecimal.TWO, "USD"), NOW));
        assertThat(product.priceAt("standard", "USD", NOW)).isEqualTo(BigDecimal.TWO);
        assertThat(product.priceAt("standard", "USD", NOW.minusNanos(1000))).isNull();
        assertThat(product.priceAt("vip", "USD", NOW)).isNull();
    }

    private static PriceProduct price(String list, Instant from) {
        return new PriceProduct(null, "TEA", list, new BigDecimal("2.50"), "USD", from);
    }

    private static List<ProductEvent> decide(ProductCommand command, ProductEvent... history) {
        return ProductDecider.decide(fold(history), command, NOW);
    }

    private static void refused(String code, ProductCommand command, ProductEvent... history) {
        assertThatThrownBy(() -> decide(command, history)).hasMessageStartingWith(code + ":");
    }

    private static Product fold(ProductEvent... events) {
        Product product = Product.UNKNOWN;
        for (ProductEvent event : events) {
            product = product.evolve(event);
        }
        return product;
    }
}
