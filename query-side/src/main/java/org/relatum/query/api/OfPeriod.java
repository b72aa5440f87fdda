package org.relatum.query.api;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes which period's figures are asked for. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameter(
        name = "period",
        in = ParameterIn.QUERY,
        required = true,
        description = "A year, quarter, month or day of the company's time zone",
        schema = @Schema(type = "string"),
        example = "2026-Q1")
public @interface OfPeriod {}
