package org.relatum.query.commitment;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;
import org.relatum.events.NeedKind;
import org.relatum.events.NeedSource;
import org.relatum.projection.commitment.CommitmentFeatures;
import org.relatum.projection.commitment.CommitmentFeatures.End;
import org.relatum.projection.commitment.Commitments;
import org.relatum.projection.commitment.Commitments.State;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.Standing;
import org.relatum.query.personal.Revealed;
import org.relatum.query.standing.Values;
import org.relatum.query.standing.Values.Next;
import org.relatum.query.standing.Values.Span;

/** What a customer needs, and what was promised. */
@Schema(name = "Commitments", description = "Needs and promises at asOf, going by what was recorded at knownAt")
public record CommitmentsAnswer(
        UUID customerId,

        @Schema(description = "Number of the customer's own events that count", example = "7")
        long version,

        @Schema(description = "Position of the last event that counts", example = "18231")
        long position,

        Instant asOf,
        Instant knownAt,
        List<Need> needs,
        List<Commitment> commitments,
        Trust trust,

        @Schema(description = "What changes next by time alone; null: nothing") @Nullable
        Next nextChange,

        @Schema(description = "What had become of each promise, ascending")
        List<Span> history,

        @Schema(description = "The customer that a merged one lives on in") @Nullable
        UUID survivor,

        @Schema(description = "Paths of personal fields that were recorded and erased since")
        List<String> erased) {

    /** Something the customer needs. */
    @Schema(name = "Need")
    public record Need(
            @Schema(example = "faster-delivery") String need,
            NeedKind kind,
            NeedSource source,
            @Nullable String text,
            Instant identifiedAt,
            @Nullable Instant confirmedAt,
            @Nullable Instant metAt,
            EventRef evidence) {}

    /** A promise. */
    @Schema(name = "Commitment")
    public record Commitment(
            @Schema(description = "Names the promise in the history", example = "call-back")
            String key,

            @Schema(example = "call-back") String commitment,
            State state,
            @Nullable String text,
            @Schema(example = "li.wei") String promisedBy,
            Instant madeAt,

            @Schema(description = "A promise kept at this very instant is kept in time")
            Instant dueAt,

            @Nullable Instant endedAt,

            @Schema(description = "Whether it was kept, and in time")
            boolean keptInTime,

            List<EventRef> evidence) {}

    /** How far promises were kept. */
    @Schema(name = "TrustRecord")
    public record Trust(
            @Schema(description = "Promises that were kept, broken, or whose time has gone by", example = "5")
            int due,

            @Schema(description = "Those of them that were kept, and in time", example = "4")
            int keptInTime,

            @Schema(description = "Kept in time per due; null without any", example = "0.8") @Nullable
            Double share) {}

    /** What a read model says, as it is answered. */
    public static CommitmentsAnswer of(Standing<Commitments, Commitments.Value> standing, Revealed revealed) {
        Commitments view = standing.view();
        List<Need> needs = new ArrayList<>();
        for (CommitmentFeatures.Need n : view.needs()) {
            needs.add(new Need(
                    n.need(),
                    n.kind(),
                    n.source(),
                    revealed.text("needs." + needs.size() + ".text", n.text()),
                    n.identifiedAt(),
                    n.confirmedAt(),
                    n.metAt(),
                    n.identified()));
        }
        List<Commitment> commitments = new ArrayList<>();
        for (Commitments.Standing s : view.commitments()) {
            CommitmentFeatures.Commitment c = s.commitment();
            End end = c.end();
            commitments.add(new Commitment(
                    c.key(),
                    c.commitment(),
                    s.state(),
                    revealed.text("commitments." + commitments.size() + ".text", c.text()),
                    c.promisedBy(),
                    c.madeAt(),
                    c.dueAt(),
                    end == null ? null : end.at(),
                    c.keptInTime(),
                    end == null ? List.of(c.made()) : List.of(c.made(), end.event())));
        }
        Commitments.Trust trust = view.trust();
        return new CommitmentsAnswer(
                standing.customer(),
                standing.version(),
                standing.position(),
                standing.asOf(),
                standing.knownAt(),
                needs,
                commitments,
                new Trust(
                        trust.due(),
                        trust.keptInTime(),
                        trust.due() == 0 ? null : (Double) ((double) trust.keptInTime() / trust.due())),
                Values.next(ReadModels.COMMITMENTS, standing),
                Values.history(ReadModels.COMMITMENTS, standing.history()),
                view.survivor(),
                revealed.erased());
    }
}
