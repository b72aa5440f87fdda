package org.relatum.query.api;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.responses.ApiResponses;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes how a question that isn't about one customer asks for what was just written, and how it is refused. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameters(
        @Parameter(
                name = "minPosition",
                in = ParameterIn.QUERY,
                description = "Wait until the answer contains this position of the log, as a command answered it;"
                        + " 5 seconds at most",
                schema = @Schema(type = "integer", format = "int64", minimum = "0"),
                example = "18231"))
@ApiResponses({
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
public @interface ListedFromLog {}
