package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.server.query.LogWriter.fact;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.relatum.events.Money;
import org.relatum.events.ProductEvent.ProductDiscontinued;
import org.relatum.events.ProductEvent.ProductPriced;
import org.relatum.events.ProductEvent.ProductRegistered;
import org.relatum.server.TestServer;
import tools.jackson.databind.JsonNode;

/** The catalogue as of any date. */
class ProductQuestionsTest {
    private static final Rest rest = new Rest(TestServer.shared());
    private static final LogWriter log = new LogWriter(TestServer.shared());
    private static final String TEA = "tea " + UUID.randomUUID() + "/green";
    private static final UUID STREAM = UUID.randomUUID();

    static {
        log.write(
                fact(STREAM, "2025-01-01T00:00:00Z", new ProductRegistered(at("2025-01-01"), TEA, "Green tea", "tea")),
                fact(STREAM, "2025-01-01T00:00:01Z", priced("2025-01-01", "10.00", "USD", "2025-01-01")),
                fact(STREAM, "2025-01-01T00:00:02Z", priced("2025-01-01", "9.00", "EUR", "2025-01-01")),
                fact(STREAM, "2025-05-01T00:00:00Z", priced("2025-05-01", "12.00", "USD", "2025-06-01")),
                // A price for March that was only recorded in July.
                fact(STREAM, "2025-07-01T00:00:00Z", priced("2025-02-20", "11.00", "USD", "2025-03-01")),
                fact(STREAM, "2025-09-01T00:00:00Z", new ProductDiscontinued(at("2025-09-01"))));
    }

    @ParameterizedTest
    @CsvSource({
        "2025-01-15, 2025-12-01, EUR 9.00 USD 10.00, ''",
        "2025-04-15, 2025-06-15, EUR 9.00 USD 10.00, ''",
        "2025-04-15, 2025-12-01, EUR 9.00 USD 11.00, ''",
        "2025-05-15, 2025-05-15, EUR 9.00 USD 10.00, USD 12.00",
        "2025-06-15, 2025-12-01, EUR 9.00 USD 12.00, ''",
    })
    void prices_are_those_in_force(String asOf, String knownAt, String prices, String upcoming) {
        JsonNode product = rest.get(path(TEA) + "?asOf=" + asOf + "&knownAt=" + knownAt);
        assertThat(prices(product.path("prices"))).isEqualTo(prices);
        assertThat(prices(product.path("upcomingPrices"))).isEqualTo(upcoming);
        assertThat(product.path("discontinuedAt").isNull()).isTrue();
    }

    @Test
    void an_article_answers_with_all_that_is_known() {
        Rest.Answer answer = rest.answer(path(TEA)).ok();
        JsonNode product = answer.json();
        assertThat(product.path("productId").asString()).isEqualTo(STREAM.toString());
        assertThat(product.path("sku").asString()).isEqualTo(TEA);
        assertThat(product.path("name").asString()).isEqualTo("Green tea");
        assertThat(product.path("version").asLong()).isEqualTo(6);
        assertThat(answer.header("etag")).isEqualTo("\"6\"");
        assertThat(product.path("discontinuedAt").asString()).isEqualTo("2025-09-01T00:00:00Z");
        rest.answer(path(TEA) + "?asOf=2024-12-31").refused(404, "not-known-yet");
    }

    @Test
    void the_catalogue_is_listed_by_SKU_page_by_page() {
        String prefix = "list-" + UUID.randomUUID() + "-";
        List<String> skus = new ArrayList<>();
        for (String end : List.of("ä", "B", "a", "10", "9", "A", "客")) {
            skus.add(prefix + end);
            registerProduct(prefix + end, prefix);
        }
        List<String> listed = new ArrayList<>();
        for (JsonNode item : rest.pages("/api/v1/products?limit=2&category=" + prefix, "items")) {
            listed.add(item.path("sku").asString());
        }
        assertThat(listed).containsExactlyElementsOf(skus.stream().sorted().toList());
        assertThat(rest.pages("/api/v1/products?limit=2&discontinued=true&category=" + prefix, "items"))
                .isEmpty();
        assertThat(rest.pages("/api/v1/products?limit=500&asOf=2024-01-01&category=" + prefix, "items"))
                .isEmpty();
    }

    static UUID registerProduct(String sku) {
        return registerProduct(sku, "any");
    }

    private static UUID registerProduct(String sku, String category) {
        UUID stream = UUID.randomUUID();
        log.write(fact(stream, "2025-01-01T00:00:00Z", new ProductRegistered(at("2025-01-01"), sku, "n", category)));
        return stream;
    }

    private static String path(String sku) {
        return "/api/v1/products/" + sku.replace(" ", "%20").replace("/", "%2F");
    }

    private static Instant at(String date) {
        return Instant.parse(date + "T00:00:00Z");
    }

    private static ProductPriced priced(String date, String amount, String currency, String from) {
        return new ProductPriced(at(date), "standard", new Money(new BigDecimal(amount), currency), at(from));
    }

    private static String prices(JsonNode prices) {
        List<String> texts = new ArrayList<>();
        prices.forEach(p -> texts.add(p.path("price").path("currency").asString() + " "
                + p.path("price").path("amount").asString()));
        return String.join(" ", texts);
    }
}
