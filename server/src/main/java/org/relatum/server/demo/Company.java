package org.relatum.server.demo;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * A tea merchant that never was: two years of commands, made from a seed. The same seed, number of customers and end
 * always give the same commands.
 */
public final class Company {

    /** What becomes of a customer by the end. */
    public enum Fate {
        PROSPECT,
        TARGET,
        ACTIVE,
        AT_RISK,
        LOST,
        RECOVERED,
        CLOSED,
        /** Two sign-ups of one person, found and merged. */
        MERGED,
        /** Taken for lost until an order of long ago is recorded. */
        LATE_NEWS
    }

    private static final int DAYS = 730;
    private static final Fate[] FATES = {
        Fate.ACTIVE, Fate.ACTIVE, Fate.PROSPECT, Fate.ACTIVE, Fate.AT_RISK, Fate.LOST, Fate.ACTIVE, Fate.TARGET,
        Fate.RECOVERED, Fate.ACTIVE, Fate.CLOSED, Fate.ACTIVE, Fate.PROSPECT, Fate.ACTIVE, Fate.LATE_NEWS, Fate.ACTIVE,
        Fate.AT_RISK, Fate.MERGED, Fate.ACTIVE, Fate.LOST
    };

    private static final List<Article> ARTICLES = List.of(
            new Article("TEA-SENCHA", "Sencha, 100 g", "tea", "11.50"),
            new Article("TEA-ASSAM", "Assam, 100 g", "tea", "8.90"),
            new Article("TEA-OOLONG", "Oolong, 100 g", "tea", "16.40"),
            new Article("TEA-MINT", "Mint, 50 g", "herbs", "5.20"),
            new Article("POT-IRON", "Cast-iron pot, 0.8 l", "kitchen", "64.00"),
            new Article("POT-GLASS", "Glass pot, 1.2 l", "kitchen", "29.90"),
            new Article("CUP-PAIR", "Pair of cups", "kitchen", "18.00"),
            new Article("BISCUIT", "Almond biscuits", "food", "6.75"));

    private static final String[] FIRST = {
        "Ada", "Bruno", "Chiara", "David", "Elif", "Farid", "Greta", "Hugo", "Ines", "Jonas", "Kira", "Leo", "Mei",
        "Nora", "Omar", "Paula", "Quentin", "Rosa", "Sven", "Tara", "Uma", "Victor", "Wen", "Xenia", "Yusuf", "Zoe"
    };
    private static final String[] LAST = {
        "Abel", "Baum", "Costa", "Dahl", "Eberle", "Ferri", "Gruber", "Hansen", "Ilic", "Jensen", "Keller", "Lang",
        "Moreau", "Novak", "Olsen", "Petit", "Quist", "Rossi", "Suter", "Toth", "Urban", "Vogel", "Wagner", "Yilmaz"
    };
    private static final String[] FIRMS = {"Café", "Hotel", "Bistro", "Office", "Clinic", "Studio"};
    private static final String[] CAMPAIGNS = {"spring-tasting", "friends-of-tea", "winter-box"};
    private static final String DEPARTMENT = "sales";
    private static final String[] OWNERS = {"m.meier", "s.kaya", "t.novak", "l.rossi"};
    private static final String[] OWNER_NAMES = {"Maria Meier", "Selin Kaya", "Tomas Novak", "Luca Rossi"};

    private record Article(String sku, String name, String category, String price) {}

    /** A customer as the company thinks of it. */
    public record Known(String name, Fate fate) {}

    private final Instant start;
    private final Instant end;
    private final List<Step> steps = new ArrayList<>();
    private final List<Known> customers = new ArrayList<>();

    private Company(long seed, int count, Instant end) {
        this.end = end;
        this.start = end.minus(DAYS, ChronoUnit.DAYS);
        SplittableRandom random = new SplittableRandom(seed);
        organisation();
        catalogue();
        for (int i = 0; i < count; i++) {
            new Life(i + 1, FATES[i % FATES.length], random.split()).live();
        }
        steps.sort(Comparator.comparing(Step::at));
    }

    /** Makes one up; {@code end} is its present. */
    public static Company imagine(long seed, int customers, Instant end) {
        return new Company(seed, customers, end.truncatedTo(ChronoUnit.SECONDS));
    }

    /** Everything that was sent, in order. */
    public List<Step> steps() {
        return List.copyOf(steps);
    }

    /** Its customers, with what became of them. */
    public List<Known> customers() {
        return List.copyOf(customers);
    }

    /** When its present is. */
    public Instant end() {
        return end;
    }

    private void organisation() {
        Instant opening = start.minus(4, ChronoUnit.DAYS);
        send(
                opening,
                "POST",
                "/departments",
                body("occurredAt", opening.toString(), "department", DEPARTMENT, "name", "Sales"),
                DEPARTMENT);
        for (int i = 0; i < OWNERS.length; i++) {
            Instant at = opening.plusSeconds(60);
            send(
                    at,
                    "POST",
                    "/staff",
                    body(
                            "occurredAt",
                            at.toString(),
                            "staff",
                            OWNERS[i],
                            "name",
                            OWNER_NAMES[i],
                            "role",
                            "account manager",
                            "department",
                            DEPARTMENT),
                    OWNERS[i],
                    DEPARTMENT);
        }
    }

    private void catalogue() {
        Instant opening = start.minus(3, ChronoUnit.DAYS);
        for (Article article : ARTICLES) {
            send(
                    opening,
                    "POST",
                    "/products",
                    body(
                            "occurredAt",
                            opening.toString(),
                            "sku",
                            article.sku(),
                            "name",
                            article.name(),
                            "category",
                            article.category()),
                    article.sku());
            send(
                    opening.plusSeconds(60),
                    "POST",
                    "/products/" + article.sku() + "/prices",
                    body(
                            "occurredAt",
                            opening.plusSeconds(60).toString(),
                            "amount",
                            article.price(),
                            "currency",
                            "USD"),
                    article.sku());
        }
    }

    private void send(Instant at, String method, String path, Map<String, Object> body, String... subjects) {
        steps.add(new Step(at, method, path, body, List.of(subjects)));
    }

    private static Map<String, Object> body(@Nullable Object... namesAndValues) {
        Map<String, Object> body = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            Object value = namesAndValues[i + 1];
            if (value != null) {
                body.put(String.valueOf(namesAndValues[i]), value);
            }
        }
        return body;
    }

    /** One customer's two years. */
    private final class Life {
        private final int number;
        private final Fate fate;
        private final SplittableRandom random;
        private final String name;
        private int orders;

        Life(int number, Fate fate, SplittableRandom random) {
            this.number = number;
            this.fate = fate;
            this.random = random;
            this.name = "customer-" + number;
        }

        void live() {
            customers.add(new Known(name, fate));
            switch (fate) {
                case PROSPECT -> {
                    Instant met = daysBeforeEnd(20, 400);
                    register(name, met, "web");
                    if (chance(60)) {
                        interaction(after(met, 1, 10), "enquiry", "Asked which teas have little caffeine.");
                    }
                }
                case TARGET -> {
                    Instant met = daysBeforeEnd(30, 300);
                    register(name, met, "store");
                    Instant talk = after(met, 1, 8);
                    interaction(talk, "advice", "Wants a tasting for the whole office.");
                    post(after(talk, 1, 5), "/qualification", body("reason", "Would buy monthly, has the budget"));
                    assign(after(talk, 6, 9));
                }
                case ACTIVE -> {
                    Instant met = daysBeforeEnd(60, 700);
                    register(name, met, "web");
                    buy(after(met, 0, 5), daysBeforeEnd(1, 12), 14 + random.nextInt(24));
                    if (chance(30)) {
                        careFor(met);
                    }
                }
                case AT_RISK -> {
                    Instant met = daysBeforeEnd(400, 700);
                    register(name, met, "web");
                    buy(after(met, 0, 5), daysBeforeEnd(85, 150), 15 + random.nextInt(15));
                }
                case LOST -> {
                    Instant met = daysBeforeEnd(500, 720);
                    register(name, met, "social");
                    Instant last = daysBeforeEnd(210, 380);
                    buy(after(met, 0, 5), last, 15 + random.nextInt(25));
                    feedback(after(last, 2, 9), "NEGATIVE", 2, "The last delivery took three weeks.");
                }
                case RECOVERED -> {
                    Instant met = daysBeforeEnd(600, 720);
                    register(name, met, "web");
                    buy(after(met, 0, 5), daysBeforeEnd(380, 430), 15 + random.nextInt(15));
                    Instant call = daysBeforeEnd(150, 165);
                    interaction(call, "offer", "Invited to the winter tasting; had moved and forgotten us.");
                    buy(after(call, 5, 15), daysBeforeEnd(2, 20), 18 + random.nextInt(10));
                }
                case CLOSED -> {
                    Instant met = daysBeforeEnd(450, 700);
                    register(name, met, "store");
                    Instant last = daysBeforeEnd(120, 250);
                    buy(after(met, 0, 5), last, 20 + random.nextInt(20));
                    Instant closed = after(last, 40, 70);
                    post(closed, "/closure", body("reason", "Moves overseas"));
                    if (number % 2 == 0) {
                        post(after(closed, 20, 40), "/reopening", body("reason", "Has come back for good"));
                    }
                }
                case MERGED -> {
                    Instant met = daysBeforeEnd(500, 700);
                    register(name, met, "store");
                    Instant switched = daysBeforeEnd(250, 300);
                    buy(after(met, 0, 5), switched, 25);
                    String duplicate = name + "-online";
                    register(duplicate, after(switched, 1, 5), "web");
                    Instant merged = daysBeforeEnd(60, 100);
                    order(duplicate, after(switched, 10, 20), after(switched, 10, 20));
                    order(duplicate, after(switched, 60, 80), after(switched, 80, 90));
                    send(
                            merged,
                            "POST",
                            "/customers/" + Step.CUSTOMER + "/merges",
                            body("duplicate", Step.SECOND, "reason", "Same person: bought in the shop, then online"),
                            name,
                            duplicate);
                    buy(after(merged, 2, 10), daysBeforeEnd(3, 15), 25);
                }
                case LATE_NEWS -> {
                    Instant met = daysBeforeEnd(560, 700);
                    register(name, met, "web");
                    buy(after(met, 0, 5), daysBeforeEnd(310, 330), 20);
                    order(name, daysBeforeEnd(165, 175), daysBeforeEnd(15, 25));
                }
            }
        }

        private void register(String as, Instant at, String channel) {
            boolean firm = number % 7 == 0;
            String first = FIRST[number % FIRST.length];
            String last = LAST[number * 7 / 3 % LAST.length];
            String called = firm ? FIRMS[number % FIRMS.length] + " " + last : first + " " + last;
            String mail = (first + "." + last + number).toLowerCase(Locale.ROOT) + "@example.org";
            send(
                    at,
                    "POST",
                    "/customers",
                    body(
                            "occurredAt",
                            at.toString(),
                            "party",
                            firm ? "ORGANISATION" : "PERSON",
                            "role",
                            "CUSTOMER",
                            "profile",
                            body(
                                    "name",
                                    called,
                                    "language",
                                    random.nextBoolean() ? "en" : "de",
                                    "country",
                                    "CH",
                                    "birthDate",
                                    firm
                                            ? null
                                            : "19%02d-%02d-%02d"
                                                    .formatted(
                                                            55 + random.nextInt(45),
                                                            1 + random.nextInt(12),
                                                            1 + random.nextInt(28))),
                            "sourceChannel",
                            channel,
                            "firstTouchCampaign",
                            chance(40) ? CAMPAIGNS[random.nextInt(CAMPAIGNS.length)] : null,
                            "contactPoints",
                            List.of(body("kind", "EMAIL", "value", mail, "label", "main")),
                            "externalReferences",
                            List.of(body("system", "shop", "value", as))),
                    as);
            if (number % 5 == 0) {
                send(
                        at.plusSeconds(3600),
                        "PUT",
                        "/customers/" + Step.CUSTOMER + "/classification",
                        body("segment", firm ? "business" : "home", "relationshipType", firm ? "ACCOUNTABLE" : "BASIC"),
                        as);
            }
        }

        /** Orders about every so many days from the first to exactly the last instant. */
        private void buy(Instant first, Instant last, int cadenceDays) {
            for (Instant at = first; at.isBefore(last.minus(cadenceDays / 2, ChronoUnit.DAYS)); ) {
                // Now and then somebody keys an order in long after it was placed.
                Instant recorded = chance(5) ? after(at, 1, 25) : at.plusSeconds(random.nextInt(90));
                order(name, at, recorded);
                at = at.plus(Duration.ofHours((long) (24 * cadenceDays * (0.7 + 0.6 * random.nextDouble()))));
            }
            order(name, last, last.plusSeconds(random.nextInt(60)));
        }

        private void order(String customer, Instant occurredAt, Instant recordedAt) {
            orders++;
            String reference = "T-%d-%d".formatted(number, orders);
            List<Map<String, Object>> lines = new ArrayList<>();
            int from = random.nextInt(ARTICLES.size());
            for (int i = 0, n = 1 + random.nextInt(3); i < n; i++) {
                Article article = ARTICLES.get((from + i * 3) % ARTICLES.size());
                lines.add(body("sku", article.sku(), "quantity", Integer.toString(1 + random.nextInt(3))));
            }
            send(
                    recordedAt.isBefore(occurredAt) ? occurredAt : recordedAt,
                    "POST",
                    "/customers/" + Step.CUSTOMER + "/orders",
                    body(
                            "occurredAt",
                            occurredAt.toString(),
                            "order",
                            reference,
                            "channel",
                            chance(70) ? "web" : "store",
                            "lines",
                            lines),
                    customer);
            Instant back = recordedAt.plusSeconds(seconds(3, 20));
            if (customer.equals(name) && chance(7) && back.isBefore(end) && fate != Fate.MERGED) {
                send(
                        back,
                        "POST",
                        "/customers/" + Step.CUSTOMER + "/orders/" + reference + "/returns",
                        body(
                                "occurredAt",
                                back.toString(),
                                "lines",
                                List.of(body("line", 1, "quantity", "1")),
                                "reason",
                                "Arrived broken"),
                        customer);
            }
            if (customer.equals(name) && fate != Fate.CLOSED && chance(10)) {
                interaction(after(recordedAt, 1, 4), "delivery", "Asked where the parcel is.");
            }
        }

        private void interaction(Instant at, String topic, String summary) {
            post(
                    at,
                    "/interactions",
                    body(
                            "channel",
                            chance(50) ? "phone" : "email",
                            "direction",
                            chance(70) ? "INBOUND" : "OUTBOUND",
                            "topic",
                            topic,
                            "sentiment",
                            chance(60) ? "POSITIVE" : "NEUTRAL",
                            "summary",
                            summary));
        }

        private void feedback(Instant at, String sentiment, int rating, String text) {
            post(
                    at,
                    "/feedback",
                    body(
                            "channel",
                            "web",
                            "topic",
                            "delivery",
                            "sentiment",
                            sentiment,
                            "rating",
                            rating,
                            "text",
                            text));
        }

        private void careFor(Instant met) {
            Instant planned = after(met, 5, 20);
            Instant due = after(planned, 10, 30);
            post(
                    planned,
                    "/care",
                    body(
                            "care",
                            "welcome",
                            "kind",
                            "CHECK_IN",
                            "dueAt",
                            due.toString(),
                            "note",
                            "Ask how the tea was"));
            Instant delivered = after(due, 0, 2);
            if (delivered.isBefore(end)) {
                post(delivered, "/care/welcome/delivery", body("channel", "phone", "answered", chance(60)));
            }
        }

        private void assign(Instant at) {
            if (at.isBefore(end)) {
                send(
                        at,
                        "PUT",
                        "/customers/" + Step.CUSTOMER + "/owner",
                        body(
                                "occurredAt",
                                at.toString(),
                                "owner",
                                OWNERS[random.nextInt(OWNERS.length)],
                                "department",
                                DEPARTMENT),
                        name);
            }
        }

        /** Something about this customer, unless it lies in the company's future. */
        private void post(Instant at, String below, Map<String, Object> body) {
            if (at.isBefore(end)) {
                Map<String, Object> dated = body("occurredAt", at.toString());
                dated.putAll(body);
                send(at, "POST", "/customers/" + Step.CUSTOMER + below, dated, name);
            }
        }

        private Instant daysBeforeEnd(int least, int most) {
            return end.minusSeconds(seconds(least, most));
        }

        private Instant after(Instant instant, int leastDays, int mostDays) {
            Instant later = instant.plusSeconds(600 + seconds(leastDays, mostDays));
            return later.isBefore(end) ? later : end.minusSeconds(1 + random.nextInt(3600));
        }

        private long seconds(int leastDays, int mostDays) {
            return random.nextLong(leastDays * 86_400L, mostDays * 86_400L + 1);
        }

        private boolean chance(int percent) {
            return random.nextInt(100) < percent;
        }
    }
}
