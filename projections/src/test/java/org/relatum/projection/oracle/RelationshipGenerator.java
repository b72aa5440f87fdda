package org.relatum.projection.oracle;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CommitmentEvent.NeedIdentified;
import org.relatum.events.CommitmentEvent.NeedMet;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Direction;
import org.relatum.events.ErasureGround;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.events.LotShare;
import org.relatum.events.LoyaltyEvent.LoyaltyEnrolled;
import org.relatum.events.LoyaltyEvent.PointsAccrued;
import org.relatum.events.LoyaltyEvent.PointsRedeemed;
import org.relatum.events.LoyaltyEvent.PointsReversed;
import org.relatum.events.LoyaltyEvent.ReferralConverted;
import org.relatum.events.LoyaltyEvent.ReferralRecorded;
import org.relatum.events.LoyaltyEvent.TierReviewed;
import org.relatum.events.Money;
import org.relatum.events.NeedKind;
import org.relatum.events.NeedSource;
import org.relatum.events.Personal;
import org.relatum.events.PointsCause;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.PrivacyEvent.LegalHoldLifted;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
import org.relatum.events.Recorded;
import org.relatum.events.RiskCause;
import org.relatum.events.RiskEvent.RiskAssessed;
import org.relatum.events.RiskEvent.RiskCleared;
import org.relatum.events.RiskEvent.RiskRaised;
import org.relatum.events.RiskEvent.RiskResponseChosen;
import org.relatum.events.RiskResponse;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.SatisfactionEvent.SurveyResponded;
import org.relatum.events.ServiceEvent.CaseAssigned;
import org.relatum.events.ServiceEvent.CaseClosed;
import org.relatum.events.ServiceEvent.CaseEscalated;
import org.relatum.events.ServiceEvent.CaseOpened;
import org.relatum.events.ServiceEvent.CasePaused;
import org.relatum.events.ServiceEvent.CaseReopened;
import org.relatum.events.ServiceEvent.CaseResolved;
import org.relatum.events.ServiceEvent.CaseResponded;
import org.relatum.events.ServiceEvent.CaseResumed;

/**
 * Makes up whole relationships from a seed: orders, cases, promises, answers, points, flags. Each case, promise and account becomes known in
 * the order in which it happened, but one may become known long after another that happened later.
 */
public final class RelationshipGenerator {
    private static final Instant START = Instant.parse("2024-01-03T10:15:00Z");
    private static final UUID SURVEY = new UUID(7, 7);

    private final SplittableRandom random;
    private final UUID customer;
    private final List<Told> told = new ArrayList<>();

    /** An event and when it became known. */
    private record Told(Instant at, CustomerEvent event) {}

    private RelationshipGenerator(SplittableRandom random, UUID customer) {
        this.random = random;
        this.customer = customer;
    }

    /** One customer; of even seeds one who absorbed another, which one time in two was wrong. Ordered as recorded. */
    public static List<Recorded<CustomerEvent>> generate(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        UUID survivor = new UUID(1, random.nextLong());
        RelationshipGenerator one = new RelationshipGenerator(random, survivor);
        one.live();
        List<Recorded<CustomerEvent>> facts = one.recorded();
        if (seed % 2 == 0) {
            UUID duplicate = new UUID(2, random.nextLong());
            RelationshipGenerator other = new RelationshipGenerator(random, duplicate);
            other.live();
            facts = merged(random, facts, other.recorded(), survivor, duplicate);
        }
        List<Recorded<CustomerEvent>> log = new ArrayList<>(facts);
        erased(random, log, survivor);
        log.sort(Recorded.BY_RECORDING);
        List<Recorded<CustomerEvent>> positioned = new ArrayList<>();
        for (Recorded<CustomerEvent> fact : log) {
            positioned.add(new Recorded<>(
                    positioned.size() + 1L, fact.stream(), fact.sequence(), fact.recordedAt(), fact.event()));
        }
        return positioned;
    }

    /** One in three survivors is erased at last: who was erased, and everybody merged into it, is heard of no more. */
    private static void erased(SplittableRandom random, List<Recorded<CustomerEvent>> facts, UUID survivor) {
        Instant last = facts.stream()
                .map(Recorded::recordedAt)
                .max(Comparator.naturalOrder())
                .orElseThrow();
        long sequence = facts.stream().filter(f -> f.stream().equals(survivor)).count();
        if (random.nextInt(3) == 0) {
            Instant at = last.plusSeconds(random.nextInt(1, 1_000_000));
            facts.add(new Recorded<>(
                    0, survivor, sequence, at, new PersonalDataErased(at, ErasureGround.REQUEST, List.of(survivor))));
        }
    }

    private static List<Recorded<CustomerEvent>> merged(
            SplittableRandom random,
            List<Recorded<CustomerEvent>> survivors,
            List<Recorded<CustomerEvent>> duplicates,
            UUID survivor,
            UUID duplicate) {
        // The duplicate falls silent at the merge; what it recorded later never was.
        int kept = duplicates.size() / 2 + 1;
        List<Recorded<CustomerEvent>> all = new ArrayList<>(duplicates.subList(0, Math.min(kept, duplicates.size())));
        Instant at = all.getLast().recordedAt().plusSeconds(random.nextInt(1, 1_000_000));
        List<Told> more = new ArrayList<>();
        more.add(new Told(at, new CustomerAbsorbed(at, duplicate, all.size() - 1, null)));
        all.add(new Recorded<>(0, duplicate, all.size(), at, new CustomerMerged(at, survivor)));
        if (random.nextBoolean()) {
            Instant undone = at.plusSeconds(random.nextInt(1, 40_000_000));
            more.add(new Told(undone, new AbsorptionUndone(undone, duplicate, null)));
            all.add(new Recorded<>(0, duplicate, all.size(), undone, new MergeUndone(undone, survivor)));
        }
        survivors.forEach(f -> more.add(new Told(f.recordedAt(), f.event())));
        all.addAll(recorded(survivor, more));
        return all;
    }

    private List<Recorded<CustomerEvent>> recorded() {
        return recorded(customer, told);
    }

    private static List<Recorded<CustomerEvent>> recorded(UUID stream, List<Told> told) {
        List<Told> sorted = new ArrayList<>(told);
        sorted.sort(Comparator.comparing(Told::at));
        List<Recorded<CustomerEvent>> facts = new ArrayList<>();
        Instant last = Instant.EPOCH;
        for (Told t : sorted) {
            last = t.at().isAfter(last) ? t.at() : last.plus(1, ChronoUnit.MICROS);
            facts.add(new Recorded<>(0, stream, facts.size(), last, t.event()));
        }
        return facts;
    }

    private void live() {
        RelationshipGenerator apart =
                new RelationshipGenerator(new SplittableRandom(customer.getLeastSignificantBits()), customer);
        apart.privacy();
        told.addAll(apart.told);
        told.add(new Told(START, new CustomerQualified(START, null)));
        orders();
        for (int i = random.nextInt(4); i > 0; i--) {
            aCase("case-" + i);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            promise("promise-" + i);
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            String wave = "w" + i;
            thread(
                    some(),
                    at -> new SurveyResponded(
                            at,
                            SURVEY,
                            wave,
                            new TreeMap<>(),
                            random.nextInt(1, 6),
                            random.nextBoolean() ? random.nextInt(11) : null,
                            null,
                            null));
        }
        for (int i = random.nextInt(12); i > 0; i--) {
            Direction direction = random.nextBoolean() ? Direction.INBOUND : Direction.OUTBOUND;
            thread(some(), at -> new InteractionLogged(at, "phone", direction, "other", null, null, null));
        }
        if (random.nextInt(3) > 0) {
            account();
        }
        for (int i = random.nextInt(3); i > 0; i--) {
            flag("flag-" + i);
        }
        if (random.nextInt(3) == 0) {
            thread(some(), at -> new CustomerClosed(at, null), at -> new CustomerReopened(at, null));
        }
        if (random.nextInt(2) == 0) {
            UUID friend = new UUID(9, 9);
            thread(
                    some(),
                    at -> new ReferralRecorded(at, "friend", null, null),
                    at -> new ReferralConverted(at, "friend", friend));
        }
    }

    private void orders() {
        Instant at = some();
        for (int i = random.nextInt(9); i > 0; i--) {
            String order = "o" + i;
            Money total = money(random.nextInt(1, 2_000));
            Instant placed = at;
            thread(placed, t -> new OrderPlaced(t, order, total, BigDecimal.ONE, List.of(), null));
            if (random.nextInt(4) == 0) {
                Instant returned = placed.plus(duration(40));
                tell(
                        returned,
                        returned.plus(delay()),
                        new OrderReturned(returned, order, "r", money(1), BigDecimal.ONE, List.of(), null));
            }
            at = at.plus(duration(random.nextInt(4) == 0 ? 400 : 60));
        }
    }

    private void aCase(String id) {
        CaseKind kind =
                random.nextBoolean() ? CaseKind.COMPLAINT : CaseKind.values()[random.nextInt(CaseKind.values().length)];
        CaseSeverity severity = CaseSeverity.values()[random.nextInt(4)];
        List<UnaryOperatorOfTime> moves = new ArrayList<>();
        moves.add(at -> new CaseOpened(at, id, kind, "delivery", severity, null, null, null, null));
        if (random.nextBoolean()) {
            moves.add(at -> new CaseAssigned(at, id, "ann", null));
        }
        if (random.nextBoolean()) {
            moves.add(at -> new CasePaused(at, id, null));
            moves.add(at -> new CaseResumed(at, id));
        }
        if (random.nextInt(3) > 0) {
            moves.add(at -> new CaseResponded(at, id, null, null));
        }
        if (random.nextInt(3) == 0) {
            moves.add(at -> new CaseEscalated(at, id, CaseSeverity.CRITICAL, null));
        }
        if (random.nextInt(3) > 0) {
            moves.add(at -> new CaseResolved(at, id, null));
            if (random.nextBoolean()) {
                moves.add(at -> new CaseReopened(at, id, null));
                moves.add(at -> new CaseResolved(at, id, null));
            }
            if (random.nextBoolean()) {
                moves.add(at -> new CaseClosed(at, id));
            }
        }
        thread(some(), 3, moves);
    }

    /** Drawn apart, so that everything else is as it would be without. */
    private void privacy() {
        for (int i = random.nextInt(4); i > 0; i--) {
            consent();
        }
        if (random.nextInt(4) == 0) {
            thread(some(), at -> new LegalHoldPlaced(at, "hold", text()), at -> new LegalHoldLifted(at, "hold", null));
        }
    }

    private void consent() {
        List<UnaryOperatorOfTime> moves = new ArrayList<>();
        for (int i = random.nextInt(1, 5); i > 0; i--) {
            String purpose = random.nextInt(3) == 0 ? "research" : "marketing";
            String channel = random.nextInt(2) == 0 ? null : random.nextBoolean() ? "email" : "phone";
            if (random.nextBoolean()) {
                moves.add(at -> new ConsentGranted(at, purpose, channel, null));
            } else {
                String objected = random.nextInt(4) == 0 ? null : purpose;
                moves.add(at -> new ConsentWithdrawn(at, objected, channel, null));
            }
        }
        thread(some(), 100, moves);
    }

    private void promise(String id) {
        Instant made = some();
        Instant due = made.plus(duration(60));
        List<UnaryOperatorOfTime> moves = new ArrayList<>();
        moves.add(at -> new CommitmentMade(at, id, text(), due, "ann"));
        switch (random.nextInt(3)) {
            case 0 -> moves.add(at -> new CommitmentKept(at, id, null));
            case 1 -> moves.add(at -> new CommitmentBroken(at, id, null));
            default -> {}
        }
        thread(made, 60, moves);
        thread(
                some(),
                at -> new NeedIdentified(at, "need-" + id, NeedKind.BASIC, NeedSource.values()[0], text()),
                at -> new NeedMet(at, "need-" + id, null));
    }

    private void account() {
        List<UnaryOperatorOfTime> moves = new ArrayList<>();
        moves.add(at -> new LoyaltyEnrolled(at, "club"));
        for (int i = random.nextInt(6); i > 0; i--) {
            String lot = "lot-" + i;
            long points = random.nextInt(1, 3_000);
            moves.add(at -> new PointsAccrued(
                    at,
                    lot,
                    points,
                    at.plus(Duration.ofDays(14)),
                    at.plus(Duration.ofDays(380)),
                    PointsCause.ORDER,
                    "o" + lot,
                    null,
                    0,
                    null));
            long less = random.nextLong(points) + 1;
            if (random.nextInt(3) == 0) {
                moves.add(at -> new PointsRedeemed(at, "red-" + lot, less, List.of(new LotShare(lot, less)), null));
            } else if (random.nextInt(3) == 0) {
                moves.add(at -> new PointsReversed(at, "o" + lot, "ret", less, List.of(new LotShare(lot, less))));
            }
        }
        if (random.nextInt(4) == 0) {
            moves.add(at -> new TierReviewed(at, "gold", 0, null));
        }
        thread(some(), 120, moves);
    }

    private void flag(String id) {
        List<UnaryOperatorOfTime> moves = new ArrayList<>();
        moves.add(at -> new RiskRaised(at, id, RiskCause.COMPETITOR, 3, 4, null, null));
        if (random.nextBoolean()) {
            moves.add(at -> new RiskAssessed(at, id, random.nextInt(1, 6), 2, null, null));
            moves.add(at -> new RiskResponseChosen(at, id, RiskResponse.ACCEPT, null));
        }
        if (random.nextBoolean()) {
            moves.add(at -> new RiskCleared(at, id, null));
        }
        thread(some(), 60, moves);
        if (random.nextBoolean()) {
            thread(some(), at -> new RiskAssessed(at, "churn", 5, 5, null, null));
        }
    }

    /** Makes an event of an instant. */
    @FunctionalInterface
    private interface UnaryOperatorOfTime {
        CustomerEvent at(Instant instant);
    }

    private void thread(Instant from, UnaryOperatorOfTime... moves) {
        thread(from, 20, List.of(moves));
    }

    private void thread(Instant from, int daysBetween, List<UnaryOperatorOfTime> moves) {
        Instant at = from;
        Instant known = from;
        Duration delay = delay();
        for (UnaryOperatorOfTime move : moves) {
            known = later(known.plus(1, ChronoUnit.MICROS), at.plus(delay));
            tell(at, known, move.at(at));
            at = at.plus(random.nextInt(8) == 0 ? Duration.ZERO : duration(daysBetween));
        }
    }

    private void tell(Instant at, Instant known, CustomerEvent event) {
        told.add(new Told(later(known, later(at, START.plus(1, ChronoUnit.MICROS))), event));
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private Instant some() {
        return START.plus(duration(900));
    }

    private Duration delay() {
        return switch (random.nextInt(5)) {
            case 0 -> duration(200);
            case 1 -> duration(3);
            default -> Duration.ofSeconds(random.nextInt(3));
        };
    }

    private Duration duration(int days) {
        long micros = random.nextLong(days * 86_400_000_000L);
        // Often a round figure, so that instants coincide.
        UnaryOperator<Long> round = m -> random.nextBoolean() ? m - m % 3_600_000_000L : m;
        return Duration.of(round.apply(micros), ChronoUnit.MICROS);
    }

    private Personal text() {
        return Personal.clear(customer, "text");
    }

    private static Money money(int amount) {
        return new Money(new BigDecimal(amount), "USD");
    }
}
