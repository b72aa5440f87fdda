package org.relatum.server.demo;

import static org.relatum.server.demo.Company.office;
import static org.relatum.server.demo.Company.work;
import static org.relatum.server.demo.Step.fields;
import static org.relatum.server.demo.Step.id;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import org.relatum.server.demo.Company.Fate;
import org.relatum.server.demo.Words.Case;
import org.relatum.server.demo.Words.Firm;
import org.relatum.server.demo.Words.Place;
import org.relatum.server.demo.Words.Product;

/** One customer's two years. */
final class Life {

    /** Points that an order recorded at that instant earned for certain. */
    private record Earned(Instant at, long points) {}

    /** From when on the customer is how content, from 0 to 1. */
    private record Mood(Instant from, double level) {}

    final int number;
    private final Company company;
    private final Fate fate;
    private final SplittableRandom random;
    private final String name;
    private final Place place;
    private final @Nullable Firm firm;
    private final String lastName;
    private final List<Mood> moods = new ArrayList<>();
    private final List<Earned> earned = new ArrayList<>();
    private final int favourite;
    /** Whether it is asked about this and that beyond its orders. */
    private boolean chatty = true;
    /** From then on nothing is recorded about this customer, until it is back. */
    private Instant limit;

    private @Nullable Instant back;
    private Instant met;
    private @Nullable Instant firstOrder;
    private @Nullable Instant lastOrder;
    private @Nullable Instant enrolled;
    private @Nullable String owner;
    private int orders;
    private int cases;
    private int redeemed;

    Life(Company company, int number, Fate fate, SplittableRandom random) {
        this.company = company;
        this.number = number;
        this.fate = fate;
        this.random = random;
        this.name = "customer-" + number;
        this.limit = company.end;
        this.met = company.start;
        this.place = Words.PLACES.get(random.nextInt(Words.PLACES.size()));
        this.firm = chance(22) ? Words.FIRMS.get(random.nextInt(Words.FIRMS.size())) : null;
        this.lastName = pick(place.last());
        this.favourite = random.nextInt(Words.PRODUCTS.size());
        moods.add(new Mood(Instant.MIN, .6 + .35 * random.nextDouble()));
    }

    void live() {
        company.known(name, fate);
        switch (fate) {
            case PROSPECT -> {
                register(daysAgo(20, 500));
                if (chance(60)) {
                    talk(after(met, 1, 10));
                }
            }
            case TARGET -> {
                register(daysAgo(30, 300));
                talk(after(met, 1, 8));
                target(after(met, 9, 12));
                needs(after(met, 14, 20));
            }
            case ACTIVE -> {
                register(daysAgo(60, 720));
                buyUntil(daysAgo(1, 12), 15, 45);
            }
            case AT_RISK -> {
                register(daysAgo(420, 720));
                Instant last = daysAgo(95, 150);
                mood(last.minus(60, ChronoUnit.DAYS), .4);
                buyUntil(last, 15, 26);
                watch(after(last, 50, 60), false);
            }
            case LOST -> {
                register(daysAgo(500, 725));
                Instant last = daysAgo(200, 380);
                mood(last.minus(50, ChronoUnit.DAYS), .15);
                buyUntil(last, 15, 40);
                complain(after(last, 0, 2), Words.COMPLAINTS.get(random.nextInt(4)), true);
                answer(after(last, 6, 20));
                watch(after(last, 60, 80), false);
            }
            case RECOVERED -> {
                register(daysAgo(610, 725));
                Instant last = daysAgo(390, 430);
                mood(last.minus(40, ChronoUnit.DAYS), .3);
                buyUntil(last, 15, 30);
                watch(after(last, 100, 120), true);
                Instant call = office(daysAgo(150, 165));
                interaction(
                        call,
                        "phone",
                        "OUTBOUND",
                        "offer",
                        "POSITIVE",
                        "Invited to the winter tasting; had moved and forgotten us.");
                mood(call, .9);
                buy(after(call, 5, 12), daysAgo(2, 20), 18 + random.nextInt(10));
            }
            case CLOSED, REOPENED -> close();
            case MERGED -> mergeRightly();
            case WRONGLY_MERGED -> mergeWrongly();
            case LATE_NEWS -> {
                register(daysAgo(560, 700));
                chatty = false;
                buyUntil(daysAgo(300, 320), 17, 23);
                order(name, daysAgo(160, 165), daysAgo(15, 25), false);
            }
            case SILENT -> {
                register(daysAgo(560, 700));
                chatty = false;
                Instant last = company.newRiskPolicy.minus(74 + random.nextInt(6), ChronoUnit.DAYS);
                for (Instant at = after(met, 1, 3);
                        at.isBefore(last.minus(40, ChronoUnit.DAYS));
                        at = after(at, 49, 51)) {
                    order(name, at, at, false);
                }
                order(name, last, last, false);
                chatty = true;
                buy(after(company.newRiskPolicy, 12, 18), daysAgo(5, 25), 50);
            }
        }
        Instant last = lastOrder;
        if (last != null) {
            care(last);
            surveys();
            redeem(last);
        }
    }

    // ---- whole stories

    private void close() {
        register(daysAgo(450, 700));
        Instant last = daysAgo(130, 250);
        buyUntil(last, 20, 40);
        Instant closed = office(after(last, 40, 60));
        limit = closed;
        company.send(
                closed,
                "POST",
                path("/closure"),
                Company.dated(closed, fields("reason", "Moves overseas")),
                List.of(name),
                null);
        // Somebody keys in an order of the wrong customer.
        Instant wrong = closed.plus(3, ChronoUnit.DAYS);
        company.send(
                wrong,
                "POST",
                path("/orders"),
                Company.dated(
                        wrong, fields("order", "T-%d-x".formatted(number), "channel", "store", "lines", lines(wrong))),
                List.of(name),
                "customer-closed");
        if (fate == Fate.REOPENED) {
            Instant back = office(after(closed, 25, 40));
            // The first attempt has the dates the wrong way round.
            company.send(
                    back,
                    "POST",
                    path("/reopening"),
                    Company.dated(closed.minus(1, ChronoUnit.DAYS), fields("reason", "Is back")),
                    List.of(name),
                    "out-of-order");
            Instant reopened = back.plusSeconds(300);
            this.back = reopened;
            post(reopened, "/reopening", "reason", "Has come back for good");
            buy(after(back, 2, 6), daysAgo(3, 20), 30);
        }
    }

    private void mergeRightly() {
        register(daysAgo(500, 700));
        Instant switched = daysAgo(250, 300);
        buyUntil(switched, 22, 28);
        String duplicate = name + "-online";
        registration(duplicate, after(switched, 1, 5), pick(place.first()).charAt(0) + ". " + lastName, "web");
        for (int days : new int[] {12, 65}) {
            Instant at = after(switched, days, days + 8);
            order(duplicate, at, at, false);
        }
        Instant merged = office(daysAgo(60, 100));
        merge(merged, duplicate, "Same person: bought in the shop, then online");
        buy(after(merged, 2, 10), daysAgo(3, 15), 25);
    }

    private void mergeWrongly() {
        register(daysAgo(480, 650));
        Instant merged = office(daysAgo(200, 230));
        Instant separated = office(after(merged, 24, 38));
        buyUntil(daysAgo(2, 12), 24, 34);
        String son = name + "-son";
        Instant arrived = after(met, 60, 90);
        registration(son, arrived, pick(place.first()) + " " + lastName, "store");
        Instant last = arrived;
        for (Instant at = after(arrived, 1, 5); at.isBefore(merged.minus(2, ChronoUnit.DAYS)); at = after(at, 30, 44)) {
            order(son, at, at, false);
            last = at;
        }
        merge(merged, son, "Same name, same address");
        company.send(
                separated,
                "POST",
                path("/merges/" + id(son) + "/reversal"),
                Company.dated(separated, fields("reason", "Father and son")),
                List.of(name, son),
                null);
        for (Instant at = after(separated, 3, 8); at.isBefore(company.end); at = after(at, 30, 44)) {
            order(son, at, at, false);
        }
    }

    private void merge(Instant at, String duplicate, String reason) {
        company.send(
                at,
                "POST",
                path("/merges"),
                Company.dated(at, fields("duplicate", id(duplicate), "reason", reason)),
                List.of(name, duplicate),
                null);
    }

    /** Whether it would recommend the company. */
    boolean isContent() {
        return (fate == Fate.ACTIVE || fate == Fate.RECOVERED)
                && firstOrder != null
                && mood(company.end) > .78
                && company.dayOf(firstOrder) < Company.DAYS - 120;
    }

    /** Whether this one may have come because that one told it to. */
    boolean metBy(Life teller) {
        return fate == Fate.ACTIVE
                && firstOrder != null
                && firm == null
                && teller.lastOrder != null
                && met.isAfter(teller.met.plus(90, ChronoUnit.DAYS))
                && met.isBefore(teller.lastOrder);
    }

    void recommendTo(Life friend) {
        if (friend.firstOrder == null) {
            return;
        }
        Instant told = friend.met.minus(6, ChronoUnit.DAYS);
        post(told, "/referrals", "referral", "friend", "note", "Told a friend about the tasting");
        Instant converted = friend.firstOrder.plus(1, ChronoUnit.DAYS);
        if (isThere(converted)) {
            company.send(
                    converted,
                    "POST",
                    path("/referrals/friend/conversion"),
                    Company.dated(converted, fields("referredCustomer", id(friend.name))),
                    List.of(name, friend.name),
                    null);
            if (enrolled != null && enrolled.isBefore(converted)) {
                post(
                        converted.plusSeconds(60),
                        "/points",
                        "points",
                        100,
                        "referral",
                        "friend",
                        "reason",
                        "Thanks for the recommendation");
            }
        }
    }

    void recommendInVain() {
        if (lastOrder != null) {
            post(lastOrder.minus(5, ChronoUnit.DAYS), "/referrals", "note", "Told the neighbours");
        }
    }

    // ---- who it is

    private void register(Instant at) {
        met = at;
        String called = firm != null
                ? firm.pattern().formatted(lastName)
                : place.language().equals("zh") ? lastName + pick(place.first()) : pick(place.first()) + " " + lastName;
        registration(name, at, called, fate == Fate.LOST ? "social" : pick(Words.ORIGINS));
        post(
                "PUT",
                at.plusSeconds(1800),
                "/classification",
                "segment",
                firm != null ? firm.segment() : chance(12) ? "gift" : "home",
                "relationshipType",
                firm != null ? "ACCOUNTABLE" : "BASIC");
        if (chance(35)) {
            Instant later = office(after(at, 20, 90));
            Map<String, Object> profile =
                    firm != null ? fields("industry", firm.industry()) : fields("occupation", pick(Words.OCCUPATIONS));
            post("PATCH", later, "/profile", "profile", profile);
        }
        if (firm != null || chance(8)) {
            assign(office(after(at, 1, 4)));
        }
    }

    private void registration(String as, Instant at, String called, String origin) {
        boolean organisation = firm != null && as.equals(name);
        String mail = "%s@%s.example".formatted(as, organisation ? "firm" : "mail");
        List<Map<String, Object>> contacts = new ArrayList<>();
        contacts.add(fields("kind", "EMAIL", "value", mail, "label", "main"));
        if (chance(55)) {
            contacts.add(fields("kind", "PHONE", "value", "+44 20 7946 0%03d".formatted(number % 1000)));
        }
        company.send(
                at,
                "POST",
                "/customers",
                Company.dated(
                        at,
                        fields(
                                "party",
                                organisation ? "ORGANISATION" : "PERSON",
                                "role",
                                "CUSTOMER",
                                "profile",
                                fields(
                                        "name",
                                        called,
                                        "language",
                                        place.language(),
                                        "country",
                                        place.country(),
                                        "address",
                                        chance(80)
                                                ? "%d %s, %s"
                                                        .formatted(
                                                                1 + random.nextInt(90),
                                                                "Market Street",
                                                                pick(place.cities()))
                                                : null,
                                        "birthDate",
                                        organisation
                                                ? null
                                                : "19%02d-%02d-%02d"
                                                        .formatted(
                                                                50 + random.nextInt(50),
                                                                1 + random.nextInt(12),
                                                                1 + random.nextInt(28))),
                                "sourceChannel",
                                origin,
                                "firstTouchCampaign",
                                chance(40) ? pick(Words.CAMPAIGNS) : null,
                                "contactPoints",
                                contacts,
                                "externalReferences",
                                List.of(fields("system", "shop", "value", as)))),
                List.of(as),
                null);
    }

    private void target(Instant at) {
        post(office(at), "/qualification", "reason", "Would buy monthly, has the budget");
        assign(work(at, 60));
    }

    private void assign(Instant at) {
        if (owner != null || !isThere(at)) {
            return;
        }
        owner = place.country().equals("CN") ? Words.FOR_ASIA : pick(Words.ACCOUNT_MANAGERS);
        Instant leaves = company.day(519);
        if (owner.equals(Words.LEAVES) && !at.isBefore(leaves)) {
            owner = Words.SUCCESSOR;
        }
        assign(at, owner);
        if (owner.equals(Words.LEAVES)) {
            assign(office(leaves).plusSeconds(number), Words.SUCCESSOR);
        }
    }

    private void assign(Instant at, String to) {
        post("PUT", at, "/owner", "owner", to, "department", "sales");
    }

    /** Who answers for the customer then. */
    private String ownerAt(Instant at) {
        String first = owner == null ? "m.meier" : owner;
        return first.equals(Words.LEAVES) && !at.isBefore(company.day(515)) ? Words.SUCCESSOR : first;
    }

    // ---- what it buys

    /** From a few days after the first meeting to exactly the last instant, about every so many days. */
    private void buyUntil(Instant last, int least, int most) {
        Instant first = after(met, 0, 6);
        if (firm != null && isThere(first)) {
            needs(after(met, 20, 60));
        }
        buy(first, last, least + random.nextInt(most - least + 1));
    }

    private void buy(Instant first, Instant last, int cadenceDays) {
        for (Instant at = first; at.isBefore(last.minus(cadenceDays / 2, ChronoUnit.DAYS)); ) {
            // Now and then somebody keys an order in long after it was placed.
            Instant recorded = chance(4) ? after(at, 1, 25) : at;
            order(name, at, recorded, chatty);
            double days = cadenceDays * (0.75 + 0.5 * random.nextDouble()) / Company.season(at);
            at = at.plus(Duration.ofMinutes(Math.round(1440 * days)));
        }
        order(name, last, last, chatty);
    }

    private void order(String customer, Instant occurredAt, Instant recordedAt, boolean withConsequences) {
        if (!isThere(recordedAt)) {
            return;
        }
        orders++;
        String reference = "T-%d-%d".formatted(number, orders);
        List<Map<String, Object>> lines = lines(occurredAt);
        company.send(
                recordedAt,
                "POST",
                "/customers/" + id(customer) + "/orders",
                Company.dated(
                        occurredAt,
                        fields("order", reference, "channel", chance(70) ? "web" : "store", "lines", lines)),
                List.of(customer),
                null);
        if (!customer.equals(name)) {
            return;
        }
        firstOrder = firstOrder == null || occurredAt.isBefore(firstOrder) ? occurredAt : firstOrder;
        lastOrder = lastOrder == null || occurredAt.isAfter(lastOrder) ? occurredAt : lastOrder;
        if (enrolled == null && orders == 2 && chance(75)) {
            enrolled = recordedAt.plusSeconds(3600);
            post(enrolled, "/loyalty");
        } else if (enrolled != null && occurredAt.isAfter(enrolled) && recordedAt.equals(occurredAt)) {
            earned.add(new Earned(recordedAt, worth(lines)));
        }
        if (!withConsequences) {
            return;
        }
        if (chance(6)) {
            bringBack(after(recordedAt, 3, 20), reference, lines);
        }
        if (chance(mood(recordedAt) < .45 ? 15 : 3)) {
            complain(after(recordedAt, 1, 6), Words.COMPLAINTS.get(random.nextInt(Words.COMPLAINTS.size())), false);
        } else if (chance(3)) {
            complain(after(recordedAt, 1, 9), Words.REQUESTS.get(random.nextInt(Words.REQUESTS.size())), false);
        }
        if (chance(14)) {
            talk(after(recordedAt, 1, 4));
        }
        if (chance(4)) {
            review(after(recordedAt, 4, 12));
        }
    }

    private List<Map<String, Object>> lines(Instant at) {
        long day = company.dayOf(at);
        List<Map<String, Object>> lines = new ArrayList<>();
        int wanted = 1 + random.nextInt(3);
        for (int i = 0; lines.size() < wanted; i++) {
            Product product =
                    Words.PRODUCTS.get(Math.floorMod(favourite + i * 5 + random.nextInt(3), Words.PRODUCTS.size()));
            boolean sold = product.fromDay() <= day && (product.untilDay() == null || day < product.untilDay() - 3);
            boolean seasonal = product.sku().equals("GIFT-ADVENT") && Company.season(at) < 1.1;
            if (sold && !seasonal) {
                int quantity = firm == null ? 1 + random.nextInt(2) : 2 + random.nextInt(9);
                lines.add(fields("sku", product.sku(), "quantity", Integer.toString(quantity)));
            }
        }
        return lines;
    }

    /** At the prices of the beginning, which have only risen. */
    private static long worth(List<Map<String, Object>> lines) {
        BigDecimal worth = BigDecimal.ZERO;
        for (Map<String, Object> line : lines) {
            Product product = Words.PRODUCTS.stream()
                    .filter(candidate -> candidate.sku().equals(line.get("sku")))
                    .findFirst()
                    .orElseThrow();
            worth = worth.add(
                    new BigDecimal(product.price()).multiply(new BigDecimal(String.valueOf(line.get("quantity")))));
        }
        return worth.longValue();
    }

    private void bringBack(Instant at, String order, List<Map<String, Object>> lines) {
        Map<String, Object> line = fields("line", 1, "quantity", "1");
        String below = "/orders/" + order + "/returns";
        post(at, below, "lines", List.of(line), "reason", pick(Words.RETURN_REASONS));
        earned.add(new Earned(Instant.MAX, -worth(lines) - 10));
        if (isThere(at) && chance(10)) {
            // Somebody else in the shop takes back more than there was.
            Instant again = at.plusSeconds(3600);
            if (isThere(again)) {
                company.send(
                        again,
                        "POST",
                        path(below),
                        Company.dated(
                                again,
                                fields(
                                        "lines",
                                        List.of(fields("line", 1, "quantity", "99")),
                                        "reason",
                                        "Does not fit")),
                        List.of(name),
                        "return-exceeds-order");
            }
        }
    }

    // ---- what is talked about

    private void talk(Instant at) {
        String[] talk = place.language().equals("zh") && chance(60) ? pick(Words.TALKS_ZH) : pick(Words.TALKS);
        boolean written = chance(50);
        interaction(
                written ? at : office(at),
                written ? pick("email", "chat", "app", "social") : pick("phone", "phone", "store", "visit"),
                chance(80) ? "INBOUND" : "OUTBOUND",
                talk[0],
                mood(at) < .45 ? "NEGATIVE" : chance(60) ? "POSITIVE" : "NEUTRAL",
                talk[1]);
    }

    private void interaction(
            Instant at, String channel, String direction, String topic, String sentiment, String summary) {
        post(
                at,
                "/interactions",
                "channel",
                channel,
                "direction",
                direction,
                "topic",
                topic,
                "sentiment",
                sentiment,
                "responseSeconds",
                direction.equals("OUTBOUND")
                        ? null
                        : switch (channel) {
                            case "phone", "store", "visit" -> 10 + random.nextInt(120);
                            case "chat" -> 40 + random.nextInt(400);
                            default -> (at.isBefore(company.fasterService) ? 9000 : 3000) + random.nextInt(12_000);
                        },
                "summary",
                summary);
    }

    private void review(Instant at) {
        boolean glad = mood(at) >= .5;
        post(
                at,
                "/feedback",
                "channel",
                pick("web", "social", "app"),
                "topic",
                "product",
                "sentiment",
                glad ? "POSITIVE" : "NEGATIVE",
                "rating",
                glad ? 4 + random.nextInt(2) : 1 + random.nextInt(2),
                "text",
                remark(glad));
    }

    private String remark(boolean glad) {
        boolean chinese = place.language().equals("zh");
        return glad ? pick(chinese ? Words.GLAD_ZH : Words.GLAD) : pick(chinese ? Words.SORRY_ZH : Words.SORRY);
    }

    /** A case from its opening to its end, or until the present. */
    private void complain(Instant at, Case about, boolean badly) {
        String caseId = "C-%d-%d".formatted(number, ++cases);
        boolean slow = badly || chance(at.isBefore(company.fasterService) ? 22 : 8);
        String[] agents = company.dayOf(at) > 335 ? new String[] {"j.frei", "a.rossi", "n.adeyemi"} : Words.AGENTS;
        String below = "/cases/" + caseId;
        post(
                at,
                "/cases",
                "caseId",
                caseId,
                "kind",
                about.kind(),
                "category",
                about.category(),
                "severity",
                about.severity(),
                "channel",
                pick("email", "phone", "chat"),
                "description",
                about.text());
        int respond = switch (about.severity()) {
            case "CRITICAL" -> 30;
            case "HIGH" -> 60;
            case "NORMAL" -> 240;
            default -> 480;
        };
        int resolve = respond == 30 ? 240 : respond == 60 ? 480 : respond * 4;
        Instant taken = work(at, 3 + random.nextInt(respond / 4));
        post("PUT", taken, below + "/assignment", "assignee", pick(agents), "department", "service");
        Instant responded = work(taken, share(respond, slow ? 80 : 15, slow ? 160 : 65));
        post(responded, below + "/responses", "channel", "email", "text", about.answer());
        Instant working = responded;
        if (chance(18)) {
            Instant paused = work(responded, 10);
            post(paused, below + "/pause", "reason", "Waits for a photo");
            working = work(paused, 400 + random.nextInt(900));
            post(working, below + "/resumption");
        }
        if (slow && !about.severity().equals("CRITICAL") && chance(40)) {
            working = work(working, 60);
            post(
                    working,
                    below + "/escalation",
                    "severity",
                    about.severity().equals("HIGH") ? "CRITICAL" : "HIGH",
                    "reason",
                    "Asked for the third time");
        }
        Instant resolved = work(working, share(resolve, slow ? 105 : 20, slow ? 260 : 70));
        if (about.article() != null) {
            post(resolved.minusSeconds(60), below + "/articles", "article", id(about.article()));
        }
        post(resolved, below + "/resolution", "resolution", about.resolution());
        post("PUT", resolved.plusSeconds(120), below + "/root-cause", "cause", about.cause());
        if (chance(9)) {
            Instant again = after(resolved, 1, 4);
            post(again, below + "/reopening", "reason", "The same again");
            resolved = work(again, 30 + random.nextInt(200));
            post(resolved, below + "/resolution", "resolution", about.resolution());
        }
        if (!badly && chance(85)) {
            post(office(after(resolved, 3, 6)), below + "/closure");
        }
    }

    private int share(int minutes, int leastPercent, int mostPercent) {
        return minutes * (leastPercent + random.nextInt(mostPercent - leastPercent + 1)) / 100;
    }

    // ---- what the company does for it

    private void care(Instant last) {
        if (fate == Fate.SILENT || fate == Fate.LATE_NEWS) {
            return;
        }
        if (chance(40)) {
            gesture("welcome", "CHECK_IN", office(after(met, 1, 3)), 12, "Ask how the tea was");
        }
        if (firm != null || enrolled != null) {
            for (int year = 0; year < 3; year++) {
                LocalDate eve = LocalDate.ofInstant(company.start, ZoneOffset.UTC)
                        .plusYears(year)
                        .withMonth(12)
                        .withDayOfMonth(5);
                Instant planned = office(eve.atStartOfDay(ZoneOffset.UTC).toInstant());
                if (planned.isAfter(met) && planned.isBefore(last)) {
                    gesture(
                            "festival-" + eve.getYear(),
                            "FESTIVAL",
                            planned.plusSeconds(number),
                            14,
                            "A tin for the holidays");
                }
            }
        }
        if (enrolled != null && firm == null && chance(50)) {
            Instant planned = office(after(enrolled, 30, 200));
            if (planned.isBefore(last)) {
                gesture("birthday", "BIRTHDAY", planned, 10, "A card with a sample");
            }
        }
    }

    private void gesture(String care, String kind, Instant planned, int days, String note) {
        Instant due = office(planned.plus(days, ChronoUnit.DAYS));
        post(planned, "/care", "care", care, "kind", kind, "dueAt", due.toString(), "note", note);
        if (chance(92)) {
            Instant delivered = due.minusSeconds(random.nextInt(7000) - 3000L);
            post(
                    delivered,
                    "/care/" + care + "/delivery",
                    "channel",
                    pick("phone", "mail", "email"),
                    "answered",
                    chance(65));
        } else {
            post(work(due, 300), "/care/" + care + "/cancellation", "reason", "Nobody was there to do it");
        }
    }

    private void needs(Instant from) {
        String[] need = pick(Words.NEEDS);
        Instant found = office(from);
        post(found, "/needs", "need", "need-1", "kind", need[0], "source", need[1], "text", need[2]);
        Instant confirmed = office(after(found, 3, 10));
        post(confirmed, "/needs/need-1/confirmation");
        if (chance(70)) {
            post(office(after(confirmed, 10, 50)), "/needs/need-1/fulfilment", "how", need[3]);
        }
        Instant at = office(after(confirmed, 1, 4));
        for (int i = 1, promises = 1 + random.nextInt(4); i <= promises && isThere(at); i++) {
            promise("promise-" + i, at);
            at = office(after(at, 40, 110));
        }
    }

    private void promise(String commitment, Instant at) {
        Instant due = work(at, 540L * (4 + random.nextInt(8)));
        post(
                at,
                "/commitments",
                "commitment",
                commitment,
                "text",
                pick(Words.PROMISES),
                "dueAt",
                due.toString(),
                "promisedBy",
                ownerAt(at));
        int luck = random.nextInt(100);
        if (luck < 76) {
            post(due.minusSeconds(3600L + random.nextInt(80_000)), "/commitments/" + commitment + "/fulfilment");
        } else if (luck < 88) {
            post(
                    work(due, 100 + random.nextInt(2000)),
                    "/commitments/" + commitment + "/fulfilment",
                    "note",
                    "Late, with apologies");
        } else if (luck < 95) {
            post(work(due, 60), "/commitments/" + commitment + "/breach", "reason", "Sold out");
        }
    }

    /** Somebody sees a danger, and does something about it. */
    private void watch(Instant at, boolean withSuccess) {
        if (firm == null && !withSuccess && chance(50)) {
            return;
        }
        String[] risk = pick(Words.RISKS);
        Instant seen = office(at);
        int probability = 2 + random.nextInt(3);
        post(
                seen,
                "/risk-flags",
                "flag",
                "seen-1",
                "cause",
                risk[0],
                "probability",
                probability,
                "impact",
                3,
                "potentialLoss",
                fields("amount", Integer.toString(200 + 50 * random.nextInt(30)), "currency", "USD"),
                "note",
                risk[1]);
        Instant judged = work(seen, 300 + random.nextInt(900));
        post(
                "PUT",
                judged,
                "/risk-flags/seen-1/assessment",
                "probability",
                Math.min(5, probability + 1),
                "impact",
                3 + random.nextInt(2));
        post(
                "PUT",
                judged.plusSeconds(600),
                "/risk-flags/seen-1/response",
                "response",
                "MITIGATE",
                "note",
                "Visit with a better offer");
        Instant visited = office(after(judged, 3, 9));
        post(
                visited,
                "/risk-flags/seen-1/recovery",
                "outcome",
                withSuccess ? "IMPROVED" : chance(50) ? "UNCHANGED" : "FAILED",
                "text",
                "Brought samples and a yearly price");
        post(
                visited.plusSeconds(1200),
                "/risk-flags/seen-1/measures",
                "kind",
                "PROCESS",
                "reviewAt",
                visited.plus(180, ChronoUnit.DAYS).toString(),
                "text",
                "Call every customer of this size once a quarter");
        if (withSuccess) {
            post(office(daysAgo(120, 130)), "/risk-flags/seen-1/clearance", "reason", "Buys again");
        }
    }

    /** Spends points now and then, never more than there must be. */
    private void redeem(Instant last) {
        if (enrolled == null) {
            return;
        }
        long spent = -earned.stream()
                .filter(e -> e.points() < 0)
                .mapToLong(Earned::points)
                .sum();
        for (Instant at = office(after(enrolled, 120, 200)); !at.isAfter(last); at = office(after(at, 120, 220))) {
            Instant oldest = at.minus(330, ChronoUnit.DAYS);
            Instant newest = at.minus(20, ChronoUnit.DAYS);
            long there = -spent;
            for (Earned points : earned) {
                if (points.points() > 0
                        && points.at().isAfter(oldest)
                        && points.at().isBefore(newest)) {
                    there += points.points();
                }
            }
            long wanted = there / 200 * 100;
            if (wanted >= 100) {
                spent += wanted;
                post(
                        at,
                        "/redemptions",
                        "redemption",
                        "V-%d-%d".formatted(number, ++redeemed),
                        "points",
                        wanted,
                        "purpose",
                        "A voucher");
            }
        }
        if (number % 10 == 0 && redeemed > 0) {
            Instant greedy = office(last);
            if (isThere(greedy)) {
                company.send(
                        greedy,
                        "POST",
                        path("/redemptions"),
                        Company.dated(greedy, fields("points", 1_000_000, "purpose", "The whole shop")),
                        List.of(name),
                        "insufficient-points");
            }
        }
    }

    // ---- what it says when it is asked

    private void surveys() {
        company.waves.forEach((wave, begins) -> {
            Instant at = after(begins, 2, 25);
            boolean buys = firstOrder != null
                    && lastOrder != null
                    && at.isAfter(firstOrder.plus(3, ChronoUnit.DAYS))
                    && at.isBefore(lastOrder.plus(20, ChronoUnit.DAYS));
            if (buys && chatty && fate != Fate.LOST && chance(35)) {
                answer(at);
            }
        });
    }

    /** Answers the wave that has begun last. */
    private void answer(Instant at) {
        String wave = "";
        for (Map.Entry<String, Instant> candidate : company.waves.entrySet()) {
            if (candidate.getValue().isBefore(at)) {
                wave = candidate.getKey();
            }
        }
        double mood = mood(at);
        boolean served = !at.isBefore(company.fasterService);
        post(
                at,
                "/survey-responses",
                "survey",
                id(Company.SURVEY),
                "wave",
                wave,
                "csat",
                List.of(
                        rating("product_fit", mood + .12),
                        rating("response_speed", mood + (served ? .08 : -.25)),
                        rating("problem_solved", mood),
                        rating("price", mood - .15),
                        rating("brand", mood + .05)),
                "overall",
                scale(mood, 1, 5),
                "nps",
                scale(mood, 0, 10),
                "ces",
                scale(mood, 1, 7),
                "comment",
                chance(40) ? remark(mood >= .5) : null);
    }

    private Map<String, Object> rating(String factor, double mood) {
        return fields("factor", factor, "rating", scale(mood, 1, 5));
    }

    private int scale(double mood, int least, int most) {
        double noisy = mood + (random.nextDouble() - .5) * .3;
        return Math.max(least, Math.min(most, (int) Math.round(least + (most - least) * noisy)));
    }

    private void mood(Instant from, double level) {
        moods.add(new Mood(from, level));
    }

    private double mood(Instant at) {
        double level = 0;
        for (Mood mood : moods) {
            if (!mood.from().isAfter(at)) {
                level = mood.level();
            }
        }
        return level;
    }

    // ---- sending

    /** Something about this customer, unless it is gone by then. */
    private void post(Instant at, String below, @Nullable Object... body) {
        post("POST", at, below, body);
    }

    private boolean isThere(Instant at) {
        return at.isBefore(limit) || (back != null && !at.isBefore(back) && at.isBefore(company.end));
    }

    private void post(String method, Instant at, String below, @Nullable Object... body) {
        if (isThere(at)) {
            company.send(at, method, path(below), Company.dated(at, fields(body)), List.of(name), null);
        }
    }

    private String path(String below) {
        return "/customers/" + id(name) + below;
    }

    private Instant daysAgo(int least, int most) {
        return company.end.minusSeconds(seconds(least, most));
    }

    private Instant after(Instant instant, int leastDays, int mostDays) {
        return instant.plusSeconds(600 + seconds(leastDays, mostDays));
    }

    private long seconds(int leastDays, int mostDays) {
        return random.nextLong(leastDays * 86_400L, mostDays * 86_400L + 1);
    }

    private boolean chance(int percent) {
        return random.nextInt(100) < percent;
    }

    @SafeVarargs
    private <T> T pick(T... choices) {
        return choices[random.nextInt(choices.length)];
    }
}
