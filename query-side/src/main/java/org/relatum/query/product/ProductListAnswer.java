package org.relatum.query.product;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of the catalogue. */
@Schema(name = "ProductPage", description = "The catalogue at asOf, going by what was recorded at knownAt, by SKU")
public record ProductListAnswer(
        Instant asOf,
        Instant knownAt,

        @Schema(description = "The page contains the log up to this position at least", example = "18231")
        long position,

        List<ProductAnswer> items,

        @Schema(description = "Cursor of the next page; null: this is the last") @Nullable
        String next) {}
