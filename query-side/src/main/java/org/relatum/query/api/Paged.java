package org.relatum.query.api;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes how an answer is paged. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameters({
    @Parameter(
            name = "limit",
            in = ParameterIn.QUERY,
            description = "Most items on a page",
            schema = @Schema(type = "integer", minimum = "1", maximum = "500", defaultValue = "100")),
    @Parameter(
            name = "cursor",
            in = ParameterIn.QUERY,
            description = "Where the page before ended: its next, as it is, with the same other parameters",
            schema = @Schema(type = "string"))
})
public @interface Paged {}
