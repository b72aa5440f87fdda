package org.relatum.projection.loyalty;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
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

    /** Index of the first turnover in a window that ends now. */
    public static int firstWithin(List<Turnover> turnovers, long now, Duration window) {
        return ScoreCurve.firstWithin(turnovers, Turnover::at, now, window);
    }

    /** Sums of the same turnovers over many windows; each turnover is added once. */
    public static final class Running {
        private final List<Turnover> turnovers;
        /** What the latest ones came to, by how many. */
        private final List<BigDecimal> latest = new ArrayList<>(List.of(BigDecimal.ZERO));

        /** @param turnovers in the order in which they happened */
        public Running(List<Turnover> turnovers) {
            this.turnovers = turnovers;
        }

        /** What the turnovers in the window come to. Windows don't end before the last turnover. */
        public BigDecimal within(long now, Duration window) {
            int count = turnovers.size() - firstWithin(turnovers, now, window);
            while (latest.size() <= count) {
                Turnover next = turnovers.get(turnovers.size() - latest.size());
                latest.add(latest.getLast().add(next.amount()));
            }
            return latest.get(count);
        }
    }
}
