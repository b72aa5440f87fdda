package org.relatum.query.satisfaction;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A page of improvements. */
@Schema(
        name = "ImprovementPage",
        description = "The improvements at asOf, going by what was recorded at knownAt, by id")
public record ImprovementListAnswer(
        Instant asOf,
        Instant knownAt,

        @Schema(description = "The page contains the log up to this position at least", example = "18231")
        long position,

        List<ImprovementAnswer> items,

        @Schema(description = "Cursor of the next page; null: this is the last") @Nullable
        String next) {}
