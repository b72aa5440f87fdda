package org.relatum.query.api;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes the two instants of a question. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameters({
    @Parameter(
            name = "asOf",
            in = ParameterIn.QUERY,
            description = "The instant that the answer is about: what had happened by then counts. ISO 8601, at most"
                + " microseconds; a bare date is 00:00 UTC of it. Default: now. It may lie ahead: what will be so if"
                + " nothing happens.",
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
            example = "2026-02-01")
})
public @interface PointInTime {}
