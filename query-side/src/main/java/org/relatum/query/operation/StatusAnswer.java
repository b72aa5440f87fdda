package org.relatum.query.operation;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.StoreFigures;
import org.relatum.query.ledger.Ledgers;

/** How much there is and how far everything is. */
@Schema(name = "Status")
public record StatusAnswer(
        @Schema(description = "Events that were recorded", example = "18231")
        long events,

        @Schema(description = "Customers with at least one event", example = "2357")
        long customers,

        @Schema(description = "Last position of the log", example = "18231")
        long position,

        @Schema(description = "Events that were recorded and have no position yet", example = "0")
        long unsequenced,

        List<ProjectionStatus> projections,

        LedgerStatus ledger,

        @Schema(description = "Whether positions are given and projections are kept up to date")
        boolean running,

        @Schema(
                description = "What the node that answers does: command, projection, query, relay, ingest",
                example = "[\"command\", \"projection\", \"query\", \"relay\", \"ingest\"]")
        List<String> roles,

        @Schema(description = "Version of the product", example = "0.1.0")
        String version,

        Instant startedAt,
        @Schema(example = "5400") long uptimeSeconds) {

    /** How far one projection is. */
    @Schema(name = "ProjectionStatus")
    public record ProjectionStatus(
            @Schema(example = "lifecycle") String name,
            @Schema(example = "1") int version,

            @Schema(description = "It contains the log up to this position", example = "18231")
            long position,

            @Schema(description = "Events that it does not contain yet", example = "0")
            long lagEvents,

            @Schema(description = "Seconds since the first of these was recorded", example = "0.0")
            double lagSeconds,

            @Schema(description = "Customers whose events could not be folded", example = "0")
            long parkedCustomers,

            @Schema(
                    description =
                            "Null: all customers are judged by what is in force. Otherwise how far they are judged"
                                    + " anew, by a policy or a fit that came into force")
            @Nullable
            RenderingStatus rendering) {

        static ProjectionStatus of(StoreFigures figures, StoreFigures.Table table, Duration lag) {
            return new ProjectionStatus(
                    table.name(),
                    table.version(),
                    table.position(),
                    Figures.missing(figures, table),
                    lag.toMillis() / 1_000.0,
                    table.parked(),
                    RenderingStatus.of(figures, table.rendering()));
        }
    }

    /** How far the Merkle log is. */
    @Schema(name = "LedgerStatus")
    public record LedgerStatus(
            @Schema(description = "Number of leaves, one for each position", example = "18231")
            long size,

            @Schema(description = "Events that have a position and no leaf yet", example = "0")
            long lagEvents,

            @Schema(description = "Seconds since the first of these was recorded", example = "0.0")
            double lagSeconds,

            @Schema(description = "Why no leaves are added; null: they are") @Nullable
            String failure) {
        static LedgerStatus of(Ledgers.Figures figures) {
            return new LedgerStatus(
                    figures.size(), figures.lagEvents(), figures.lag().toMillis() / 1_000.0, figures.failure());
        }
    }

    /** How far customers are judged anew. */
    @Schema(name = "RenderingStatus")
    public record RenderingStatus(
            @Schema(description = "When the policy or the fit came into force")
            Instant effectiveFrom,

            @Schema(description = "Customers that are judged by it", example = "1500")
            long customers,

            @Schema(description = "Customers that are to be", example = "2357")
            long of) {
        static @Nullable RenderingStatus of(StoreFigures figures, StoreFigures.@Nullable Rendering rendering) {
            return rendering == null
                    ? null
                    : new RenderingStatus(rendering.at(), rendering.customers(), figures.customers());
        }
    }
}
