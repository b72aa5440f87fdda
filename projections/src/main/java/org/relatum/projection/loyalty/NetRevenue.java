package org.relatum.projection.loyalty;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import org.relatum.projection.loyalty.LoyaltyFeatures.Turnover;

/** Orders less returns in a window. */
public final class NetRevenue {
    private NetRevenue() {}

    /**
     * What was bought in the window less what was returned in it, whenever that had been bought.
     *
     * @param now end of the window, in microseconds since 1970; what happened then is in it
     */
    public static BigDecimal within(List<Turnover> purchases, List<Turnover> returns, long now, Duration window) {
        return sum(purchases, now, window).subtract(sum(returns, now, window));
    }

    private static BigDecimal sum(List<Turnover> turnovers, long now, Duration window) {
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = turnovers.size() - 1;
                i >= 0 && ScoreCurve.isWithin(turnovers.get(i).at(), now, window);
                i--) {
            sum = sum.add(turnovers.get(i).amount());
        }
        return sum;
    }
}
