package org.relatum.projection.risk;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.relatum.projection.loyalty.LoyaltyFeatures.Turnover;
import org.relatum.projection.reference.Fit;

/**
 * The probability that a customer is alive by a fit of the MBG/NBD model. Purchases on one day are one transaction, and time is counted in
 * whole days of the company's time zone, as the fit's data were: the probability falls with each midnight.
 */
final class Alive {
    /** Nobody is looked after for longer. */
    private static final long DAYS = 100_000;

    private final double r;
    private final double alpha;
    private final double a;
    private final double b;
    private final ZoneId zone;
    private final LocalDate first;
    private final LocalDate last;
    private final int repeats;

    /** @param purchases at least one, ascending */
    Alive(Fit fit, ZoneId zone, List<Turnover> purchases) {
        this.r = fit.parameter("r");
        this.alpha = fit.parameter("alpha");
        this.a = fit.parameter("a");
        this.b = fit.parameter("b");
        this.zone = zone;
        this.first = day(purchases.getFirst().at());
        this.last = day(purchases.getLast().at());
        this.repeats = (int) purchases.stream().map(p -> day(p.at())).distinct().count() - 1;
    }

    private LocalDate day(Instant instant) {
        return instant.atZone(zone).toLocalDate();
    }

    /** At an instant not before the last purchase. */
    double at(Instant instant) {
        return on(day(instant).toEpochDay());
    }

    private double on(long epochDay) {
        double age = (epochDay - first.toEpochDay()) / 7.0;
        double lastAge = (last.toEpochDay() - first.toEpochDay()) / 7.0;
        double odds = a / (b + repeats) * StrictMath.pow((alpha + age) / (alpha + lastAge), r + repeats);
        return 1 / (1 + odds);
    }

    /** The first instant from which it is below a limit; empty when it never will be. */
    Optional<Instant> below(double limit) {
        long above = last.toEpochDay() - 1;
        long under = above + DAYS;
        if (!(on(under) < limit)) {
            return Optional.empty();
        }
        while (under - above > 1) {
            long middle = above + (under - above) / 2;
            if (on(middle) < limit) {
                under = middle;
            } else {
                above = middle;
            }
        }
        return Optional.of(LocalDate.ofEpochDay(under).atStartOfDay(zone).toInstant());
    }
}
