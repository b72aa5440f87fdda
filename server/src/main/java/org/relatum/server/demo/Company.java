package org.relatum.server.demo;

import static org.relatum.server.demo.Step.fields;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.relatum.events.PolicyKind;
import org.relatum.events.policy.PolicyReader;

/**
 * Leaf &amp; Kettle, a tea merchant that never was: two years of commands, made from a seed. The same seed, number of customers and
 * last day always give the same commands in the same order; of a larger company the first customers live as in a smaller one.
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
        REOPENED,
        /** Two sign-ups of one person, found and merged. */
        MERGED,
        /** Father and son, taken for one person and separated again. */
        WRONGLY_MERGED,
        /** Taken for lost until an order of long ago is recorded. */
        LATE_NEWS,
        /** Silent for a while just when the policy of risks changes. */
        SILENT
    }

    static final int DAYS = 730;
    private static final Fate[] FATES = {
        Fate.ACTIVE,
        Fate.SILENT,
        Fate.PROSPECT,
        Fate.ACTIVE,
        Fate.AT_RISK,
        Fate.LOST,
        Fate.ACTIVE,
        Fate.TARGET,
        Fate.RECOVERED,
        Fate.ACTIVE,
        Fate.CLOSED,
        Fate.WRONGLY_MERGED,
        Fate.PROSPECT,
        Fate.ACTIVE,
        Fate.LATE_NEWS,
        Fate.ACTIVE,
        Fate.REOPENED,
        Fate.MERGED,
        Fate.ACTIVE,
        Fate.LOST
    };
    /** How much more, or less, is bought in each month than on average. */
    private static final double[] SEASON = {.85, .8, .95, 1, .95, .85, .7, .7, .95, 1.1, 1.5, 1.8};

    static final String SURVEY = "survey";
    private static final String IMPROVEMENT = "improvement-";

    /** A customer as the company thinks of it. */
    public record Known(String name, Fate fate) {}

    final Instant start;
    final Instant end;
    /** When the policy of risks changes. */
    final Instant newRiskPolicy;
    /** When customer service gets faster. */
    final Instant fasterService;
    /** When each wave of the survey begins, by its name. */
    final Map<String, Instant> waves = new LinkedHashMap<>();

    private final List<Step> steps = new ArrayList<>();
    private final List<Known> customers = new ArrayList<>();

    private Company(long seed, int count, LocalDate lastDay) {
        this.end = lastDay.atStartOfDay(ZoneOffset.UTC).toInstant();
        this.start = end.minus(DAYS, ChronoUnit.DAYS);
        this.newRiskPolicy = office(end.minus(150, ChronoUnit.DAYS));
        this.fasterService = office(day(400));
        SplittableRandom random = new SplittableRandom(seed);
        organisation();
        catalogue();
        knowledge();
        survey();
        policies();
        scorecard();
        List<Life> lives = IntStream.rangeClosed(1, count)
                .mapToObj(number -> new Life(this, number, FATES[(number - 1) % FATES.length], random.split()))
                .toList();
        lives.forEach(Life::live);
        recommend(lives);
        steps.removeIf(step -> !step.at().isBefore(end));
        steps.sort(Comparator.comparing(Step::at));
    }

    /** Makes one up; {@code lastDay}, in UTC, is the first that it has not lived any more. */
    public static Company imagine(long seed, int customers, LocalDate lastDay) {
        return new Company(seed, customers, lastDay);
    }

    /** Everything that is sent, in order. */
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

    // ---- what everybody relies on

    private void organisation() {
        Instant at = office(day(-10));
        for (String[] department : Words.DEPARTMENTS) {
            company(
                    at,
                    "/departments",
                    fields(
                            "department",
                            department[0],
                            "name",
                            department[1],
                            "parent",
                            department.length > 2 ? department[2] : null));
        }
        for (Words.Member member : Words.STAFF) {
            company(
                    office(day(member.fromDay())),
                    "/staff",
                    fields(
                            "staff",
                            member.key(),
                            "name",
                            member.name(),
                            "role",
                            member.role(),
                            "department",
                            member.department(),
                            "contact",
                            member.key() + "@leaf-and-kettle.example"));
            if (member.untilDay() != null) {
                company(
                        office(day(member.untilDay())),
                        "/staff/" + member.key() + "/leaving",
                        fields("reason", "Opens a shop of his own"));
            }
        }
        for (int i = 0; i < Words.TRAININGS.length; i++) {
            String[] training = Words.TRAININGS[i];
            company(
                    office(day(360 + 20 * i)),
                    "/staff/" + training[0] + "/trainings",
                    fields("title", training[1], "hours", training[2]));
        }
    }

    private void catalogue() {
        for (Words.Product product : Words.PRODUCTS) {
            Instant from = office(day(product.fromDay() - 6));
            company(
                    from,
                    "/products",
                    fields("sku", product.sku(), "name", product.name(), "category", product.category()));
            company(from.plusSeconds(60), prices(product), fields("amount", product.price(), "currency", "USD"));
            if (product.category().endsWith("tea")) {
                BigDecimal dearer = new BigDecimal(product.price())
                        .multiply(new BigDecimal("1.06"))
                        .setScale(1, RoundingMode.HALF_UP)
                        .setScale(2);
                company(office(day(365)), prices(product), fields("amount", dearer.toString(), "currency", "USD"));
            }
            if (product.untilDay() != null) {
                company(office(day(product.untilDay())), "/products/" + product.sku() + "/discontinuation", fields());
            }
        }
    }

    private static String prices(Words.Product product) {
        return "/products/" + product.sku() + "/prices";
    }

    private void knowledge() {
        Instant at = office(day(-4));
        for (String[] article : Words.ARTICLES) {
            named(at, "/articles", fields("title", article[2], "body", article[3], "language", article[1]), article[0]);
        }
        company(
                office(day(410)),
                "/articles/" + Step.id("article-delivery") + "/revisions",
                fields(
                        "title",
                        "Where is my parcel?",
                        "body",
                        "Look the parcel up by its order. After two working days without a scan, send the goods again"
                                + " at once."));
    }

    private void survey() {
        LocalDate first = LocalDate.ofInstant(start, ZoneOffset.UTC).minusDays(2);
        named(
                office(day(-3)),
                "/surveys",
                fields(
                        "title",
                        "Every quarter: how are we doing?",
                        "wave",
                        wave(first),
                        "factors",
                        List.of("product_fit", "response_speed", "problem_solved", "price", "brand"),
                        "overall",
                        true,
                        "nps",
                        true,
                        "ces",
                        true),
                SURVEY);
        waves.put(wave(first), day(0));
        for (LocalDate quarter = first.withDayOfMonth(1)
                        .withMonth(first.getMonth().firstMonthOfQuarter().getValue())
                        .plusMonths(3);
                quarter.atStartOfDay(ZoneOffset.UTC).toInstant().isBefore(end);
                quarter = quarter.plusMonths(3)) {
            Instant begins = office(quarter.atStartOfDay(ZoneOffset.UTC).toInstant());
            company(begins, "/surveys/" + Step.id(SURVEY) + "/waves", fields("wave", wave(quarter)));
            waves.put(wave(quarter), begins);
        }
        improvement(
                1,
                390,
                60,
                "response_speed",
                Words.SERVICE_HEAD,
                "Every mail is answered within four working hours",
                "ACHIEVED");
        improvement(2, 430, 90, "price", "m.meier", "A loyalty price for tins of 250 g", "NOT_ACHIEVED");
        improvement(3, 690, 25, "brand", "p.laurent", "Say on every tin where it grew", null);
    }

    private void improvement(
            int number, int openedOnDay, int days, String factor, String owner, String text, @Nullable String outcome) {
        String name = IMPROVEMENT + number;
        Instant opened = office(day(openedOnDay));
        named(
                opened,
                "/improvements",
                fields(
                        "survey",
                        Step.id(SURVEY),
                        "factor",
                        factor,
                        "owner",
                        owner,
                        "text",
                        text,
                        "dueAt",
                        opened.plus(days, ChronoUnit.DAYS).toString()),
                name);
        if (outcome != null) {
            company(
                    office(opened.plus(days - 5, ChronoUnit.DAYS)),
                    "/improvements/" + Step.id(name) + "/closure",
                    fields("outcome", outcome));
        }
    }

    /** What is expected of each year, and what the head of sales says of each quarter. */
    private void scorecard() {
        int year = LocalDate.ofInstant(start, ZoneOffset.UTC).getYear();
        for (int i = 0; i < 3; i++) {
            Instant at = office(
                    i == 0
                            ? day(0)
                            : LocalDate.of(year + i, 1, 2)
                                    .atStartOfDay(ZoneOffset.UTC)
                                    .toInstant());
            company(
                    at,
                    "/scorecard/targets",
                    fields(
                            "period",
                            Integer.toString(year + i),
                            "kpis",
                            List.of(
                                    fields("kpi", "csat", "target", "4." + (i + 1)),
                                    fields("kpi", "first_response", "target", Integer.toString(4 - i)),
                                    fields("kpi", "arpu", "target", Integer.toString(900 + 100 * i)))));
            company(
                    at.plusSeconds(600),
                    "/scorecard/targets",
                    fields(
                            "period",
                            Integer.toString(year + i),
                            "dimension",
                            "DEPARTMENT",
                            "member",
                            "sales",
                            "kpis",
                            List.of(fields("kpi", "commitments_kept", "target", "0.9" + (2 + 2 * i)))));
        }
        int told = 0;
        for (Map.Entry<String, Instant> wave : waves.entrySet()) {
            company(
                    work(wave.getValue(), 90),
                    "/scorecard/reviews",
                    fields(
                            "period",
                            wave.getKey(),
                            "group",
                            "INTERNAL",
                            "reviewer",
                            "m.meier",
                            "text",
                            Words.REVIEWS[told++ % Words.REVIEWS.length]));
        }
    }

    private static String wave(LocalDate day) {
        return day.getYear() + "-Q" + ((day.getMonthValue() + 2) / 3);
    }

    private void policies() {
        List<String> holidays = new ArrayList<>();
        for (int year = ZonedDateTime.ofInstant(start, ZoneOffset.UTC).getYear();
                year <= ZonedDateTime.ofInstant(end, ZoneOffset.UTC).getYear();
                year++) {
            for (String day : List.of("01-01", "05-01", "12-25", "12-26")) {
                holidays.add('"' + (year + "-" + day) + '"');
            }
        }
        publish(office(day(40)), PolicyKind.SLA, "holidays: []", "holidays: [" + String.join(", ", holidays) + "]");
        publish(
                newRiskPolicy,
                PolicyKind.RISK,
                "no_contact_or_purchase: 120d, probability: 2",
                "no_contact_or_purchase: 60d, probability: 3");
    }

    /** The shipped policy with one thing changed. */
    private void publish(Instant at, PolicyKind kind, String was, String is) {
        String shipped = PolicyReader.shippedText(kind);
        if (!shipped.contains(was)) {
            throw new IllegalStateException("the shipped policy " + kind.key() + " does not say " + was);
        }
        send(at, "POST", "/policies/" + kind.key(), shipped.replace(was, is), List.of(Step.COMPANY), null);
    }

    /** Some who are content recommend the company, and some of those they tell become customers. */
    private void recommend(List<Life> lives) {
        for (int i = 0; i < lives.size(); i++) {
            Life teller = lives.get(i);
            if (!teller.isContent()) {
                continue;
            }
            lives.stream()
                    .skip(i + 1L)
                    .limit(40)
                    .filter(friend -> friend.metBy(teller))
                    .findFirst()
                    .ifPresent(teller::recommendTo);
            if (teller.number % 3 == 0) {
                teller.recommendInVain();
            }
        }
    }

    // ---- sending

    void known(String name, Fate fate) {
        customers.add(new Known(name, fate));
    }

    /** Sends something that customers may rely on. */
    private void company(Instant at, String path, Map<String, Object> body) {
        send(at, "POST", path, dated(at, body), List.of(Step.COMPANY), null);
    }

    private void named(Instant at, String path, Map<String, Object> body, String name) {
        send(at, "POST", path, dated(at, body), List.of(name, Step.COMPANY), null);
    }

    void send(Instant at, String method, String path, Object body, List<String> subjects, @Nullable String refusal) {
        steps.add(new Step(at, method, path, body, subjects, refusal));
    }

    static Map<String, Object> dated(Instant occurredAt, Map<String, Object> body) {
        Map<String, Object> dated = fields("occurredAt", occurredAt.toString());
        dated.putAll(body);
        return dated;
    }

    // ---- time

    Instant day(int number) {
        return start.plus(number, ChronoUnit.DAYS);
    }

    /** How many days of the two years have passed. */
    long dayOf(Instant at) {
        return ChronoUnit.DAYS.between(start, at);
    }

    /** The same instant, or the next at which the company is at work: Monday to Friday, 9 to 18 o'clock UTC. */
    static Instant office(Instant at) {
        ZonedDateTime time = at.atZone(ZoneOffset.UTC);
        if (time.getHour() < 9) {
            time = time.with(LocalTime.of(9, time.getMinute(), time.getSecond()));
        } else if (time.getHour() >= 18) {
            time = time.plusDays(1).with(LocalTime.of(9, time.getMinute(), time.getSecond()));
        }
        while (time.getDayOfWeek() == DayOfWeek.SATURDAY || time.getDayOfWeek() == DayOfWeek.SUNDAY) {
            time = time.plusDays(1);
        }
        return time.toInstant();
    }

    /** So many minutes of work later. */
    static Instant work(Instant from, long minutes) {
        Instant at = office(from);
        long left = minutes;
        while (true) {
            Instant closes = at.truncatedTo(ChronoUnit.DAYS).plus(18, ChronoUnit.HOURS);
            long today = ChronoUnit.MINUTES.between(at, closes);
            if (left <= today) {
                return at.plus(left, ChronoUnit.MINUTES);
            }
            left -= today;
            at = office(closes);
        }
    }

    /** How much is bought at that time of the year; 1 on average. */
    static double season(Instant at) {
        return SEASON[at.atZone(ZoneOffset.UTC).getMonthValue() - 1];
    }
}
