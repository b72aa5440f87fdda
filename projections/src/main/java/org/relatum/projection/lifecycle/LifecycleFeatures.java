package org.relatum.projection.lifecycle;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.relatum.events.EventRef;
import org.relatum.projection.core.GrowingList;

/**
 * What the lifecycle of one customer is judged by, whatever the policy.
 *
 * @param known first fact
 * @param qualified when the company first decided to pursue the customer
 * @param closed when the relationship was ended, null unless it is
 * @param merged when the customer was merged into another, null unless it is
 * @param survivor that other customer
 * @param lastOrder latest order
 * @param orders number of orders; one that was returned counts, one over nothing counts
 * @param gaps all gaps between consecutive orders
 * @param lapses the silences that an order ended, in order of time, without those that can't decide a recovery any more
 */
public record LifecycleFeatures(
        @Nullable Mark known,
        @Nullable Mark qualified,
        @Nullable Mark closed,
        @Nullable Mark merged,
        @Nullable UUID survivor,
        @Nullable Mark lastOrder,
        int orders,
        Gaps gaps,
        List<Lapse> lapses) {

    public LifecycleFeatures {
        lapses = GrowingList.copyOf(lapses);
    }

    /** Nothing is known. */
    public static final LifecycleFeatures NONE =
            new LifecycleFeatures(null, null, null, null, null, null, 0, Gaps.NONE, List.of());

    /** When something happened and the event that says so. */
    public record Mark(Instant at, EventRef event) {}

    /**
     * A silence that an order ended.
     *
     * @param endedAt the order's microseconds since 1970
     * @param gap length of the silence in microseconds
     * @param twiceMedian twice the median gap before it, in microseconds
     * @param ordersBefore number of orders before it
     */
    public record Lapse(long endedAt, long gap, long twiceMedian, int ordersBefore) {}

    LifecycleFeatures withKnown(Mark mark) {
        return new LifecycleFeatures(mark, qualified, closed, merged, survivor, lastOrder, orders, gaps, lapses);
    }

    LifecycleFeatures withQualified(Mark mark) {
        return new LifecycleFeatures(known, mark, closed, merged, survivor, lastOrder, orders, gaps, lapses);
    }

    LifecycleFeatures withClosed(@Nullable Mark mark) {
        return new LifecycleFeatures(known, qualified, mark, merged, survivor, lastOrder, orders, gaps, lapses);
    }

    LifecycleFeatures withMerged(@Nullable Mark mark, @Nullable UUID into) {
        return new LifecycleFeatures(known, qualified, closed, mark, into, lastOrder, orders, gaps, lapses);
    }

    LifecycleFeatures withOrder(Mark order, Gaps newGaps, List<Lapse> newLapses) {
        return new LifecycleFeatures(known, qualified, closed, merged, survivor, order, orders + 1, newGaps, newLapses);
    }
}
