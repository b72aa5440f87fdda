package org.relatum.query.product;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.Products;
import org.relatum.projection.engine.Products.Listed;
import org.relatum.projection.product.Product;
import org.relatum.query.api.Examples;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.request.Cursors;
import org.relatum.query.request.CustomerQuestion;
import org.relatum.query.request.Parameters;
import org.relatum.query.request.QueryCode;
import org.relatum.query.request.QueryProblem;
import org.relatum.query.request.Questions;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The catalogue as of any date. */
@RestController
@RequestMapping(path = "/api/v1/products", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Questions about products", description = "The catalogue and its prices as of any date")
public class ProductController {
    private static final int ITEMS = 100;
    private static final int AT_ONCE = 500;
    /** Most articles that are looked at for one page, so that a narrow filter does not read the whole catalogue at once. */
    private static final int MOST_LOOKED_AT = 10_000;

    private static final String LIST = "products";

    private final Questions questions;
    private final Products products;
    private final EventLog log;
    private final Cursors cursors;
    private final Clock clock;

    public ProductController(Questions questions, Products products, EventLog log, Cursors cursors, Clock clock) {
        this.questions = questions;
        this.products = products;
        this.log = log;
        this.cursors = cursors;
        this.clock = clock;
    }

    @GetMapping("/{sku}")
    @Operation(
            operationId = "get-product",
            summary = "One article with its prices",
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "The article",
                        content =
                                @Content(
                                        schema = @Schema(implementation = ProductAnswer.class),
                                        examples = @ExampleObject(Examples.PRODUCT))),
                @ApiResponse(
                        responseCode = "400",
                        description = "invalid-request: parameters that can't be understood or are unknown",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.INVALID))),
                @ApiResponse(
                        responseCode = "404",
                        description = "product-not-found: no article has this SKU. not-known-yet: it was not in the"
                                + " catalogue at asOf, by what was recorded at knownAt",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.PRODUCT_NOT_FOUND)))
            })
    @PointInTime
    @Fresh
    public ProductAnswer product(
            @Parameter(description = "The article's SKU") @PathVariable("sku") String sku,
            HttpServletRequest request,
            HttpServletResponse response) {
        Parameters parameters = Parameters.of(request);
        Instant given = parameters.instant("asOf");
        Instant knownAt = CustomerQuestion.knownAt(parameters, clock);
        Long minVersion = parameters.count("minVersion");
        Long minPosition = parameters.count("minPosition");
        parameters.name("sku", sku);
        parameters.done();
        questions.awaitLog(minPosition);
        if (minVersion != null && !questions.awaitLog(() -> version(sku) >= minVersion) && version(sku) > 0) {
            throw QueryProblem.behind("Version " + minVersion + " of product " + sku + " is not in the log");
        }
        Instant asOf = given == null ? now() : given;
        Listed found = products.product(sku, happenedBy(given), knownAt)
                .orElseThrow(() -> QueryProblem.of(QueryCode.PRODUCT_NOT_FOUND, "No product has the SKU " + sku));
        Product product = found.product();
        if (product == null) {
            throw QueryProblem.of(
                    QueryCode.NOT_KNOWN_YET,
                    "By what was recorded at " + (knownAt == null ? now() : knownAt) + ", product " + sku
                            + " was not in the catalogue at " + asOf);
        }
        response.setHeader(HttpHeaders.ETAG, "\"" + found.version() + "\"");
        return ProductAnswer.of(found, product, asOf);
    }

    private long version(String sku) {
        return products.product(sku, Instant.MAX, null).map(Listed::version).orElse(0L);
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.MICROS);
    }

    /** What had happened by then counts; for the present all that is recorded, whosever clock is ahead. */
    private static Instant happenedBy(@Nullable Instant asOf) {
        return asOf == null ? Instant.MAX : asOf;
    }

    @GetMapping
    @Operation(
            operationId = "list-products",
            summary = "The catalogue with the prices in force",
            parameters = {
                @Parameter(
                        name = "category",
                        in = ParameterIn.QUERY,
                        description = "Any of these categories; repeated",
                        array = @ArraySchema(schema = @Schema(type = "string"))),
                @Parameter(
                        name = "discontinued",
                        in = ParameterIn.QUERY,
                        description = "Only articles that are no longer sold at asOf, or only those that are",
                        schema = @Schema(type = "boolean")),
                @Parameter(
                        name = "minPosition",
                        in = ParameterIn.QUERY,
                        description = "Wait until the list contains this position of the log, as a command answered it;"
                                + " 5 seconds at most",
                        schema = @Schema(type = "integer", format = "int64", minimum = "0"),
                        example = "18231")
            },
            responses = {
                @ApiResponse(
                        responseCode = "200",
                        description = "A page of articles; it may be short, or empty, and have a next",
                        content =
                                @Content(
                                        schema = @Schema(implementation = ProductListAnswer.class),
                                        examples = @ExampleObject(Examples.PRODUCTS))),
                @ApiResponse(
                        responseCode = "400",
                        description = "invalid-request: parameters that can't be understood or are unknown",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.INVALID))),
                @ApiResponse(
                        responseCode = "503",
                        description = "projection-behind: the position was not there within 5 seconds",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.BEHIND)))
            })
    @PointInTime
    @Paged
    public ProductListAnswer products(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Instant given = parameters.instant("asOf");
        Instant knownAt = CustomerQuestion.knownAt(parameters, clock);
        Set<String> categories = parameters.texts("category");
        Boolean discontinued = parameters.flag("discontinued");
        Long minPosition = parameters.count("minPosition");
        int limit = parameters.limit(ITEMS);
        String after = cursors.open(LIST, parameters);
        parameters.done();
        questions.awaitLog(minPosition);
        long position = log.head();
        Instant asOf = given == null ? now() : given;

        List<ProductAnswer> items = new ArrayList<>();
        int lookedAt = 0;
        boolean more = true;
        while (more && items.size() < limit && lookedAt < MOST_LOOKED_AT) {
            int atOnce = Math.min(AT_ONCE, limit - items.size());
            List<Listed> chunk = products.products(after, atOnce, happenedBy(given), knownAt);
            for (Listed listed : chunk) {
                Product product = listed.product();
                if (product != null && matches(product, asOf, categories, discontinued)) {
                    items.add(ProductAnswer.of(listed, product, asOf));
                }
                after = listed.sku();
            }
            lookedAt += chunk.size();
            more = chunk.size() == atOnce;
        }
        @Nullable String next = more && after != null ? cursors.seal(LIST, parameters, after) : null;
        return new ProductListAnswer(asOf, knownAt == null ? now() : knownAt, position, items, next);
    }

    private static boolean matches(
            Product product, Instant asOf, Set<String> categories, @Nullable Boolean discontinued) {
        Instant end = product.discontinuedAt();
        boolean ended = end != null && !end.isAfter(asOf);
        String category = product.category();
        return (discontinued == null || discontinued == ended)
                && (categories.isEmpty() || (category != null && categories.contains(category)));
    }
}
