package org.relatum.events.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import org.relatum.events.PolicyKind;

/**
 * How points are earned, and how long they live.
 *
 * @param version grows with every publication; 0 is what the product ships with
 * @param perCurrencyUnit points for one unit of the reporting currency
 * @param pending time from the order until its points may be redeemed
 * @param expireAfter time from the order until its points expire
 * @param expireAt when exactly they do
 * @param value what a point is worth, in the reporting currency
 */
public record PointsPolicy(
        int version,
        BigDecimal perCurrencyUnit,
        Duration pending,
        Duration expireAfter,
        ExpireAt expireAt,
        BigDecimal value)
        implements Policy {

    /** More points a single lot never has: sums of lots stay far from the end of whole numbers. */
    public static final long MOST_POINTS = 1_000_000_000_000L;

    /** What the product ships with: version 0, in force from the beginning of time. */
    public static final PointsPolicy DEFAULT = PolicyReader.shipped(PolicyKind.POINTS, PointsPolicy.class);

    @Override
    public PolicyKind kind() {
        return PolicyKind.POINTS;
    }

    /** The instant at which points expire, relative to when their life is over. */
    public enum ExpireAt {
        /** With the end of the month, in the company's time zone. */
        END_OF_MONTH,
        /** At that very instant. */
        AT_ONCE
    }

    /**
     * The whole points that an amount earns.
     *
     * @param amount in the reporting currency, not negative
     */
    public long earnedBy(BigDecimal amount) {
        BigDecimal points = amount.multiply(perCurrencyUnit).setScale(0, RoundingMode.FLOOR);
        return points.min(BigDecimal.valueOf(MOST_POINTS)).longValueExact();
    }

    /** The instant from which points earned then are active. */
    public Instant activeFrom(Instant earnedAt) {
        return earnedAt.plus(pending);
    }

    /**
     * The instant from which points earned then are worth nothing.
     *
     * @param company the company's time zone
     */
    public Instant expiresAt(Instant earnedAt, ZoneId company) {
        Instant over = earnedAt.plus(expireAfter);
        return switch (expireAt) {
            case AT_ONCE -> over;
            case END_OF_MONTH ->
                YearMonth.from(over.atZone(company))
                        .plusMonths(1)
                        .atDay(1)
                        .atStartOfDay(company)
                        .toInstant();
        };
    }
}
