package org.relatum.benchmarks;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import org.relatum.events.CareKind;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Direction;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.InteractionEvent.FeedbackReceived;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.LifecycleEvent.CustomerClassified;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.LifecycleEvent.OwnerAssigned;
import org.relatum.events.Money;
import org.relatum.events.OrderLine;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.Personal;
import org.relatum.events.Profile;
import org.relatum.events.RelationshipType;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.Sentiment;

/**
 * A seeded log of customers' facts. Which customer a fact belongs to is Zipf-distributed with exponent 1, so that the busiest have
 * thousands of facts and most have a few. Mix: 30 % orders of two lines, 3 % returns, 47 % interactions (half with a personal
 * summary), 5 % feedback, 10 % care, 5 % changes of segment or owner; the first fact of a customer is its registration. Facts are
 * recorded over two years; 2 % are recorded hours to weeks after they happened.
 */
public final class Workload {
    /** What it is made of, in words. */
    public static final String MIX =
            "30 % orders, 3 % returns, 47 % interactions, 5 % feedback, 10 % care, 5 % segment or owner;"
                    + " Zipf 1.0; 2 % late";

    private static final Instant LONG_AGO = Instant.parse("2024-01-01T00:00:00Z");
    static final Duration SPAN = Duration.ofDays(730);
    private static final BigDecimal ONE = BigDecimal.ONE;

    private final SplittableRandom random;
    private final int events;
    private final double[] cumulative;
    private final long[] sequences;
    private final Map<Integer, String> openCare = new HashMap<>();
    private final UUID[] ids;
    private final Instant start;
    private final boolean everyone;
    private int made;

    /** One event to be written to the log. */
    record Entry(UUID stream, long sequence, UUID eventId, Instant recordedAt, CustomerEvent event) {}

    public Workload(long seed, int customers, int events) {
        this(seed, customers, events, LONG_AGO, false);
    }

    /**
     * @param start when the two years begin
     * @param everyone whether each customer is registered, all before anything else; else those that have a fact
     */
    Workload(long seed, int customers, int events, Instant start, boolean everyone) {
        this.random = new SplittableRandom(seed);
        this.events = events;
        this.start = start;
        this.everyone = everyone;
        this.cumulative = new double[customers];
        this.sequences = new long[customers];
        this.ids = new UUID[customers];
        double sum = 0;
        for (int i = 0; i < customers; i++) {
            sum += 1.0 / (i + 1);
            cumulative[i] = sum;
            ids[i] = new UUID((random.nextLong() & ~0xF000L) | 0x4000L, random.nextLong() >>> 2 | Long.MIN_VALUE);
        }
    }

    /** The busiest customer. */
    UUID customer() {
        return ids[0];
    }

    boolean hasNext() {
        return made < events;
    }

    Entry next() {
        int customer = everyone && made < ids.length ? made : pick();
        Instant recordedAt =
                start.plus(SPAN.toMillis() * 1_000 / events * made + random.nextInt(500), ChronoUnit.MICROS);
        made++;
        Instant occurredAt = random.nextInt(50) == 0
                ? recordedAt.minus(Duration.ofHours(random.nextInt(1, 24 * 30)))
                : recordedAt.minusMillis(random.nextInt(1, 2_000));
        long sequence = sequences[customer]++;
        UUID id = ids[customer];
        CustomerEvent event = sequence == 0 ? registered(id, recordedAt) : fact(customer, occurredAt, sequence);
        return new Entry(id, sequence, new UUID(random.nextLong(), random.nextLong()), recordedAt, event);
    }

    private int pick() {
        double at = random.nextDouble() * cumulative[cumulative.length - 1];
        int found = Arrays.binarySearch(cumulative, at);
        return Math.min(found < 0 ? -found - 1 : found, cumulative.length - 1);
    }

    private static CustomerEvent registered(UUID id, Instant at) {
        Profile profile = new Profile(Personal.clear(id, "Customer " + id), null, null, null, null, "en", "DE", null);
        return new CustomerRegistered(at, PartyKind.PERSON, PartyRole.CUSTOMER, profile, "web", null);
    }

    private CustomerEvent fact(int customer, Instant at, long sequence) {
        UUID id = ids[customer];
        int kind = random.nextInt(100);
        if (kind < 30) {
            List<OrderLine> lines = List.of(
                    new OrderLine("SKU-" + random.nextInt(500), null, "music", ONE, price()),
                    new OrderLine("SKU-" + random.nextInt(500), null, "books", ONE, price()));
            BigDecimal total = lines.get(0).amount().add(lines.get(1).amount());
            return new OrderPlaced(at, "O-" + sequence, new Money(total, "USD"), ONE, lines, "web");
        }
        if (kind < 33) {
            return new OrderReturned(
                    at, "O-" + (sequence - 1), "R-" + sequence, new Money(ONE, "USD"), ONE, List.of(), null);
        }
        if (kind < 80) {
            Personal summary = kind % 2 == 0 ? Personal.clear(id, "asked about the delivery of the last order") : null;
            return new InteractionLogged(
                    at,
                    kind % 3 == 0 ? "phone" : "email",
                    kind % 2 == 0 ? Direction.INBOUND : Direction.OUTBOUND,
                    "delivery",
                    Sentiment.NEUTRAL,
                    null,
                    summary);
        }
        if (kind < 85) {
            return new FeedbackReceived(at, "web", "product", Sentiment.POSITIVE, 4, null);
        }
        if (kind < 95) {
            return care(customer, at, sequence);
        }
        return kind < 97
                ? new OwnerAssigned(at, "staff-" + random.nextInt(40), "sales")
                : new CustomerClassified(at, "segment-" + random.nextInt(5), RelationshipType.REACTIVE);
    }

    /** Care that was planned is delivered before the next is planned. */
    private CustomerEvent care(int customer, Instant at, long sequence) {
        String planned = openCare.remove(customer);
        if (planned != null) {
            return new CareDelivered(at, planned, "phone", true, null);
        }
        String care = "C-" + sequence;
        openCare.put(customer, care);
        return new CarePlanned(at, care, CareKind.CALL_BACK, at.plus(Duration.ofDays(3)), null);
    }

    private BigDecimal price() {
        return BigDecimal.valueOf(random.nextInt(100, 9_999), 2);
    }
}
