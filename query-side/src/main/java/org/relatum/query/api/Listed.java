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

/** Describes the two instants of a list, how it asks for what was just written, and how it is refused. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameters({
    @Parameter(
            name = "asOf",
            in = ParameterIn.QUERY,
            description =
                    "The instant that the list is about. ISO 8601, at most microseconds; a bare date is 00:00 UTC of"
                            + " it. Default: knownAt, or now. It lies neither ahead nor behind knownAt.",
            schema = @Schema(type = "string", format = "date-time"),
            examples = {
                @ExampleObject(name = "instant", value = "2026-01-31T12:00:00.123456Z"),
                @ExampleObject(name = "date", value = "2026-01-31")
            }),
    @Parameter(
            name = "knownAt",
            in = ParameterIn.QUERY,
            description =
                    "Only what was recorded by this instant counts. Written like asOf. Default: all that is recorded.",
            schema = @Schema(type = "string", format = "date-time"),
            example = "2026-02-01"),
    @Parameter(
            name = "minPosition",
            in = ParameterIn.QUERY,
            description =
                    "Wait until the list contains this position of the log, as a command answered it; 5 seconds at"
                            + " most",
            schema = @Schema(type = "integer", format = "int64", minimum = "0"),
            example = "18231")
})
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
            responseCode = "503",
            description = "projection-behind: what was asked for was not there within 5 seconds",
            content =
                    @Content(
                            mediaType = "application/problem+json",
                            schema = @Schema(implementation = ProblemSchema.class),
                            examples = @ExampleObject(Examples.BEHIND)))
})
public @interface Listed {}
