package org.relatum.query.api;

import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.responses.ApiResponses;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes how a question about one customer is refused. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@ApiResponses({
    @ApiResponse(
            responseCode = "400",
            description = "invalid-request: parameters that can't be understood or are unknown, all of them named",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = ProblemSchema.class),
                            examples = @ExampleObject(Examples.INVALID))),
    @ApiResponse(
            responseCode = "403",
            description =
                    "forbidden: it takes another role. beyond-reach: the key is for a part of the company, and the"
                            + " answer would tell of a customer beyond it that was merged into this one for a while",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = ProblemSchema.class),
                            examples = @ExampleObject(name = "beyond-reach", value = Examples.BEYOND_REACH))),
    @ApiResponse(
            responseCode = "404",
            description = "customer-not-found: nobody has this id. not-known-yet: the customer exists, and by what was"
                    + " recorded at knownAt nothing had happened with it at asOf",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = ProblemSchema.class),
                            examples = {
                                @ExampleObject(name = "customer-not-found", value = Examples.CUSTOMER_NOT_FOUND),
                                @ExampleObject(name = "not-known-yet", value = Examples.NOT_KNOWN_YET)
                            }))
})
public @interface OfCustomer {}
