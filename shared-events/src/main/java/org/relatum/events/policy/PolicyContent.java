package org.relatum.events.policy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CaseSeverity;
import org.relatum.events.PolicyKind;
import org.relatum.events.RiskResponse;
import org.relatum.events.policy.KpiPolicy.Grade;
import org.relatum.events.policy.KpiPolicy.Kpi;
import org.relatum.events.policy.LoyaltyScorePolicy.Band;
import org.relatum.events.policy.PointsPolicy.ExpireAt;
import org.relatum.events.policy.RiskPolicy.AliveBelow;
import org.relatum.events.policy.SlaPolicy.Shift;
import org.relatum.events.policy.SlaPolicy.Target;
import org.relatum.events.policy.TiersPolicy.Tier;
import tools.jackson.databind.JsonNode;

/** The content of a policy's text: as the policy it is, and what is wrong with it beyond its form. */
final class PolicyContent {
    private static final double WEIGHTS_TOLERANCE = 1e-9;

    private final PolicyText text;
    private final ZoneId company;
    private final List<PolicyProblem> problems = new ArrayList<>();

    PolicyContent(PolicyText text, ZoneId company) {
        this.text = text;
        this.company = company;
    }

    /** What {@link #check} found. */
    List<PolicyProblem> problems() {
        return problems;
    }

    Policy policy(PolicyKind kind, int version) {
        return switch (kind) {
            case LIFECYCLE -> lifecycle(version);
            case LOYALTY_SCORE -> loyaltyScore(version);
            case POINTS -> points(version);
            case TIERS -> tiers(version);
            case RISK -> risk(version);
            case SLA -> sla(version);
            case SATISFACTION_FACTORS -> satisfactionFactors(version);
            case KPI -> kpi(version);
            case RETENTION -> retention(version);
        };
    }

    private LifecyclePolicy lifecycle(int version) {
        return new LifecyclePolicy(
                version,
                new LifecyclePolicy.Threshold(duration("/at_risk/minimum_silence"), number("/at_risk/cadence_factor")),
                new LifecyclePolicy.Threshold(duration("/lost/minimum_silence"), number("/lost/cadence_factor")),
                integer("/cadence/median_of_gaps_from_purchases"),
                duration("/cadence/otherwise"),
                duration("/recovered_mark"));
    }

    private LoyaltyScorePolicy loyaltyScore(int version) {
        List<Band> bands = new ArrayList<>();
        at("/bands")
                .properties()
                .forEach(e -> bands.add(new Band(e.getKey(), e.getValue().asDouble())));
        return new LoyaltyScorePolicy(
                version,
                new LoyaltyScorePolicy.Recency(number("/recency/weight"), duration("/recency/half_life")),
                new LoyaltyScorePolicy.Frequency(
                        number("/frequency/weight"), integer("/frequency/full_at"), duration("/frequency/window")),
                new LoyaltyScorePolicy.Monetary(
                        number("/monetary/weight"), number("/monetary/full_at"), duration("/monetary/window")),
                new LoyaltyScorePolicy.Tenure(number("/tenure/weight"), duration("/tenure/full_at")),
                new LoyaltyScorePolicy.Satisfaction(
                        number("/satisfaction/weight"),
                        duration("/satisfaction/half_life"),
                        number("/satisfaction/none")),
                new LoyaltyScorePolicy.Engagement(
                        number("/engagement/weight"), integer("/engagement/full_at"), duration("/engagement/window")),
                new LoyaltyScorePolicy.Advocacy(
                        number("/advocacy/weight"),
                        number("/advocacy/converted_referral"),
                        number("/advocacy/promoter"),
                        integer("/advocacy/promoter_from_nps")),
                new LoyaltyScorePolicy.Penalty(
                        number("/penalty/open_complaint"),
                        number("/penalty/recent_complaint"),
                        duration("/penalty/window"),
                        number("/penalty/at_most")),
                bands);
    }

    private PointsPolicy points(int version) {
        return new PointsPolicy(
                version,
                at("/per_currency_unit").decimalValue(),
                duration("/pending"),
                duration("/expire_after"),
                ExpireAt.valueOf(constant("/expire_at")),
                at("/value").decimalValue());
    }

    private TiersPolicy tiers(int version) {
        List<Tier> tiers = new ArrayList<>();
        at("/tiers")
                .properties()
                .forEach(e -> tiers.add(new Tier(e.getKey(), e.getValue().asLong())));
        return new TiersPolicy(version, duration("/window"), tiers);
    }

    private RiskPolicy risk(int version) {
        List<BigDecimal> revenues = new ArrayList<>();
        at("/impact/net_revenue_from").forEach(revenue -> revenues.add(revenue.decimalValue()));
        List<AliveBelow> alive = new ArrayList<>();
        at("/churn/p_alive_below")
                .forEach(limit -> alive.add(new AliveBelow(
                        limit.path("limit").asDouble(),
                        limit.path("probability").asInt())));
        Map<RiskRule, RiskResponse> responses = new EnumMap<>(RiskRule.class);
        for (RiskRule rule : RiskRule.values()) {
            responses.put(
                    rule, RiskResponse.valueOf(constant("/" + rule.name().toLowerCase(Locale.ROOT) + "/response")));
        }
        return new RiskPolicy(
                version,
                new RiskPolicy.SeverityLimits(
                        integer("/severity/low_to"), integer("/severity/medium_to"), integer("/severity/high_to")),
                new RiskPolicy.Impact(duration("/impact/window"), revenues),
                new RiskPolicy.Churn(alive, integer("/churn/lifecycle_at_risk/probability")),
                new RiskPolicy.Satisfaction(
                        integer("/satisfaction/csat_at_most"),
                        integer("/satisfaction/nps_drop_to"),
                        integer("/satisfaction/probability"),
                        integer("/satisfaction/clears/csat_from"),
                        integer("/satisfaction/clears/nps_from"),
                        duration("/satisfaction/clears/after")),
                new RiskPolicy.Complaint(integer("/complaint/probability")),
                new RiskPolicy.Commitment(
                        integer("/commitment/overdue"),
                        integer("/commitment/broken"),
                        duration("/commitment/broken_clears")),
                new RiskPolicy.Contract(duration("/contract/ends_within"), integer("/contract/probability")),
                new RiskPolicy.Inactivity(
                        duration("/inactivity/no_contact_or_purchase"), integer("/inactivity/probability")),
                new RiskPolicy.ConsentWithdrawn(integer("/consent_withdrawn/probability")),
                new RiskPolicy.Concentration(
                        duration("/concentration/window"),
                        number("/concentration/share_of_revenue_above"),
                        integer("/concentration/probability"),
                        integer("/concentration/impact")),
                responses);
    }

    private SlaPolicy sla(int version) {
        String zone = at("/calendar/zone").asString();
        TreeSet<LocalDate> holidays = new TreeSet<>();
        at("/calendar/holidays").forEach(day -> holidays.add(LocalDate.parse(day.asString())));
        Map<CaseSeverity, Target> targets = new EnumMap<>(CaseSeverity.class);
        for (CaseSeverity severity : CaseSeverity.values()) {
            String target = "/" + severity.name().toLowerCase(Locale.ROOT);
            targets.put(severity, new Target(duration(target + "/respond"), duration(target + "/resolve")));
        }
        return new SlaPolicy(
                version,
                new SlaPolicy.Calendar(zone.equals("company") ? company : ZoneId.of(zone), shifts(), holidays),
                targets);
    }

    private List<Shift> shifts() {
        List<Shift> shifts = new ArrayList<>();
        for (DayOfWeek day : DayOfWeek.values()) {
            at(hoursOf(day)).forEach(span -> {
                String[] ends = span.asString().split("-", -1);
                shifts.add(new Shift(day, LocalTime.parse(ends[0]), LocalTime.parse(ends[1])));
            });
        }
        return shifts;
    }

    private static String hoursOf(DayOfWeek day) {
        return "/calendar/hours/" + day.name().toLowerCase(Locale.ROOT);
    }

    private SatisfactionFactorsPolicy satisfactionFactors(int version) {
        Map<String, Double> weights = new LinkedHashMap<>();
        at("").properties().forEach(e -> weights.put(e.getKey(), e.getValue().asDouble()));
        return new SatisfactionFactorsPolicy(version, weights);
    }

    private RetentionPolicy retention(int version) {
        Map<String, Duration> erase = new LinkedHashMap<>();
        at("/erase").propertyNames().forEach(stage -> erase.put(stage, duration("/erase/" + stage)));
        return new RetentionPolicy(version, erase);
    }

    private KpiPolicy kpi(int version) {
        Map<KpiGroup, Double> groups = new EnumMap<>(KpiGroup.class);
        for (KpiGroup group : KpiGroup.values()) {
            groups.put(group, number("/groups/" + group.key()));
        }
        List<Grade> grades = new ArrayList<>();
        at("/grades")
                .properties()
                .forEach(e -> grades.add(new Grade(e.getKey(), e.getValue().asDouble())));
        List<Kpi> kpis = new ArrayList<>();
        for (String key : at("/kpis").propertyNames()) {
            String kpi = "/kpis/" + key;
            kpis.add(new Kpi(
                    key,
                    KpiGroup.valueOf(constant(kpi + "/group")),
                    at(kpi + "/title").asString(),
                    KpiFormula.parse(at(kpi + "/formula").asString()),
                    KpiPolicy.Unit.valueOf(constant(kpi + "/unit")),
                    KpiPolicy.Better.valueOf(constant(kpi + "/better")),
                    at(kpi + "/target").isMissingNode()
                            ? OptionalDouble.empty()
                            : OptionalDouble.of(number(kpi + "/target")),
                    KpiPolicy.Per.valueOf(constant(kpi + "/target_per")),
                    number(kpi + "/weight")));
        }
        return new KpiPolicy(
                version,
                groups,
                new KpiPolicy.Score(number("/score/at_least"), number("/score/at_most")),
                grades,
                kpis);
    }

    /** Looks for what a schema can't say; the content has the form that its schema asks for. */
    void check(PolicyKind kind) {
        switch (kind) {
            case LIFECYCLE -> {
                requireNotShorter("/at_risk/minimum_silence", "/lost/minimum_silence");
                if (number("/lost/cadence_factor") < number("/at_risk/cadence_factor")) {
                    problem("/lost/cadence_factor", "is below that of at_risk");
                }
            }
            case LOYALTY_SCORE -> {
                double sum = 0;
                for (String part : List.of(
                        "recency", "frequency", "monetary", "tenure", "satisfaction", "engagement", "advocacy")) {
                    sum += number("/" + part + "/weight");
                }
                requireOne(sum);
                requireAscendingFromZero("/bands");
            }
            case POINTS -> {
                if (duration("/expire_after").compareTo(duration("/pending")) <= 0) {
                    problem("/expire_after", "is not longer than pending");
                }
            }
            case TIERS -> requireAscendingFromZero("/tiers");
            case RISK -> {
                requireAscending("/severity/low_to", "/severity/medium_to");
                requireAscending("/severity/medium_to", "/severity/high_to");
                for (int i = 1; i < at("/impact/net_revenue_from").size(); i++) {
                    requireAscending("/impact/net_revenue_from/" + (i - 1), "/impact/net_revenue_from/" + i);
                }
                for (int i = 1; i < at("/churn/p_alive_below").size(); i++) {
                    if (number("/churn/p_alive_below/" + i + "/limit")
                            >= number("/churn/p_alive_below/" + (i - 1) + "/limit")) {
                        problem("/churn/p_alive_below/" + i + "/limit", "is not below the limit before it");
                    }
                }
            }
            case SLA -> checkSla();
            case SATISFACTION_FACTORS -> {
                double sum = 0;
                for (JsonNode weight : at("")) {
                    sum += weight.asDouble();
                }
                requireOne(sum);
            }
            case KPI -> checkKpi();
            case RETENTION -> {
                // Its form says it all.
            }
        }
    }

    private void checkKpi() {
        double groups = 0;
        for (JsonNode weight : at("/groups")) {
            groups += weight.asDouble();
        }
        requireOne("/groups", "", groups);
        Map<String, Double> weights = new TreeMap<>();
        for (KpiGroup group : KpiGroup.values()) {
            weights.put(group.key(), 0.0);
        }
        for (String key : at("/kpis").propertyNames()) {
            String kpi = "/kpis/" + key;
            weights.merge(at(kpi + "/group").asString(), number(kpi + "/weight"), Double::sum);
            if (number(kpi + "/weight") > 0 && at(kpi + "/target").isMissingNode()) {
                problem(kpi, "has a weight but no target");
            }
            try {
                requireSeconds(kpi, KpiFormula.parse(at(kpi + "/formula").asString()));
            } catch (IllegalArgumentException e) {
                problem(kpi + "/formula", String.valueOf(e.getMessage()));
            }
        }
        weights.forEach((group, sum) -> requireOne("/kpis", "of the group " + group + " ", sum));
        requireAscending("/score/at_least", "/score/at_most");
        requireDescendingToZero("/grades");
    }

    /** Hours are told of seconds, and seconds are told in hours. */
    private void requireSeconds(String kpi, KpiFormula formula) {
        boolean hours = constant(kpi + "/unit").equals(KpiPolicy.Unit.HOURS.name());
        if (!formula.numerator().terms().stream()
                .allMatch(term -> hours == (term.measure().of() == Measure.Of.SECONDS))) {
            problem(
                    kpi + "/unit",
                    hours
                            ? "is hours, but what is divided is not a time"
                            : "is not hours, but what is divided is a time");
        }
    }

    private void checkSla() {
        String zone = at("/calendar/zone").asString();
        if (!zone.equals("company")) {
            require("/calendar/zone", zone, ZoneId::of, "is no time zone");
        }
        int index = 0;
        for (JsonNode day : at("/calendar/holidays")) {
            require("/calendar/holidays/" + index++, day.asString(), LocalDate::parse, "is no day of the calendar");
        }
        List<Shift> shifts = shifts();
        long week = Duration.ofDays(7).toSeconds();
        for (int i = 0; i < shifts.size(); i++) {
            for (int k = 0; k < i; k++) {
                if (overlap(shifts.get(k), shifts.get(i), week)) {
                    problem(
                            hoursOf(shifts.get(i).day()),
                            "overlaps " + shifts.get(k).day().name().toLowerCase(Locale.ROOT) + " "
                                    + shifts.get(k).from() + "-" + shifts.get(k).to());
                }
            }
        }
        for (CaseSeverity severity : CaseSeverity.values()) {
            String target = "/" + severity.name().toLowerCase(Locale.ROOT);
            requireNotShorter(target + "/respond", target + "/resolve");
        }
        if (shifts.isEmpty()) {
            problem("/calendar/hours", "has no working hours, so that no clock would ever run");
        }
    }

    /** Whether two spans of a week share time; the week is a circle. */
    private static boolean overlap(Shift a, Shift b, long week) {
        long gap = Math.floorMod(begin(b) - begin(a), week);
        return gap < length(a) || Math.floorMod(begin(a) - begin(b), week) < length(b);
    }

    private static long begin(Shift shift) {
        return Duration.ofDays(shift.day().ordinal()).toSeconds() + shift.from().toSecondOfDay();
    }

    private static long length(Shift shift) {
        long day = Duration.ofDays(1).toSeconds();
        long length = Math.floorMod(shift.to().toSecondOfDay() - shift.from().toSecondOfDay(), day);
        return length == 0 ? day : length;
    }

    private void require(String pointer, String value, Parser parser, String reason) {
        try {
            parser.parse(value);
        } catch (DateTimeException e) {
            problem(pointer, reason);
        }
    }

    /** Reads a text that denotes something of the calendar. */
    @FunctionalInterface
    private interface Parser {
        @Nullable
        Object parse(String text);
    }

    private void requireNotShorter(String lesser, String greater) {
        if (duration(greater).compareTo(duration(lesser)) < 0) {
            problem(
                    greater,
                    "is shorter than " + PolicyText.path(lesser) + ", "
                            + at(lesser).asString());
        }
    }

    private void requireAscending(String lesser, String greater) {
        if (number(greater) <= number(lesser)) {
            problem(greater, "is not above " + PolicyText.path(lesser));
        }
    }

    private void requireAscendingFromZero(String pointer) {
        double last = -1;
        for (Map.Entry<String, JsonNode> level : at(pointer).properties()) {
            double from = level.getValue().asDouble();
            String child = pointer + "/" + level.getKey();
            if (last < 0 && from != 0) {
                problem(child, "is the first and does not begin at 0");
            } else if (last >= 0 && from <= last) {
                problem(child, "is not above the one before it");
            }
            last = from;
        }
    }

    private void requireDescendingToZero(String pointer) {
        double last = Double.POSITIVE_INFINITY;
        for (Map.Entry<String, JsonNode> level : at(pointer).properties()) {
            double from = level.getValue().asDouble();
            if (from >= last) {
                problem(pointer + "/" + level.getKey(), "is not below the one before it");
            }
            last = from;
        }
        if (last != 0) {
            problem(pointer, "does not end with one from 0");
        }
    }

    private void requireOne(double weights) {
        requireOne("", "", weights);
    }

    private void requireOne(String pointer, String of, double weights) {
        if (Math.abs(weights - 1) > WEIGHTS_TOLERANCE) {
            problem(
                    pointer,
                    "has weights " + of + "that add up to "
                            + BigDecimal.valueOf(weights)
                                    .setScale(9, RoundingMode.HALF_EVEN)
                                    .stripTrailingZeros()
                                    .toPlainString()
                            + " instead of 1");
        }
    }

    private void problem(String pointer, String reason) {
        problems.add(new PolicyProblem(text.line(pointer), PolicyText.path(pointer), reason));
    }

    private JsonNode at(String pointer) {
        return text.content().at(pointer);
    }

    private double number(String pointer) {
        return at(pointer).asDouble();
    }

    private int integer(String pointer) {
        return at(pointer).asInt();
    }

    private String constant(String pointer) {
        return at(pointer).asString().toUpperCase(Locale.ROOT);
    }

    private Duration duration(String pointer) {
        String span = at(pointer).asString();
        long amount = Long.parseLong(span.substring(0, span.length() - 1));
        return switch (span.charAt(span.length() - 1)) {
            case 'd' -> Duration.ofDays(amount);
            case 'h' -> Duration.ofHours(amount);
            case 'm' -> Duration.ofMinutes(amount);
            case 's' -> Duration.ofSeconds(amount);
            default -> throw new IllegalArgumentException(span + " is no time span");
        };
    }
}
