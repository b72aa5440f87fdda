package org.relatum.projection.oracle;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CareKind;
import org.relatum.events.ContactPoint;
import org.relatum.events.ContactPointKind;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Direction;
import org.relatum.events.ErasureGround;
import org.relatum.events.InteractionEvent.CareCancelled;
import org.relatum.events.InteractionEvent.CareDelivered;
import org.relatum.events.InteractionEvent.CarePlanned;
import org.relatum.events.InteractionEvent.FeedbackReceived;
import org.relatum.events.InteractionEvent.InteractionLogged;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.ContactPointAdded;
import org.relatum.events.LifecycleEvent.ContactPointRemoved;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerClassified;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.events.LifecycleEvent.OwnerAssigned;
import org.relatum.events.LifecycleEvent.ProfileChanged;
import org.relatum.events.Money;
import org.relatum.events.OrderLine;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.Personal;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.PrivacyEvent.LegalHoldLifted;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
import org.relatum.events.Profile;
import org.relatum.events.ProfileField;
import org.relatum.events.Recorded;
import org.relatum.events.RelationshipType;
import org.relatum.events.ReturnedLine;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.Sentiment;

/**
 * Makes histories of customers up. The same shape and seed give the same history for ever. What it records is what the deciders would accept;
 * what it is after is the awkward: late facts, facts slightly ahead of the clock, facts of one instant, silences that end on a
 * threshold or a microsecond beside it, imports of whole histories, merges of merged customers, merges undone, erasures amid all that.
 */
public final class HistoryGenerator {
    private static final Instant BEGIN = Instant.parse("2019-01-01T00:00:00Z");
    private static final long SECOND = 1_000_000L;
    private static final long MINUTE = 60 * SECOND;
    private static final long HOUR = 60 * MINUTE;
    private static final long DAY = 24 * HOUR;

    /**
     * What a history is to look like.
     *
     * @param customers number of customers
     * @param fewestOrders lower limit of one customer's orders
     * @param mostOrders upper limit of one customer's orders; most have few, some have many
     * @param span time in which customers become known
     * @param merges merges per customer that are tried
     * @param asides facts without influence on the lifecycle (profile, contact, care), per order
     */
    public record Shape(int customers, int fewestOrders, int mostOrders, Duration span, double merges, double asides) {
        /** For comparisons in memory. */
        public static final Shape SMALL = new Shape(12, 0, 40, Duration.ofDays(3 * 365), 0.7, 0.4);

        /** Few customers with long histories. */
        public static final Shape LONG = new Shape(2, 50, 80, Duration.ofDays(365), 1, 0.4);

        /** The same with another number of customers. */
        public Shape withCustomers(int number) {
            return new Shape(number, fewestOrders, mostOrders, span, merges, asides);
        }

        /** The same with another upper limit of orders. */
        public Shape withMostOrders(int number) {
            return new Shape(customers, fewestOrders, number, span, merges, asides);
        }

        /** The same without merges. */
        public Shape withoutMerges() {
            return new Shape(customers, fewestOrders, mostOrders, span, 0, asides);
        }
    }

    private enum Kind {
        REGISTER,
        ORDER,
        RETURN,
        QUALIFY,
        ASIDE,
        CLOSE,
        REOPEN,
        ERASE,
        MERGE,
        UNDO
    }

    /** Somebody is about to record something; times in microseconds since {@link #BEGIN}. */
    private record Intent(long number, long at, long occurred, Kind kind, int customer, int other) {}

    private record Draft(UUID stream, long sequence, long recorded, long committed, long number, CustomerEvent event) {}

    private record OpenOrder(String reference, BigDecimal price) {}

    private static final class Customer {
        final UUID id;
        final List<OpenOrder> orders = new ArrayList<>();
        final List<String> contactPoints = new ArrayList<>();
        final List<String> openCare = new ArrayList<>();
        final List<LegalHoldPlaced> holds = new ArrayList<>();
        final List<Customer> absorbed = new ArrayList<>();

        boolean registered;
        boolean closed;
        boolean qualified;
        boolean erased;

        @Nullable
        Customer survivor;

        long events;
        long clockAhead;
        long lastRecorded = Long.MIN_VALUE;
        long lastCommitted = Long.MIN_VALUE;
        long lastClosing = Long.MIN_VALUE;
        long lastMerging = Long.MIN_VALUE;
        int references;

        Customer(UUID id) {
            this.id = id;
        }

        Customer root() {
            return survivor == null ? this : survivor.root();
        }

        /** This one and everybody merged into it. */
        Stream<Customer> all() {
            return Stream.concat(Stream.of(this), absorbed.stream().flatMap(Customer::all));
        }
    }

    private final SplittableRandom random;
    private final Shape shape;
    private final List<Customer> customers = new ArrayList<>();
    private final PriorityQueue<Intent> intents =
            new PriorityQueue<>(Comparator.comparingLong(Intent::at).thenComparingLong(Intent::number));
    private final List<Draft> drafts = new ArrayList<>();
    private long intentNumber;

    private HistoryGenerator(Shape shape, long seed) {
        this.shape = shape;
        this.random = new SplittableRandom(seed);
    }

    /** A history of that shape. */
    public static History generate(Shape shape, long seed) {
        return new HistoryGenerator(shape, seed).run();
    }

    private History run() {
        for (int customer = 0; customer < shape.customers(); customer++) {
            customers.add(new Customer(new UUID(random.nextLong(), random.nextLong())));
            // Streams are written by several servers, and clocks are set back: not all recordedAt are of one clock.
            customers.get(customer).clockAhead = chance(0.5) ? 0 : spread(1, MINUTE);
            plan(customer);
        }
        planMerges();
        while (!intents.isEmpty()) {
            carryOut(intents.remove());
        }
        drafts.sort(Comparator.comparingLong(Draft::committed).thenComparingLong(Draft::number));
        List<Recorded<CustomerEvent>> facts = new ArrayList<>();
        for (Draft draft : drafts) {
            facts.add(new Recorded<>(
                    facts.size() + 1L, draft.stream(), draft.sequence(), instant(draft.recorded()), draft.event()));
        }
        return new History(facts);
    }

    // What customers do, and when somebody records it

    private void plan(int customer) {
        boolean wholeDays = chance(0.3);
        boolean imported = chance(0.15);
        double lateness = chance(0.5) ? 0.05 : 0.4;
        long begin = nextLong(micros(shape.span()));
        if (wholeDays) {
            begin -= begin % DAY;
        }
        long usualGap = spread(HOUR, 500 * DAY);
        int orders = Math.max(shape.fewestOrders(), chance(0.1) ? 0 : manyOrFew(shape.mostOrders()));
        List<long[]> happenings = new ArrayList<>();
        long at = begin;
        long gap = usualGap;
        for (int i = 0; i < orders; i++) {
            happenings.add(new long[] {at, Kind.ORDER.ordinal()});
            if (chance(0.15)) {
                happenings.add(new long[] {at + spread(HOUR, 30 * DAY), Kind.RETURN.ordinal()});
            }
            gap = nextGap(usualGap, gap);
            if (wholeDays) {
                gap -= gap % DAY;
            }
            at += gap;
        }
        long end = Math.max(at, begin + 30 * DAY);
        for (int i = 0; i < 1 + (int) (orders * shape.asides()); i++) {
            happenings.add(new long[] {begin + nextLong(end - begin), Kind.ASIDE.ordinal()});
        }
        if (chance(0.4)) {
            happenings.add(new long[] {begin + spread(MINUTE, 300 * DAY), Kind.QUALIFY.ordinal()});
        }
        if (chance(0.35)) {
            long closed = begin + nextLong(end - begin + 100 * DAY);
            while (true) {
                happenings.add(new long[] {closed, Kind.CLOSE.ordinal()});
                if (chance(0.25)) {
                    break;
                }
                long reopened = closed + (chance(0.1) ? 0 : spread(MINUTE, 400 * DAY));
                happenings.add(new long[] {reopened, Kind.REOPEN.ordinal()});
                if (chance(0.6)) {
                    break;
                }
                closed = reopened + spread(MINUTE, 400 * DAY);
            }
        }
        happenings.sort(Comparator.comparingLong(happening -> happening[0]));

        long imports = end + nextLong(400 * DAY);
        long registered = begin - (chance(0.5) ? 0 : spread(MINUTE, 200 * DAY));
        intend(imported ? imports : recording(registered, 0), registered, Kind.REGISTER, customer, -1);
        for (long[] happening : happenings) {
            long recorded = imported ? imports : recording(happening[0], lateness);
            intend(recorded, happening[0], Kind.values()[(int) happening[1]], customer, -1);
        }
        if (chance(0.15)) {
            long erased = registered + nextLong(end - registered + 400 * DAY);
            intend(erased, erased, Kind.ERASE, customer, -1);
        }
    }

    /** Mostly something around the usual, now and then nothing at all, a long silence, or a silence on the edge of a rule. */
    private long nextGap(long usual, long last) {
        double kind = random.nextDouble();
        if (kind < 0.06) {
            return 0;
        }
        if (kind < 0.14) {
            return usual * (3 + random.nextInt(6));
        }
        if (kind < 0.20) {
            return spread(100 * DAY, 800 * DAY);
        }
        if (kind < 0.34) {
            long[] edges = {60 * DAY, 180 * DAY, 360 * DAY, 2 * last, 4 * last, last};
            return Math.max(0, edges[random.nextInt(edges.length)] + random.nextInt(-1, 2));
        }
        return (long) (usual * (0.3 + 1.4 * random.nextDouble()));
    }

    /** When something is recorded that happened at a time. */
    private long recording(long happened, double lateness) {
        double kind = random.nextDouble();
        if (kind < lateness) {
            return happened + spread(MINUTE, 900 * DAY);
        }
        if (kind < lateness + 0.12) {
            return happened - nextLong(5 * MINUTE);
        }
        if (kind < lateness + 0.2) {
            return happened;
        }
        return happened + nextLong(2 * SECOND);
    }

    private void planMerges() {
        if (shape.customers() < 2) {
            return;
        }
        int merges = (int) Math.round(shape.merges() * shape.customers());
        int survivor = 0;
        for (int i = 0; i < merges; i++) {
            // One in three goes on where the merge before it ended, so that merged customers are merged again.
            int absorbed = i > 0 && chance(0.33) ? survivor : random.nextInt(shape.customers());
            survivor = random.nextInt(shape.customers());
            long at = chance(0.4) ? justAfterAFactOf(absorbed) : nextLong(micros(shape.span()) * 3 / 2);
            intend(at, at - backdating(), Kind.MERGE, survivor, absorbed);
        }
    }

    private long justAfterAFactOf(int customer) {
        List<Long> facts = intents.stream()
                .filter(intent -> intent.customer() == customer)
                .map(Intent::at)
                .sorted()
                .toList();
        return facts.get(random.nextInt(facts.size())) + spread(1, 10 * SECOND);
    }

    private long backdating() {
        double kind = random.nextDouble();
        if (kind < 0.5) {
            return 0;
        }
        return kind < 0.6 ? -nextLong(5 * MINUTE) : spread(MINUTE, 200 * DAY);
    }

    private void intend(long at, long occurred, Kind kind, int customer, int other) {
        // Registered long ago or today: what is recorded never lies more than five minutes ahead.
        intents.add(new Intent(intentNumber++, at, Math.min(occurred, at + 5 * MINUTE), kind, customer, other));
    }

    // What is recorded of it

    private void carryOut(Intent intent) {
        Customer named = customers.get(intent.customer());
        if (!named.registered) {
            named.registered = true;
            long occurred = intent.kind() == Kind.REGISTER || chance(0.5) ? intent.occurred() : intent.at();
            record(named, intent.at(), registered(named, instant(occurred)));
        }
        // Whoever records a fact of a duplicate records it with the customer that it lives on in.
        Customer customer = named.root();
        if (customer.erased) {
            return;
        }
        Instant occurred = instant(intent.occurred());
        switch (intent.kind()) {
            case REGISTER -> {}
            case ORDER -> {
                if (!customer.closed) {
                    record(customer, intent.at(), order(customer, occurred));
                }
            }
            case RETURN -> {
                if (!customer.closed && !customer.orders.isEmpty()) {
                    OpenOrder order = customer.orders.remove(random.nextInt(customer.orders.size()));
                    record(customer, intent.at(), returned(customer, occurred, order));
                }
            }
            case QUALIFY -> {
                if (!customer.closed && !customer.qualified) {
                    customer.qualified = true;
                    record(customer, intent.at(), new CustomerQualified(occurred, null));
                }
            }
            case ASIDE -> {
                if (!customer.closed) {
                    record(customer, intent.at(), aside(customer, occurred));
                }
            }
            case CLOSE -> {
                if (!customer.closed) {
                    customer.closed = true;
                    customer.lastClosing = Math.max(customer.lastClosing, intent.occurred());
                    record(customer, intent.at(), new CustomerClosed(instant(customer.lastClosing), null));
                }
            }
            case REOPEN -> {
                if (customer.closed) {
                    customer.closed = false;
                    customer.lastClosing = Math.max(customer.lastClosing, intent.occurred());
                    record(customer, intent.at(), new CustomerReopened(instant(customer.lastClosing), null));
                }
            }
            case ERASE -> erase(customer, intent.at());
            case MERGE -> merge(intent);
            case UNDO -> undo(intent);
        }
    }

    private void erase(Customer customer, long at) {
        if (customer.all().anyMatch(c -> !c.holds.isEmpty())) {
            return;
        }
        customer.erased = true;
        List<UUID> subjects = customer.all().map(c -> c.id).toList();
        // It happens when it is recorded.
        record(
                customer,
                at,
                new PersonalDataErased(instant(recordedAt(customer, at)), ErasureGround.REQUEST, subjects));
    }

    private void merge(Intent intent) {
        Customer survivor = customers.get(intent.customer()).root();
        Customer absorbed = customers.get(intent.other()).root();
        if (survivor == absorbed || survivor.closed || absorbed.closed || absorbed.erased || absorbed.events == 0) {
            return;
        }
        long occurred = Math.max(intent.occurred(), Math.max(survivor.lastMerging, absorbed.lastMerging));
        absorbed.survivor = survivor;
        survivor.absorbed.add(absorbed);
        recordBoth(
                survivor,
                new CustomerAbsorbed(instant(occurred), absorbed.id, absorbed.events - 1, null),
                absorbed,
                new CustomerMerged(instant(occurred), survivor.id),
                intent.at(),
                occurred);
        if (chance(0.15)) {
            long erased = intent.at() + spread(SECOND, 700 * DAY);
            intend(erased, erased, Kind.ERASE, customers.indexOf(survivor), -1);
        }
        if (chance(0.5)) {
            long undone = intent.at() + spread(SECOND, 700 * DAY);
            intend(
                    undone,
                    chance(0.2) ? occurred : undone - backdating(),
                    Kind.UNDO,
                    customers.indexOf(survivor),
                    customers.indexOf(absorbed));
        }
    }

    private void undo(Intent intent) {
        Customer survivor = customers.get(intent.customer());
        Customer absorbed = customers.get(intent.other());
        // A closed customer takes corrections, a merged one only the one that frees it; a hold may protect both.
        if (absorbed.survivor != survivor || survivor.survivor != null || !survivor.holds.isEmpty()) {
            return;
        }
        long occurred = Math.max(intent.occurred(), Math.max(survivor.lastMerging, absorbed.lastMerging));
        absorbed.survivor = null;
        survivor.absorbed.remove(absorbed);
        recordBoth(
                survivor,
                new AbsorptionUndone(instant(occurred), absorbed.id, null),
                absorbed,
                new MergeUndone(instant(occurred), survivor.id),
                intent.at(),
                occurred);
    }

    private void record(Customer customer, long at, CustomerEvent event) {
        record(customer, at, at + commitDelay(), event);
    }

    private void recordBoth(
            Customer survivor,
            CustomerEvent survivors,
            Customer absorbed,
            CustomerEvent absorbeds,
            long at,
            long occurred) {
        long committed = Math.max(at + commitDelay(), Math.max(survivor.lastCommitted, absorbed.lastCommitted));
        record(survivor, at, committed, survivors);
        record(absorbed, at, committed, absorbeds);
        survivor.lastMerging = occurred;
        absorbed.lastMerging = occurred;
    }

    private void record(Customer customer, long at, long committed, CustomerEvent event) {
        customer.lastRecorded = recordedAt(customer, at);
        customer.lastCommitted = Math.max(committed, customer.lastCommitted);
        drafts.add(new Draft(
                customer.id, customer.events++, customer.lastRecorded, customer.lastCommitted, drafts.size(), event));
    }

    private static long recordedAt(Customer customer, long at) {
        return Math.max(at + customer.clockAhead, customer.lastRecorded + 1);
    }

    /** Transactions do not end in the order of their clocks. */
    private long commitDelay() {
        return chance(0.9) ? nextLong(SECOND / 100) : nextLong(10 * SECOND);
    }

    // The facts themselves

    private CustomerRegistered registered(Customer customer, Instant occurred) {
        Profile profile = new Profile(
                Personal.clear(customer.id, "Customer " + customers.indexOf(customer)),
                null,
                null,
                null,
                null,
                "en",
                null,
                null);
        PartyKind party = chance(0.8) ? PartyKind.PERSON : PartyKind.ORGANISATION;
        return new CustomerRegistered(occurred, party, PartyRole.CUSTOMER, profile, "shop", null);
    }

    private OrderPlaced order(Customer customer, Instant occurred) {
        // References of an absorbed customer and of its survivor are told apart by the customer's own prefix.
        String reference = reference(customer, "O");
        // Nothing to pay is an order like any other.
        BigDecimal price = chance(0.05) ? BigDecimal.ZERO : BigDecimal.valueOf(1 + random.nextInt(20_000), 2);
        customer.orders.add(new OpenOrder(reference, price));
        BigDecimal quantity = BigDecimal.valueOf(1 + random.nextInt(3));
        OrderLine line = new OrderLine(null, null, "category-" + random.nextInt(4), quantity, price);
        return new OrderPlaced(
                occurred, reference, new Money(line.amount(), "USD"), BigDecimal.ONE, List.of(line), "shop");
    }

    private OrderReturned returned(Customer customer, Instant occurred, OpenOrder order) {
        return new OrderReturned(
                occurred,
                order.reference(),
                reference(customer, "R"),
                new Money(order.price(), "USD"),
                BigDecimal.ONE,
                List.of(new ReturnedLine(1, BigDecimal.ONE)),
                null);
    }

    private CustomerEvent aside(Customer customer, Instant occurred) {
        return switch (random.nextInt(13)) {
            case 0 ->
                new ProfileChanged(
                        occurred,
                        new Profile(null, null, null, null, null, null, chance(0.5) ? "DE" : "CN", null),
                        chance(0.2) ? List.of(ProfileField.LANGUAGE) : List.of());
            case 1 -> {
                String point = reference(customer, "P");
                customer.contactPoints.add(point);
                yield new ContactPointAdded(
                        occurred,
                        new ContactPoint(
                                point, ContactPointKind.EMAIL, Personal.clear(customer.id, "a@example.org"), null));
            }
            case 2 ->
                customer.contactPoints.isEmpty()
                        ? interaction(occurred)
                        : new ContactPointRemoved(occurred, customer.contactPoints.removeLast());
            case 3 ->
                new CustomerClassified(
                        occurred, "segment-" + random.nextInt(3), chance(0.5) ? RelationshipType.PROACTIVE : null);
            case 4 -> new OwnerAssigned(occurred, "staff-" + random.nextInt(5), "sales");
            case 5 -> new FeedbackReceived(occurred, "web", null, Sentiment.POSITIVE, 1 + random.nextInt(5), null);
            case 6 -> {
                String care = reference(customer, "C");
                customer.openCare.add(care);
                yield new CarePlanned(
                        occurred, care, CareKind.CALL_BACK, occurred.plus(Duration.ofDays(random.nextInt(30))), null);
            }
            case 7 ->
                customer.openCare.isEmpty()
                        ? interaction(occurred)
                        : chance(0.7)
                                ? new CareDelivered(occurred, customer.openCare.removeLast(), "phone", true, null)
                                : new CareCancelled(occurred, customer.openCare.removeLast(), null);
            case 8 -> new ConsentGranted(occurred, "marketing", chance(0.5) ? "email" : null, null);
            case 9 -> new ConsentWithdrawn(occurred, chance(0.7) ? "marketing" : null, null, null);
            case 10 -> {
                if (!customer.holds.isEmpty()) {
                    LegalHoldPlaced hold = customer.holds.removeLast();
                    Instant lifted = hold.occurredAt().isAfter(occurred) ? hold.occurredAt() : occurred;
                    yield new LegalHoldLifted(lifted, hold.hold(), null);
                }
                LegalHoldPlaced hold =
                        new LegalHoldPlaced(occurred, reference(customer, "H"), Personal.clear(customer.id, "lawsuit"));
                customer.holds.add(hold);
                yield hold;
            }
            default -> interaction(occurred);
        };
    }

    private InteractionLogged interaction(Instant occurred) {
        Direction direction = chance(0.6) ? Direction.INBOUND : Direction.OUTBOUND;
        Long answeredAfter = direction == Direction.INBOUND ? nextLong(100_000) : null;
        return new InteractionLogged(occurred, "email", direction, "product", Sentiment.NEUTRAL, answeredAfter, null);
    }

    private static String reference(Customer customer, String kind) {
        return kind + "-" + Long.toHexString(customer.id.getMostSignificantBits()) + "-" + ++customer.references;
    }

    // Chance

    private boolean chance(double probability) {
        return random.nextDouble() < probability;
    }

    private long nextLong(long bound) {
        return bound <= 0 ? 0 : random.nextLong(bound);
    }

    /** From one to the other, each order of magnitude as likely as the next. */
    private long spread(long from, long to) {
        return (long) (from * StrictMath.pow((double) to / from, random.nextDouble()));
    }

    /** Most often few, seldom many, as Zipf has it. */
    private int manyOrFew(int most) {
        double many = StrictMath.pow(1 - random.nextDouble(), -1 / 0.9);
        return (int) Math.min(most, many);
    }

    private static Instant instant(long micros) {
        return BEGIN.plus(micros, ChronoUnit.MICROS);
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }
}
