package org.relatum.projection.kpi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.relatum.events.KpiDimension;

/**
 * On whose account something goes: the customer's owner, department and segment at that instant, whatever they became later.
 *
 * @param channel that of the fact; where the customer itself is counted, the one through which it was found
 */
public record Attribution(
        @Nullable String owner,
        @Nullable String department,
        @Nullable String segment,
        @Nullable String channel) {
    /** The one member of the company. */
    public static final String ALL = "all";

    /** The member of what has none: no owner, no segment, a fact that names no channel. */
    public static final String NO_MEMBER = "none";

    /** Nobody's. */
    public static final Attribution NONE = new Attribution(null, null, null, null);

    /** The same by another channel. */
    Attribution by(@Nullable String other) {
        return Objects.equals(channel, other) ? this : new Attribution(owner, department, segment, other);
    }

    /**
     * The member of a dimension on whose account it goes: {@value #ALL} of the company, {@value #NO_MEMBER} of a dimension of which there
     * is none.
     */
    public String member(KpiDimension dimension) {
        String member = switch (dimension) {
            case COMPANY -> ALL;
            case SEGMENT -> segment;
            case DEPARTMENT -> department;
            case OWNER -> owner;
            case CHANNEL -> channel;
        };
        return member == null ? NO_MEMBER : member;
    }
}
