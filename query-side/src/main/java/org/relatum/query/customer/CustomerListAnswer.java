package org.relatum.query.customer;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.RelationshipType;
import org.relatum.projection.engine.CustomerSearch.Found;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.projection.lifecycle.Stage.Phase;
import org.relatum.projection.profile.CustomerProfile;
import org.relatum.projection.profile.CustomerProfile.Care;
import org.relatum.query.personal.Revealed;
import org.relatum.query.request.MoneyAnswer;

/** A page of customers. */
@Schema(
        name = "CustomerPage",
        description = "Customers as the read models have them now, in ascending order of their ids")
public record CustomerListAnswer(
        @Schema(description = "The page contains the log up to this position at least", example = "18231")
        long position,

        List<Item> items,

        @Schema(description = "Cursor of the next page; null: this is the last") @Nullable
        String next) {

    /** One customer in short. */
    @Schema(name = "CustomerItem")
    public record Item(
            UUID customerId,
            long version,
            long position,

            @Schema(description = "Null: not known, or erased (see erased)") @Nullable
            String name,

            @Nullable PartyKind party,
            @Nullable PartyRole role,
            @Nullable String country,
            Stage stage,
            boolean recovered,
            Phase phase,

            @Schema(description = "When the current run of the stage began")
            Instant since,

            @Schema(description = "When the stage may change by time alone; null: never") @Nullable
            Instant nextChangeAt,

            @Nullable String owner,
            @Nullable String department,
            @Nullable String segment,
            @Nullable RelationshipType relationshipType,
            int orders,

            @Schema(description = "Orders less returns, in the reporting currency")
            MoneyAnswer netRevenue,

            @Nullable Instant lastOrderAt,
            @Nullable Instant lastContactAt,

            @Schema(description = "When the next planned care is due; it may have passed") @Nullable
            Instant nextContactDue,

            @Nullable Instant closedAt,

            @Schema(description = "The customer that a merged one lives on in") @Nullable
            UUID survivor,

            @Schema(description = "Paths of personal fields that were recorded and erased since")
            List<String> erased) {

        static Item of(Found found, String currency, Revealed revealed) {
            CustomerProfile profile = found.profile();
            return new Item(
                    found.customer(),
                    found.version(),
                    found.position(),
                    revealed.text("name", profile.identity().profile().name()),
                    profile.identity().party(),
                    profile.identity().role(),
                    profile.identity().profile().country(),
                    found.lifecycle().stage(),
                    found.lifecycle().recovered(),
                    found.lifecycle().stage().phase(),
                    found.since(),
                    found.nextChangeAt(),
                    profile.assignment().owner(),
                    profile.assignment().department(),
                    profile.assignment().segment(),
                    profile.assignment().relationshipType(),
                    profile.sales().orders(),
                    new MoneyAnswer(profile.sales().netRevenue().toPlainString(), currency),
                    profile.sales().lastOrderAt(),
                    profile.contact().lastAt(),
                    profile.openCare().stream()
                            .map(Care::dueAt)
                            .min(Instant::compareTo)
                            .orElse(null),
                    profile.closedAt(),
                    profile.survivor(),
                    revealed.erased());
        }
    }
}
