package org.relatum.query.api;

import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.Parameters;
import io.swagger.v3.oas.annotations.enums.ParameterIn;
import io.swagger.v3.oas.annotations.media.Schema;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/** Describes of which part of the company figures are asked for. */
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
@Parameters({
    @Parameter(
            name = "dimension",
            in = ParameterIn.QUERY,
            description = "By what the company is divided; the whole company when absent",
            schema = @Schema(allowableValues = {"company", "segment", "department", "owner", "channel"})),
    @Parameter(
            name = "member",
            in = ParameterIn.QUERY,
            description = "Which part of the company; `none`: customers without one",
            schema = @Schema(type = "string"),
            example = "gold")
})
public @interface OfPart {}
