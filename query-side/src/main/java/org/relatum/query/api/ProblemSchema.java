package org.relatum.query.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How refusals look, for the description of the interface only. */
@Schema(name = "Problem", description = "A refusal, RFC 9457; nothing was changed")
public record ProblemSchema(
        @Schema(
                description = "The code as a URI: a name, not an address",
                example = "urn:relatum:problem:invalid-request")
        String type,

        @Schema(description = "What it means, the same for every occurrence", example = "The request is not valid")
        String title,

        @Schema(description = "HTTP status", example = "400")
        int status,

        @Schema(description = "What happened, for a human") @Nullable
        String detail,

        @Schema(description = "Path of the request", example = "/api/v1/customers") @Nullable
        String instance,

        @Schema(description = "Stable code: the contract", example = "invalid-request")
        String code,

        @Schema(description = "What is wrong with each field, for invalid-request") @Nullable
        List<FieldError> errors) {

    /** What is wrong with one field. */
    @Schema(name = "FieldError")
    public record FieldError(
            @Schema(description = "Path to the field, or name of the parameter", example = "asOf")
            String field,

            @Schema(description = "Stable code", example = "bad-instant")
            String code,

            @Schema(description = "For a human") String reason) {}
}
