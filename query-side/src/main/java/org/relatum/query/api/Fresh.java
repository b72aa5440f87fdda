package org.relatum.query.api;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.headers.Header;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.responses.ApiResponses;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes how a question about one customer asks for what was just written. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameters({
    @Parameter(
            name = "minVersion",
            in = ParameterIn.QUERY,
            description = "Wait until the answer contains this version of the customer, as a command answered it;"
                    + " 5 seconds at most.",
            schema = @Schema(type = "integer", format = "int64", minimum = "0"),
            example = "7"),
    @Parameter(
            name = "minPosition",
            in = ParameterIn.QUERY,
            description = "Wait until the answer contains this position of the log, as a command answered it; 5 seconds"
                    + " at most.",
            schema = @Schema(type = "integer", format = "int64", minimum = "0"),
            example = "18231")
})
@ApiResponses(
        @ApiResponse(
                responseCode = "503",
                description = "projection-behind: what was asked for was not there within 5 seconds",
                headers = @Header(name = "Retry-After", description = "Seconds", schema = @Schema(type = "integer")),
                content =
                        @Content(
                                mediaType = "application/problem+json",
                                schema = @Schema(implementation = ProblemSchema.class),
                                examples = @ExampleObject(Examples.BEHIND))))
public @interface Fresh {}
