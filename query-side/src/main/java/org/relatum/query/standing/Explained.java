package org.relatum.query.standing;

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
import org.relatum.query.api.StandingExamples;

/** Describes how it is explained where something of a customer stands. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameters(
        @Parameter(
                name = "onlyChanges",
                in = ParameterIn.QUERY,
                description = "Leave out the steps that changed nothing",
                schema = @Schema(type = "boolean", defaultValue = "false")))
@ApiResponses(
        @ApiResponse(
                responseCode = "200",
                description =
                        "The explanation. Pages of one explanation go by what was known when the first was asked for.",
                content =
                        @Content(
                                schema = @Schema(implementation = ExplanationAnswer.class),
                                examples = @ExampleObject(StandingExamples.EXPLANATION))))
public @interface Explained {}
