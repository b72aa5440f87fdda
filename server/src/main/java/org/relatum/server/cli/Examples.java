package org.relatum.server.cli;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.relatum.server.demo.Company.Fate;
import tools.jackson.databind.JsonNode;

/**
 * What to look at in the demonstration: requests that each show something that surprises. Customers and instants are found by asking
 * the service, and what is said about an answer is taken from it; where nothing fits, as in a tiny company, the example is left out.
 */
final class Examples {

    /**
     * Requests, ready to be pasted into a shell.
     *
     * @param key which of the examples it is
     * @param title what to look for
     * @param jq what cuts the answers to that
     */
    record Example(String key, String title, String curl, String jq) {}

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("d MMMM yyyy", Locale.ENGLISH);
    private static final DateTimeFormatter MONTH = DateTimeFormatter.ofPattern("MMMM yyyy", Locale.ENGLISH);

    private final ApiClient api;
    private final JsonNode customers;
    private final Instant present;

    private Examples(ApiClient api, JsonNode demo) {
        this.api = api;
        this.customers = demo.path("customers");
        this.present = Instant.parse(demo.path("present").asString());
    }

    /** For the company that {@code demo.json} describes. */
    static List<Example> of(JsonNode demo, ApiClient api) {
        Examples examples = new Examples(api, demo);
        return Stream.of(
                        examples.number(),
                        examples.first(Fate.LATE_NEWS, examples::known),
                        examples.first(Fate.SILENT, examples::policy),
                        examples.first(Fate.WRONGLY_MERGED, examples::undone),
                        examples.first(Fate.ACTIVE, examples::ahead),
                        examples.first(Fate.LATE_NEWS, examples::restated))
                .flatMap(Optional::stream)
                .toList();
    }

    /** Of those with the fullest score, why it is what it is. */
    private Optional<Example> number() {
        String best = null;
        JsonNode answer = null;
        long most = 0;
        for (String customer : candidates(Fate.ACTIVE)) {
            JsonNode loyalty = api.get(number(customer));
            long parts = parts(loyalty).count() + (penalty(loyalty) > 0 ? 2 : 0);
            if (parts > most) {
                most = parts;
                best = customer;
                answer = loyalty;
            }
        }
        if (best == null || answer == null) {
            return Optional.empty();
        }
        StringBuilder sum = new StringBuilder();
        parts(answer)
                .forEach(part -> sum.append(sum.isEmpty() ? "" : " + ")
                        .append(one(part.path("contribution").asDouble()))
                        .append(' ')
                        .append(part.path("part").asString("").toLowerCase(Locale.ROOT)));
        if (penalty(answer) > 0) {
            sum.append(" - ").append(one(penalty(answer))).append(" complaints");
        }
        return Optional.of(example(
                "number",
                "Why is %s's loyalty score %s? %s. Each part names the events it rests on (evidence)."
                        .formatted(name(best), one(answer.path("score").asDouble()), sum),
                "{score}, (.parts[] | {part, raw, contribution, evidence: (.evidence | length)}), {penalty}",
                number(best)));
    }

    private String number(String customer) {
        return about(customer, "/loyalty?asOf=" + present);
    }

    private static Stream<JsonNode> parts(JsonNode loyalty) {
        return stream(loyalty.path("parts"))
                .filter(part -> part.path("contribution").asDouble() > 0);
    }

    private static double penalty(JsonNode loyalty) {
        return loyalty.path("penalty").path("points").asDouble();
    }

    /** One day as it was seen then, and as it is seen since an order of long ago became known. */
    private Optional<Example> known(String customer) {
        for (JsonNode event : events(customer)) {
            Instant occurred = instant(event, "occurredAt");
            Instant recorded = instant(event, "recordedAt");
            Instant day = LocalDate.ofInstant(recorded, ZoneOffset.UTC)
                    .withDayOfMonth(1)
                    .atStartOfDay(ZoneOffset.UTC)
                    .toInstant();
            if (!event.path("type").asString("").equals("order.placed")
                    || Duration.between(occurred, recorded).toDays() < 60
                    || !day.isBefore(recorded)) {
                continue;
            }
            String then = about(customer, "/lifecycle?asOf=" + day + "&knownAt=" + day);
            String now = about(customer, "/lifecycle?asOf=" + day);
            if (!stage(then).equals(stage(now))) {
                return Optional.of(example(
                        "known",
                        "How did it stand with %s on %s? As known then: %s. As known today: %s, for an order of %s was recorded on %s."
                                .formatted(
                                        name(customer),
                                        day(day),
                                        stage(then),
                                        stage(now),
                                        day(occurred),
                                        day(recorded)),
                        "{asOf, knownAt, stage, since, lastOrderAt}",
                        then,
                        now));
            }
        }
        return Optional.empty();
    }

    /** One minute before a policy and one minute after it. */
    private Optional<Example> policy(String customer) {
        for (JsonNode version : api.get("/api/v1/policies/risk").path("items")) {
            if (version.path("version").asInt() != 1) {
                continue;
            }
            Instant from = instant(version, "effectiveFrom");
            String before = about(customer, "/risk?asOf=" + from.minusSeconds(60));
            String after = about(customer, "/risk?asOf=" + from.plusSeconds(60));
            boolean idle = events(customer).stream()
                    .map(event -> instant(event, "occurredAt"))
                    .noneMatch(at -> at.isAfter(from.minusSeconds(60)) && !at.isAfter(from.plusSeconds(60)));
            JsonNode flags = api.get(after).path("flags");
            if (idle && api.get(before).path("flags").isEmpty() && !flags.isEmpty()) {
                return Optional.of(example(
                        "policy",
                        "No flag, and two minutes later the flag %s: %s did nothing, but policy risk 1 came into force between them."
                                .formatted(flags.path(0).path("flag").asString(""), name(customer)),
                        "{asOf, policyVersion, flags: [.flags[].flag]}",
                        before,
                        after));
            }
        }
        return Optional.empty();
    }

    /** Before a merge, after it, and after it was undone. */
    private Optional<Example> undone(String customer) {
        Instant merged = null;
        Instant separated = null;
        for (JsonNode event : events(customer)) {
            switch (event.path("type").asString("")) {
                case "customer.absorbed" -> merged = instant(event, "occurredAt");
                case "customer.absorption-undone" -> separated = instant(event, "occurredAt");
                default -> {
                    // Not about the merge.
                }
            }
        }
        if (merged == null || separated == null) {
            return Optional.empty();
        }
        String before = about(customer, "/lifecycle?asOf=" + merged.minusSeconds(60));
        String between = about(customer, "/lifecycle?asOf=" + merged.plusSeconds(60));
        String after = about(customer, "/lifecycle?asOf=" + separated.plusSeconds(60));
        return orders(between) > orders(after) && orders(after) >= orders(before)
                ? Optional.of(example(
                        "undone",
                        "Father and son, merged by mistake on %s and separated on %s: %d orders before, %d as one, %d of his own after. Nothing was deleted."
                                .formatted(day(merged), day(separated), orders(before), orders(between), orders(after)),
                        "{asOf, orders, lastOrderAt}",
                        before,
                        between,
                        after))
                : Optional.empty();
    }

    private int orders(String lifecycle) {
        return api.get(lifecycle).path("orders").asInt();
    }

    /** The microsecond at which time alone will change a stage. */
    private Optional<Example> ahead(String customer) {
        JsonNode now = api.get(about(customer, "/lifecycle"));
        JsonNode next = now.path("nextChange");
        String stage = now.path("stage").asString("");
        if (!next.path("stage").isString() || next.path("stage").asString().equals(stage)) {
            return Optional.empty();
        }
        Instant at = instant(next, "at");
        return Optional.of(example(
                "ahead",
                "%s is %s. If nothing happens, that ends by time alone, at an instant that is known today: %s from %s on."
                        .formatted(name(customer), stage, next.path("stage").asString(), at),
                "{asOf, stage, since}",
                about(customer, "/lifecycle?asOf=" + at.minusNanos(1000)),
                about(customer, "/lifecycle?asOf=" + at)));
    }

    /** A month's key figure as it was known once, and as an order that became known later restates it. */
    private Optional<Example> restated(String customer) {
        for (JsonNode event : events(customer)) {
            Instant occurred = instant(event, "occurredAt");
            Instant recorded = instant(event, "recordedAt");
            if (!event.path("type").asString("").equals("order.placed")
                    || Duration.between(occurred, recorded).toDays() < 60) {
                continue;
            }
            String month = "/api/v1/scorecard?period=" + YearMonth.from(occurred.atZone(ZoneOffset.UTC));
            String then = month + "&knownAt=" + recorded.minusSeconds(60);
            double was = netRevenue(then);
            double is = netRevenue(month);
            if (is != was) {
                return Optional.of(example(
                        "restated",
                        "The scorecard of %s: net revenue %s as known a minute before a late order was recorded, %s as known today."
                                .formatted(MONTH.format(occurred.atZone(ZoneOffset.UTC)), money(was), money(is)),
                        "{period, knownAt} + (.kpis[] | select(.kpi == \"net_revenue\") | {title, value, formula})",
                        then,
                        month));
            }
        }
        return Optional.empty();
    }

    private double netRevenue(String scorecard) {
        return stream(api.get(scorecard).path("kpis"))
                .filter(figure -> figure.path("kpi").asString("").equals("net_revenue"))
                .mapToDouble(figure -> figure.path("value").asDouble())
                .sum();
    }

    // ---- finding and saying

    private Optional<Example> first(Fate fate, Function<String, Optional<Example>> example) {
        return candidates(fate).stream().map(example).flatMap(Optional::stream).findFirst();
    }

    private List<String> candidates(Fate fate) {
        return stream(customers.path(fate.name())).map(JsonNode::asString).toList();
    }

    private List<JsonNode> events(String customer) {
        List<JsonNode> events = new ArrayList<>();
        String page = about(customer, "/history?limit=500");
        String cursor = "";
        do {
            JsonNode answer = api.get(page + cursor);
            stream(answer.path("events")).forEach(events::add);
            cursor = answer.path("next").isString()
                    ? "&cursor=" + answer.path("next").asString()
                    : "";
        } while (!cursor.isEmpty());
        return events;
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    private String stage(String lifecycle) {
        return api.get(lifecycle).path("stage").asString("");
    }

    private String name(String customer) {
        return api.get(about(customer, "")).path("profile").path("name").asString("this customer");
    }

    private static String about(String customer, String question) {
        return "/api/v1/customers/" + customer + question;
    }

    private static Instant instant(JsonNode of, String field) {
        return OffsetDateTime.parse(of.path(field).asString()).toInstant();
    }

    private static String day(Instant at) {
        return DAY.format(at.atZone(ZoneOffset.UTC));
    }

    private static String one(double figure) {
        return String.format(Locale.ROOT, "%.1f", figure);
    }

    private static String money(double figure) {
        return String.format(Locale.ROOT, "%.2f", figure);
    }

    private Example example(String key, String title, String jq, String... paths) {
        StringBuilder curl = new StringBuilder("curl -sw '\\n\\n' -H 'Authorization: Bearer " + api.token() + "'");
        for (String path : paths) {
            curl.append(" '").append(api.base()).append(path).append('\'');
        }
        return new Example(key, title, curl.toString(), "jq -c '" + jq + "'");
    }
}
