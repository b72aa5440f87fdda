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
import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.product.Product;
import org.relatum.query.api.Examples;
import org.relatum.query.api.Fresh;
import org.relatum.query.api.ListedFromLog;
import org.relatum.query.api.OfSubject;
import org.relatum.query.api.Paged;
import org.relatum.query.api.PointInTime;
import org.relatum.query.api.ProblemSchema;
import org.relatum.query.request.Parameters;
import org.relatum.query.subject.SubjectQuestions;
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
    private final SubjectQuestions<String, Product> products;

    public ProductController(SubjectQuestions<String, Product> products) {
        this.products = products;
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
                        responseCode = "404",
                        description = "product-not-found: no article has this SKU. not-known-yet: it was not in the"
                                + " catalogue at asOf, by what was recorded at knownAt",
                        content =
                                @Content(
                                        mediaType = "application/problem+json",
                                        schema = @Schema(implementation = ProblemSchema.class),
                                        examples = @ExampleObject(Examples.PRODUCT_NOT_FOUND)))
            })
    @OfSubject
    @PointInTime
    @Fresh
    public ProductAnswer product(
            @Parameter(description = "The article's SKU") @PathVariable("sku") String sku,
            HttpServletRequest request,
            HttpServletResponse response) {
        return products.one(sku, request, response, ProductAnswer::of);
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
                        schema = @Schema(type = "boolean"))
            },
            responses =
                    @ApiResponse(
                            responseCode = "200",
                            description = "A page of articles; it may be short, or empty, and have a next",
                            content =
                                    @Content(
                                            schema = @Schema(implementation = ProductListAnswer.class),
                                            examples = @ExampleObject(Examples.PRODUCTS))))
    @ListedFromLog
    @PointInTime
    @Paged
    public ProductListAnswer products(HttpServletRequest request) {
        Parameters parameters = Parameters.of(request);
        Set<String> categories = parameters.texts("category");
        Boolean discontinued = parameters.flag("discontinued");
        return products.list(
                parameters,
                (state, asOf) -> matches(state, asOf, categories, discontinued),
                ProductAnswer::of,
                ProductListAnswer::new);
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
