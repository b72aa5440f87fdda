package org.relatum.command.loyalty;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.relatum.command.loyalty.Account.Lot;
import org.relatum.events.LotShare;
import org.relatum.events.LoyaltyEvent.PointsSettled;

/**
 * The points account of one decision: all streams of the customer added up, from which shares are taken one by one. What was taken from a
 * lot that none of the streams has, because it belongs to a customer that is separate again, is a debt.
 */
final class Ledger {
    /** The order in which points are spent. */
    private static final Comparator<Entry> FIRST_TO_EXPIRE = Comparator.comparing((Entry e) -> e.lot.expiresAt())
            .thenComparing(e -> e.lot.accruedAt())
            .thenComparing(e -> e.id);

    private final List<Entry> entries = new ArrayList<>();
    private long debt;
    private @Nullable Instant owingSince;

    private static final class Entry {
        private final String id;
        private final Lot lot;
        private final boolean closed;
        private long rest;

        Entry(String id, Lot lot, boolean closed, long rest) {
            this.id = id;
            this.lot = lot;
            this.closed = closed;
            this.rest = rest;
        }

        boolean isLeftAt(Instant at) {
            return rest > 0 && !closed && !lot.accruedAt().isAfter(at) && at.isBefore(lot.expiresAt());
        }

        boolean isActiveAt(Instant at) {
            return isLeftAt(at) && !lot.activeFrom().isAfter(at);
        }
    }

    Ledger(Collection<Account> histories) {
        Map<String, Long> taken = new HashMap<>();
        Set<String> closed = new HashSet<>();
        for (Account history : histories) {
            history.taken().forEach((lot, points) -> taken.merge(lot, points, Long::sum));
            closed.addAll(history.closed());
            debt += history.debt();
            Instant since = history.owingSince();
            if (since != null && (owingSince == null || owingSince.isBefore(since))) {
                owingSince = since;
            }
        }
        for (Account history : histories) {
            history.lots().forEach((id, lot) -> {
                Long gone = taken.remove(id);
                entries.add(new Entry(id, lot, closed.contains(id), lot.points() - (gone == null ? 0 : gone)));
            });
        }
        debt += taken.values().stream().mapToLong(Long::longValue).sum();
        entries.sort(FIRST_TO_EXPIRE);
    }

    /** What is left of all lots, less the debt. */
    long balance() {
        return entries.stream().mapToLong(entry -> entry.rest).sum() - debt;
    }

    long debt() {
        return debt;
    }

    /** What may be spent at an instant. */
    long activeAt(Instant at) {
        return availableAt(entry -> entry.isActiveAt(at));
    }

    /** What may be taken away at an instant: active and pending points. */
    long leftAt(Instant at) {
        return availableAt(entry -> entry.isLeftAt(at));
    }

    private long availableAt(Predicate<Entry> which) {
        long sum = entries.stream().filter(which).mapToLong(entry -> entry.rest).sum();
        return Math.max(0, sum - debt);
    }

    List<LotShare> takeActive(long points, Instant at) {
        return take(points, entry -> entry.isActiveAt(at));
    }

    /** Active points first, then pending ones. */
    List<LotShare> takeLeft(long points, Instant at) {
        List<LotShare> shares = new ArrayList<>(takeActive(points, at));
        shares.addAll(take(points - sum(shares), entry -> entry.isLeftAt(at)));
        return shares;
    }

    /** Takes back what an order earned: from its own lot whatever became of that, then from the others; what is lacking is a debt. */
    List<LotShare> takeBack(long points, String lot, Instant at) {
        List<LotShare> shares = new ArrayList<>(take(points, entry -> entry.id.equals(lot) && entry.rest > 0));
        shares.addAll(takeLeft(points - sum(shares), at));
        long lacking = points - sum(shares);
        if (lacking > 0) {
            debt += lacking;
            owingSince = owingSince == null || owingSince.isBefore(at) ? at : owingSince;
        }
        return shares;
    }

    private List<LotShare> take(long points, Predicate<Entry> which) {
        List<LotShare> shares = new ArrayList<>();
        long open = points;
        for (Entry entry : entries) {
            if (open > 0 && which.test(entry)) {
                long share = Math.min(open, entry.rest);
                entry.rest -= share;
                open -= share;
                shares.add(new LotShare(entry.id, share));
            }
        }
        return shares;
    }

    private static long sum(List<LotShare> shares) {
        return shares.stream().mapToLong(LotShare::points).sum();
    }

    void add(String id, Lot lot) {
        entries.add(new Entry(id, lot, false, lot.points()));
        entries.sort(FIRST_TO_EXPIRE);
    }

    /** The payments that lots can make towards the debt: each as soon as there were both, if the lot lived as long. */
    List<PointsSettled> settle() {
        List<PointsSettled> settlements = new ArrayList<>();
        for (Entry entry : entries) {
            Instant since = owingSince;
            Instant at = since == null || since.isBefore(entry.lot.accruedAt()) ? entry.lot.accruedAt() : since;
            if (debt > 0 && entry.isLeftAt(at)) {
                long share = Math.min(debt, entry.rest);
                entry.rest -= share;
                debt -= share;
                settlements.add(new PointsSettled(at, share, List.of(new LotShare(entry.id, share))));
            }
        }
        return settlements;
    }

    /** What is left of lots that have expired and are not booked yet. */
    List<LotShare> expiredAt(Instant at) {
        return entries.stream()
                .filter(entry -> entry.rest > 0
                        && !entry.closed
                        && !entry.lot.expiresAt().isAfter(at))
                .map(entry -> new LotShare(entry.id, entry.rest))
                .toList();
    }
}
