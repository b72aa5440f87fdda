package org.relatum.query.privacy;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.ErasureGround;
import org.relatum.events.Personal;
import org.relatum.events.PrivacyEvent;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.PrivacyEvent.LegalHoldLifted;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
import org.relatum.query.personal.Revealed;

/** What a customer consented to, what keeps its data, and whether they are gone. */
@Schema(name = "Privacy")
public record PrivacyAnswer(
        UUID customerId,

        @Schema(description = "Number of the customer's own events that count", example = "7")
        long version,

        Instant asOf,
        Instant knownAt,

        @Schema(description = "The customer that a merged one lives on in") @Nullable
        UUID survivor,

        @Schema(description = "The latest statement by what it covers, the oldest first")
        List<Consent> consents,

        @Schema(description = "Also those that were lifted, the oldest first")
        List<LegalHold> legalHolds,

        @Schema(description = "When the personal data were erased; null: they are there") @Nullable
        Instant erasedAt,

        @Schema(description = "Why they were erased") @Nullable
        ErasureGround ground,

        @Schema(description = "Paths of fields that were erased; they are null", example = "[]")
        List<String> erased) {

    /** What was said of being contacted. */
    @Schema(name = "Consent")
    public record Consent(
            @Schema(description = "Null: any", example = "marketing") @Nullable
            String purpose,

            @Schema(description = "Null: any", example = "email") @Nullable
            String channel,

            boolean granted,
            Instant since,
            @Nullable String note) {}

    /** Why data must be kept. */
    @Schema(name = "LegalHold")
    public record LegalHold(
            @Schema(example = "5f0c9a3b7e21") String hold,
            Instant placedAt,
            @Nullable String note,

            @Schema(description = "Null: it is in force") @Nullable
            Instant liftedAt) {}

    /**
     * The answer that follows from facts.
     *
     * @param facts in the order in which they happened
     */
    static PrivacyAnswer of(
            UUID customer,
            long version,
            Instant asOf,
            Instant knownAt,
            @Nullable UUID survivor,
            List<PrivacyEvent> facts,
            Revealed revealed) {
        Map<List<String>, Statement> said = new LinkedHashMap<>();
        Map<String, LegalHoldPlaced> placed = new LinkedHashMap<>();
        Map<String, Instant> lifted = new HashMap<>();
        PersonalDataErased erasure = null;
        for (PrivacyEvent fact : facts) {
            switch (fact) {
                case ConsentGranted e ->
                    latest(said, new Statement(e.purpose(), e.channel(), true, e.occurredAt(), e.note()));
                case ConsentWithdrawn e ->
                    latest(said, new Statement(e.purpose(), e.channel(), false, e.occurredAt(), e.note()));
                case LegalHoldPlaced e -> placed.put(e.hold(), e);
                // Undoing a merge records again what the survivor's stream said before.
                case LegalHoldLifted e -> lifted.putIfAbsent(e.hold(), e.occurredAt());
                case PersonalDataErased e -> erasure = e;
            }
        }
        List<Consent> consents = new ArrayList<>();
        for (Statement statement : said.values()) {
            String note = revealed.text("consents." + consents.size() + ".note", statement.note());
            consents.add(new Consent(
                    statement.purpose(), statement.channel(), statement.granted(), statement.since(), note));
        }
        List<LegalHold> holds = new ArrayList<>();
        for (LegalHoldPlaced hold : placed.values()) {
            String note = revealed.text("legalHolds." + holds.size() + ".note", hold.note());
            holds.add(new LegalHold(hold.hold(), hold.occurredAt(), note, lifted.get(hold.hold())));
        }
        return new PrivacyAnswer(
                customer,
                version,
                asOf,
                knownAt,
                survivor,
                consents,
                holds,
                erasure == null ? null : erasure.occurredAt(),
                erasure == null ? null : erasure.ground(),
                revealed.erased());
    }

    /** What was said, with its note still sealed. */
    private record Statement(
            @Nullable String purpose,
            @Nullable String channel,
            boolean granted,
            Instant since,
            @Nullable Personal note) {}

    /** Of statements that cover the same, the latest, in the order in which they were made. */
    private static void latest(Map<List<String>, Statement> said, Statement statement) {
        List<String> covered = List.of(String.valueOf(statement.purpose()), String.valueOf(statement.channel()));
        said.remove(covered);
        said.put(covered, statement);
    }
}
