package org.relatum.projection.loyalty;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.relatum.events.policy.TiersPolicy;
import org.relatum.events.policy.TiersPolicy.Tier;
import org.relatum.projection.core.Micros;
import org.relatum.projection.loyalty.LoyaltyFeatures.Account;
import org.relatum.projection.loyalty.LoyaltyFeatures.Lot;
import org.relatum.projection.loyalty.LoyaltyFeatures.Reversal;
import org.relatum.projection.loyalty.LoyaltyFeatures.Review;

/**
 * The way of a customer through the tiers, from enrolment on. Points qualify from the instant they were accrued until the window has
 * passed; what a return takes back of an order stops qualifying then. A customer rises at once; each time the window has passed since a
 * tier was reached or confirmed it is confirmed, or the customer falls by one. What happens at one instant is taken together: first
 * points, then a review by hand, then rising, then the anniversary.
 */
final class TierPath {
    private final TiersPolicy policy;
    private final long window;
    private final TreeMap<Long, List<Runnable>> changes = new TreeMap<>();
    private final Map<Integer, Long> qualifies = new HashMap<>();
    private final long enrolled;
    private long points;
    private @Nullable Tier reviewed;
    private Tier tier;
    private long confirmed;
    private long reached;

    TierPath(Account account, TiersPolicy policy) {
        this.policy = policy;
        this.window = Micros.of(policy.window());
        this.enrolled = Micros.of(account.enrolled().at());
        this.tier = policy.tiers().getFirst();
        this.confirmed = enrolled;
        this.reached = enrolled;
        // Points that a merged duplicate brought along count from enrolment on.
        on(enrolled, () -> {});
        for (int i = 0; i < account.lots().size(); i++) {
            int number = i;
            Lot lot = account.lots().get(i);
            long at = Micros.of(lot.accrued().at());
            on(at, () -> qualify(number, lot.points()));
            on(at + window, () -> qualify(number, 0));
        }
        for (Reversal reversal : account.reversals()) {
            on(Micros.of(reversal.at()), () -> reverse(account.lots(), reversal));
        }
        for (Review review : account.reviews()) {
            on(
                    Micros.of(review.at()),
                    () -> reviewed = policy.named(review.tier()).orElse(reviewed));
        }
    }

    private void on(long at, Runnable change) {
        changes.computeIfAbsent(at, a -> new ArrayList<>()).add(change);
    }

    private void qualify(int lot, long now) {
        Long before = qualifies.put(lot, now);
        points += now - (before == null ? 0 : before);
    }

    private void reverse(List<Lot> lots, Reversal reversal) {
        // After a merge an order of the same name may be another one, or the return may be of a duplicate's order.
        boolean own = lots.stream().anyMatch(lot -> isOf(reversal, lot, true));
        long left = reversal.points();
        for (int i = 0; i < lots.size() && left > 0; i++) {
            long qualifying = qualifies.getOrDefault(i, 0L);
            if (isOf(reversal, lots.get(i), own)) {
                long less = Math.min(left, qualifying);
                qualify(i, qualifying - less);
                left -= less;
            }
        }
    }

    private static boolean isOf(Reversal reversal, Lot lot, boolean sameStream) {
        return reversal.order().equals(lot.order())
                && (!sameStream || lot.accrued().event().stream().equals(reversal.stream()));
    }

    /** Goes on until an instant, inclusive. */
    TierPath to(Instant asOf) {
        long end = Micros.of(asOf);
        Long next = next();
        while (next != null && next <= end) {
            step(next);
            next = next();
        }
        return this;
    }

    /** The next instant at which something happens; null when nothing ever will. */
    private @Nullable Long next() {
        Long change = changes.isEmpty() ? null : changes.firstKey();
        boolean canFall = !tier.equals(policy.tiers().getFirst());
        if (!canFall && change == null) {
            return null;
        }
        long anniversary = confirmed + window;
        return change == null || (canFall && anniversary < change) ? (Long) anniversary : change;
    }

    private void step(long now) {
        reviewed = null;
        List<Runnable> here = changes.remove(now);
        if (here != null) {
            here.forEach(Runnable::run);
        }
        if (now < enrolled) {
            return;
        }
        Tier earned = policy.reachedBy(points);
        if (reviewed != null) {
            reach(reviewed, now);
        }
        if (earned.from() > tier.from()) {
            reach(earned, now);
        } else if (now == confirmed + window) {
            if (points < tier.from()) {
                reach(policy.tiers().get(policy.tiers().indexOf(tier) - 1), now);
            } else {
                confirmed = now;
            }
        }
    }

    private void reach(Tier now, long at) {
        tier = now;
        reached = at;
        confirmed = at;
    }

    /** The tier at the instant gone to. */
    Tier tier() {
        return tier;
    }

    /** Qualifying points at the instant gone to. */
    long points() {
        return points;
    }

    /** Since when the tier is held. */
    Instant since() {
        return Micros.toInstant(reached);
    }

    /** When the tier is looked at next; empty for the lowest, of which nobody falls. */
    Optional<Instant> anniversary() {
        return tier.equals(policy.tiers().getFirst())
                ? Optional.empty()
                : Optional.of(Micros.toInstant(confirmed + window));
    }

    /** The next tier and how many points are missing; empty for the highest. */
    Optional<Tier> nextTier() {
        int next = policy.tiers().indexOf(tier) + 1;
        return next < policy.tiers().size() ? Optional.of(policy.tiers().get(next)) : Optional.empty();
    }

    /** When the tier changes next if nothing happens; the path has gone there then. */
    Optional<Instant> nextChange() {
        Tier before = tier;
        for (Long next = next(); next != null; next = next()) {
            step(next);
            if (!tier.equals(before)) {
                return Optional.of(Micros.toInstant(next));
            }
        }
        return Optional.empty();
    }
}
