package org.relatum.projection.engine;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.RelationshipType;
import org.relatum.events.access.Reach;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.projection.profile.CustomerProfile;

/** Lists customers by what their rows say. Safe for concurrent use. */
public interface CustomerSearch {

    /**
     * Which customers are looked for; an empty set and null mean all.
     *
     * @param closed whether the relationship was ended
     * @param merged whether the customer lives on in another one
     * @param changesBefore only those whose stage may change by time alone before this instant
     * @param contactDueBefore only those for whom planned care is due before this instant
     * @param reach only those within
     */
    record Filter(
            Set<Stage> stages,
            @Nullable Boolean recovered,
            Set<String> owners,
            Set<String> departments,
            Set<String> segments,
            Set<RelationshipType> relationshipTypes,
            Set<String> countries,
            Set<PartyKind> parties,
            Set<PartyRole> roles,
            Set<String> sourceChannels,
            @Nullable Boolean closed,
            @Nullable Boolean merged,
            @Nullable Instant changesBefore,
            @Nullable Instant contactDueBefore,
            Reach reach) {}

    /**
     * A customer that was found.
     *
     * @param since when the current run of the stage began
     * @param nextChangeAt when the stage may change by time alone, null: never
     */
    record Found(
            UUID customer,
            long version,
            long position,
            LifecycleStatus.Value lifecycle,
            Instant since,
            @Nullable Instant nextChangeAt,
            CustomerProfile profile) {}

    /** At most {@code limit} customers in ascending order of their ids after a given one; null: from the first. */
    List<Found> find(Filter filter, @Nullable UUID after, int limit);

    /** Whether a customer is within a reach by its row; false where it has none yet. */
    boolean within(UUID customer, Reach reach);
}
