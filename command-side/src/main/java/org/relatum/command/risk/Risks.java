package org.relatum.command.risk;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;
import org.relatum.events.RiskEvent;
import org.relatum.events.RiskEvent.PreventiveMeasureRecorded;
import org.relatum.events.RiskEvent.RecoveryStepRecorded;
import org.relatum.events.RiskEvent.RiskAssessed;
import org.relatum.events.RiskEvent.RiskCleared;
import org.relatum.events.RiskEvent.RiskRaised;
import org.relatum.events.RiskEvent.RiskResponseChosen;

/**
 * What decisions need to know of the flags raised by hand for one customer. Its size has the {@linkplain
 * org.relatum.command.language.Bound bound} of every customer's.
 *
 * @param flags by identifier
 * @param measures identifiers of the measures recorded here
 */
public record Risks(TreePMap<String, Flag> flags, TreePSet<String> measures) {

    /** No flag was raised. */
    public static final Risks NONE = new Risks(TreePMap.empty(), TreePSet.empty());

    @JsonCreator
    static Risks of(@JsonProperty("flags") Map<String, Flag> flags, @JsonProperty("measures") Set<String> measures) {
        return new Risks(TreePMap.from(flags), TreePSet.from(measures));
    }

    /**
     * What this stream says of a flag.
     *
     * @param raisedAt when it was raised; null when that stands in the stream of a merged customer
     */
    public record Flag(@Nullable Instant raisedAt, boolean cleared) {
        private Flag and(Flag other) {
            return new Flag(raisedAt != null ? raisedAt : other.raisedAt, cleared || other.cleared);
        }
    }

    /** The state after one more event. */
    public Risks evolve(RiskEvent event) {
        return switch (event) {
            case RiskRaised e -> new Risks(flags.plus(e.flag(), new Flag(e.occurredAt(), false)), measures);
            case RiskCleared e -> {
                Flag known = flags.getOrDefault(e.flag(), new Flag(null, false));
                yield new Risks(flags.plus(e.flag(), new Flag(known.raisedAt(), true)), measures);
            }
            case PreventiveMeasureRecorded e -> new Risks(flags, measures.plus(e.measure()));
            case RiskAssessed e -> this;
            case RiskResponseChosen e -> this;
            case RecoveryStepRecorded e -> this;
        };
    }

    /** A flag that was raised in one of the streams, as all of them together have it. */
    static Optional<Flag> flag(Collection<Risks> histories, String id) {
        return histories.stream()
                .flatMap(h -> Optional.ofNullable(h.flags.get(id)).stream())
                .reduce(Flag::and)
                .filter(flag -> flag.raisedAt() != null);
    }
}
