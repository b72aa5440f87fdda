package org.relatum.events.policy;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.relatum.events.PolicyKind;

/**
 * Which tiers there are. A customer rises at once to the highest tier that its qualifying points reach: what was accrued in the window,
 * less what returns took back of it. It falls at an anniversary only: each time the window has passed since the tier was reached or last
 * confirmed, a customer whose qualifying points lie below its tier falls by one.
 *
 * @param version grows with every publication; 0 is what the product ships with
 * @param window how far back accruals qualify, and the length of a tier's year
 * @param tiers ascending; the first begins at 0
 */
public record TiersPolicy(int version, Duration window, List<Tier> tiers) implements Policy {

    /** What the product ships with: version 0, in force from the beginning of time. */
    public static final TiersPolicy DEFAULT = PolicyReader.shipped(PolicyKind.TIERS, TiersPolicy.class);

    public TiersPolicy {
        tiers = List.copyOf(tiers);
    }

    @Override
    public PolicyKind kind() {
        return PolicyKind.TIERS;
    }

    /** The highest tier that so many qualifying points reach. */
    public Tier reachedBy(long qualifyingPoints) {
        Tier reached = tiers.getFirst();
        for (Tier tier : tiers) {
            if (qualifyingPoints >= tier.from()) {
                reached = tier;
            }
        }
        return reached;
    }

    /** The tier with this name. */
    public Optional<Tier> named(String name) {
        return tiers.stream().filter(tier -> tier.name().equals(name)).findFirst();
    }

    /**
     * One tier.
     *
     * @param from qualifying points that reach it
     */
    public record Tier(String name, long from) {}
}
