package org.relatum.projection.loyalty;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.relatum.events.EventRef;
import org.relatum.events.Recorded;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.projection.core.GrowingList;
import org.relatum.projection.loyalty.LoyaltyFeatures.Turnover;

/** Orders less returns in a window. Every turnover knows the sum up to itself, so that a window is one subtraction. */
public final class NetRevenue {
    private NetRevenue() {}

    /** The purchases with one more order, which is not before the others. */
    public static List<Turnover> plus(List<Turnover> purchases, Recorded<?> fact, OrderPlaced e) {
        return plus(purchases, fact.occurredAt(), e.total().amount().multiply(e.conversionRate()), fact.ref());
    }

    /** The returns with one more, which is not before the others. */
    public static List<Turnover> plus(List<Turnover> returns, Recorded<?> fact, OrderReturned e) {
        return plus(returns, fact.occurredAt(), e.amount().amount().multiply(e.conversionRate()), fact.ref());
    }

    private static List<Turnover> plus(List<Turnover> turnovers, Instant at, BigDecimal amount, EventRef event) {
        BigDecimal before =
                turnovers.isEmpty() ? BigDecimal.ZERO : turnovers.getLast().total();
        return GrowingList.plus(turnovers, new Turnover(at, amount, before.add(amount), event));
    }

    /**
     * What was bought in the window less what was returned in it, whenever that had been bought.
     *
     * @param now end of the window, in microseconds since 1970, not before the last turnover; what happened then is in it
     */
    public static BigDecimal within(List<Turnover> purchases, List<Turnover> returns, long now, Duration window) {
        return sum(purchases, now, window).subtract(sum(returns, now, window));
    }

    private static BigDecimal sum(List<Turnover> turnovers, long now, Duration window) {
        int first = firstWithin(turnovers, now, window);
        if (first == turnovers.size()) {
            return BigDecimal.ZERO;
        }
        BigDecimal total = turnovers.getLast().total();
        return first == 0 ? total : total.subtract(turnovers.get(first - 1).total());
    }

    /** Index of the first turnover in a window that ends now. */
    public static int firstWithin(List<Turnover> turnovers, long now, Duration window) {
        return ScoreCurve.firstWithin(turnovers, Turnover::at, now, window);
    }
}
