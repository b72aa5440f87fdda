package org.relatum.query.ledger;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.ledger.Checkpoint;
import org.relatum.projection.ledger.NoteKey;
import org.relatum.projection.ledger.SignedNote;
import org.relatum.query.ledger.Ledgers.Figures;

/** The ledger, and who signs for it. */
@Schema(name = "Ledger")
public record LedgerAnswer(
        @Schema(
                description = "Name of the log, on every checkpoint",
                example = "relatum/0b0e1a7e-5d9c-8b0e-9f6a-1f6d2c3b4a59")
        String origin,

        @Schema(description = "Number of leaves; the leaf of position p has the index p - 1", example = "18231")
        long size,

        @Schema(description = "Events that have a position and no leaf yet", example = "0")
        long lagEvents,

        @Schema(description = "Seconds since the first of these was recorded", example = "0.0")
        double lagSeconds,

        @Schema(description = "Why no leaves are added; null: they are") @Nullable
        String failure,

        @Schema(description = "Public keys that signed checkpoints, the one in use first")
        List<String> keys,

        @Schema(description = "Public keys of the witnesses whose cosignatures are taken")
        List<String> witnesses,

        @Schema(description = "The newest; null: none was signed yet") @Nullable
        CheckpointAnswer checkpoint) {

    static LedgerAnswer of(Ledgers ledgers) {
        Figures figures = ledgers.figures();
        return new LedgerAnswer(
                ledgers.keys().origin(),
                figures.size(),
                figures.lagEvents(),
                figures.lag().toMillis() / 1_000.0,
                figures.failure(),
                ledgers.keys().publicKeys().stream().map(NoteKey::text).toList(),
                ledgers.witnesses().stream().map(NoteKey::text).toList(),
                ledgers.newestIfAny().map(CheckpointAnswer::of).orElse(null));
    }

    /** What the log was at a size, signed. */
    @Schema(name = "Checkpoint")
    public record CheckpointAnswer(
            @Schema(example = "18231") long size,

            @Schema(
                    description = "Hash over all leaves, base64",
                    example = "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=")
            String root,

            @Schema(description = "The signed note, to be kept as it is")
            String note) {
        static CheckpointAnswer of(SignedNote note) {
            Checkpoint checkpoint = Checkpoint.parse(note.text());
            return new CheckpointAnswer(checkpoint.size(), checkpoint.root(), note.note());
        }
    }

    /** That an event is in the log. */
    @Schema(name = "InclusionProof")
    public record InclusionAnswer(
            @Schema(description = "Place in the log, from 1", example = "18102")
            long position,

            @Schema(description = "Leaves of the tree the proof is about", example = "18231")
            long size,

            @Schema(description = "Hash over all leaves of that tree, base64")
            String root,

            @Schema(description = "The canonical bytes that were hashed of the event, base64")
            String entry,

            @Schema(description = "Hash of the leaf, base64")
            String leafHash,

            @Schema(description = "The hashes beside the way to the root, from the leaf on (RFC 6962), base64")
            List<String> proof) {}

    /** That nothing but new events came between two sizes. */
    @Schema(name = "ConsistencyProof")
    public record ConsistencyAnswer(
            @Schema(example = "18102") long from,

            @Schema(description = "Hash over all leaves then, base64")
            String fromRoot,

            @Schema(example = "18231") long to,

            @Schema(description = "Hash over all leaves, base64")
            String toRoot,

            @Schema(description = "The hashes that lead to both (RFC 6962), base64")
            List<String> proof) {}

    /** An event as it is stored, with personal fields encrypted. */
    @Schema(name = "StoredEvent")
    public record StoredEventAnswer(
            @Schema(description = "Place in the log, from 1", example = "18102")
            long position,

            @Schema(description = "Stored kind of the stream", example = "customer")
            String streamType,

            UUID stream,

            @Schema(description = "Place in the stream, from 0", example = "5")
            long sequence,

            UUID eventId,
            @Schema(example = "order.placed") String type,
            @Schema(example = "2") int revision,
            Instant recordedAt,

            @Schema(description = "The stored bytes, base64")
            String payload,

            @Schema(description = "The stored bytes, base64")
            String metadata,

            @Schema(description = "That it is in the log, from the leaf on, base64; null: not asked for") @Nullable
            List<String> proof) {
        static StoredEventAnswer of(StoredEvent event, @Nullable List<byte[]> proof) {
            return new StoredEventAnswer(
                    event.position(),
                    event.streamType(),
                    event.stream(),
                    event.sequence(),
                    event.eventId(),
                    event.type(),
                    event.revision(),
                    event.recordedAt(),
                    base64(event.payload()),
                    base64(event.metadata()),
                    proof == null ? null : base64(proof));
        }
    }

    /** Who cosigned a checkpoint. */
    @Schema(name = "Cosigned")
    public record CosignedAnswer(
            @Schema(example = "18231") long size,

            @Schema(description = "Names of the witnesses whose signatures are kept with it")
            List<String> witnesses) {}

    static String base64(byte[] bytes) {
        return Base64.getEncoder().encodeToString(bytes);
    }

    static List<String> base64(List<byte[]> hashes) {
        return hashes.stream().map(LedgerAnswer::base64).toList();
    }
}
