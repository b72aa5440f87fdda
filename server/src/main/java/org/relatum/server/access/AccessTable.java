package org.relatum.server.access;

import static org.relatum.events.access.Role.ADMINISTRATOR;
import static org.relatum.events.access.Role.ANALYST;
import static org.relatum.events.access.Role.AUDITOR;
import static org.relatum.events.access.Role.PRIVACY_OFFICER;
import static org.relatum.events.access.Role.SERVICE;
import static org.relatum.server.access.AccessTable.Reached.ANY;
import static org.relatum.server.access.AccessTable.Reached.OWN;
import static org.relatum.server.access.AccessTable.Reached.WHOLE;

import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.relatum.events.access.Caller;
import org.relatum.events.access.Role;
import org.relatum.events.deployment.Deployment;
import org.relatum.events.deployment.NodeRole;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The one table of who may use which endpoint. What is decided at the doors, the security of the OpenAPI document, the table of
 * docs/access.md and the test of every endpoint with every role are made of it. What is not in it is refused.
 */
final class AccessTable {

    /** What a key for one owner or department gets to see at an endpoint. */
    enum Reached {
        /** Its own customers, and what is about none: others are not there, lists leave them out. */
        OWN,
        /** Nothing here is about customers: the same as every key. */
        ANY,
        /** Nothing: the answer is about all customers at once, so only keys for the whole company get it. */
        WHOLE
    }

    /**
     * Who may use an endpoint.
     *
     * @param pattern address with the names of its variables
     * @param roles any of which may; empty: everybody, without a key
     * @param reached what keys for a part of the company get
     * @param audited whether it is recorded who used it
     * @param nodes what a node has to do, any of these, to serve it; empty: every node does
     */
    record Rule(String method, String pattern, Set<Role> roles, Reached reached, boolean audited, Set<NodeRole> nodes) {
        Rule {
            roles = Collections.unmodifiableSet(roles.isEmpty() ? EnumSet.noneOf(Role.class) : EnumSet.copyOf(roles));
        }

        /** Whether it needs no key. */
        boolean isOpen() {
            return roles.isEmpty();
        }

        /** Whether a caller may use it at all. */
        boolean allows(Caller caller) {
            return isOpen()
                    || caller.hasAnyOf(roles)
                            && (reached != WHOLE || caller.reach().isAll());
        }

        /** The pattern as OpenAPI has it, which knows no variable for several segments. */
        String described() {
            return pattern.replace("{*", "{");
        }

        /** Whether a node serves it. */
        boolean isServedBy(Deployment deployment) {
            return nodes.isEmpty() || nodes.stream().anyMatch(deployment::runs);
        }

        /** What a node has to do to serve it, in the order of the roles. */
        List<String> nodeLabels() {
            return nodes.stream().sorted().map(NodeRole::label).toList();
        }

        /** Method and pattern. */
        String name() {
            return method + " " + pattern;
        }
    }

    private static final Set<Role> ALL = EnumSet.allOf(Role.class);
    private static final Set<Role> OPERATE = EnumSet.of(ADMINISTRATOR);
    private static final Set<Role> MAINTAIN = EnumSet.of(SERVICE, ADMINISTRATOR);
    private static final Set<Role> KNOW_CUSTOMERS = EnumSet.of(SERVICE, AUDITOR, ANALYST, PRIVACY_OFFICER);

    /** Instead of the number of segments, where the last variable takes any number of them. */
    private static final String ANY_LENGTH = "*";

    private static final List<Rule> RULES = rules();

    private static final Map<String, List<Matched>> BY_METHOD = byMethod();

    /** A rule and how its pattern is matched. */
    private record Matched(Rule rule, PathPattern pattern) {}

    private AccessTable() {}

    /** Every rule, in the order of the document. */
    static List<Rule> all() {
        return RULES;
    }

    /** The rule of an endpoint by the pattern of its address, as OpenAPI has it. */
    static Optional<Rule> of(String method, String pattern) {
        return RULES.stream()
                .filter(rule -> rule.method().equals(method) && rule.described().equals(pattern))
                .findFirst();
    }

    /** The rule of a request: of those that match, the most specific. Matches as Spring does, so that no other endpoint is reached. */
    static Optional<Rule> matching(String method, PathContainer path) {
        // Spring answers HEAD by the endpoint of GET.
        String asked = method.equals("HEAD") ? "GET" : method;
        return first(asked + segments(path), path).or(() -> first(asked + ANY_LENGTH, path));
    }

    private static Optional<Rule> first(String key, PathContainer path) {
        for (Matched candidate : BY_METHOD.getOrDefault(key, List.of())) {
            if (candidate.pattern().matches(path)) {
                return Optional.of(candidate.rule());
            }
        }
        return Optional.empty();
    }

    private static int segments(PathContainer path) {
        int segments = 0;
        for (PathContainer.Element element : path.elements()) {
            if (element instanceof PathContainer.PathSegment) {
                segments++;
            }
        }
        return segments;
    }

    private static Map<String, List<Matched>> byMethod() {
        Map<String, List<Matched>> byMethod = new HashMap<>();
        for (Rule rule : RULES) {
            String segments = rule.pattern().contains("{*")
                    ? ANY_LENGTH
                    : Integer.toString(segments(PathContainer.parsePath(rule.pattern())));
            byMethod.computeIfAbsent(rule.method() + segments, m -> new ArrayList<>())
                    .add(new Matched(rule, PathPatternParser.defaultInstance.parse(rule.pattern())));
        }
        byMethod.values().forEach(rules -> rules.sort((a, b) -> a.pattern().compareTo(b.pattern())));
        return byMethod;
    }

    private static List<Rule> rules() {
        Table table = new Table();

        // Whether the service lives and may be asked, without details.
        table.add(Set.of(), ANY, "GET /actuator/health/liveness", "GET /actuator/health/readiness");
        table.add(
                ALL,
                ANY,
                "GET /api/v1/openapi.json",
                "GET /api/v1/asyncapi.json",
                "GET /api/v1/status",
                "GET /actuator/health",
                "GET /actuator/info",
                "GET /actuator/metrics",
                "GET /actuator/metrics/{requiredMetricName}",
                "GET /actuator/prometheus");

        // Keys, which every node looks up in the database.
        table.add(OPERATE, WHOLE, "POST /api/v1/access/keys", "DELETE /api/v1/access/keys/{key}");
        table.add(EnumSet.of(ADMINISTRATOR, AUDITOR), WHOLE, "GET /api/v1/access/keys");
        table.add(EnumSet.of(AUDITOR, PRIVACY_OFFICER), WHOLE, "GET /api/v1/access/log");

        // What was erased, and what wraps the keys.
        table.add(EnumSet.of(PRIVACY_OFFICER, AUDITOR, ADMINISTRATOR), WHOLE, "GET /api/v1/erasures");
        table.add(EnumSet.of(PRIVACY_OFFICER, AUDITOR, ADMINISTRATOR), WHOLE, "GET /api/v1/master-key");
        table.add(OPERATE, WHOLE, "POST /api/v1/master-key/rotation");

        // Operating: whichever node does the work looks into the database what it is asked to do.
        table.servedBy(NodeRole.PROJECTION, NodeRole.QUERY);
        table.add(
                OPERATE,
                WHOLE,
                "POST /api/v1/parked-customers/{customer}/retry",
                "POST /api/v1/rebuilds",
                "DELETE /api/v1/rebuilds/{rebuild}");
        table.add(
                EnumSet.of(ADMINISTRATOR, AUDITOR),
                WHOLE,
                "POST /api/v1/checks",
                "GET /api/v1/parked-customers",
                "GET /api/v1/rebuilds",
                "GET /api/v1/rebuilds/{rebuild}");
        table.servedBy(NodeRole.RELAY);
        table.add(OPERATE, WHOLE, "POST /api/v1/feed/replays");
        table.add(EnumSet.of(ADMINISTRATOR, AUDITOR), WHOLE, "GET /api/v1/feed", "GET /api/v1/feed/replays/{topic}");

        // The ledger: hashes say nothing; entries and stored events say who recorded what of whom, but nothing
        // personal.
        table.servedBy(NodeRole.QUERY);
        table.add(
                ALL,
                ANY,
                "GET /api/v1/ledger",
                "GET /api/v1/ledger/checkpoint",
                "GET /api/v1/ledger/consistency",
                "GET /api/v1/ledger/tile/{level}/{*index}");
        table.add(
                EnumSet.of(ADMINISTRATOR, AUDITOR),
                WHOLE,
                "GET /api/v1/ledger/inclusion",
                "GET /api/v1/ledger/tile/entries/{*index}",
                "POST /api/v1/ledger/cosignatures");
        table.audited(EnumSet.of(ADMINISTRATOR, AUDITOR), WHOLE, "GET /api/v1/ledger/events");
        table.servedBy(NodeRole.PROJECTION);
        table.add(OPERATE, WHOLE, "POST /api/v1/ledger/keys");

        // What the whole company goes by.
        table.servedBy(NodeRole.QUERY);
        table.add(EnumSet.of(ANALYST, ADMINISTRATOR), WHOLE, "POST /api/v1/what-if", "POST /api/v1/backtests");
        table.servedBy(NodeRole.COMMAND);
        table.add(EnumSet.of(PRIVACY_OFFICER), WHOLE, "POST /api/v1/retention-runs");
        table.add(OPERATE, WHOLE, "POST /api/v1/policies/{kind}", "POST /api/v1/value-models");
        table.add(MAINTAIN, WHOLE, "POST /api/v1/imports");
        table.add(
                EnumSet.of(SERVICE, ANALYST, ADMINISTRATOR),
                ANY,
                "POST /api/v1/kpi-weights/ahp",
                "POST /api/v1/kpi-weights/entropy",
                "POST /api/v1/rankings/topsis");
        table.add(
                MAINTAIN,
                WHOLE,
                "POST /api/v1/products",
                "POST /api/v1/products/{sku}/prices",
                "POST /api/v1/products/{sku}/discontinuation",
                "POST /api/v1/articles",
                "POST /api/v1/articles/{article}/revisions",
                "POST /api/v1/articles/{article}/withdrawal",
                "POST /api/v1/surveys",
                "POST /api/v1/surveys/{survey}/waves",
                "POST /api/v1/improvements",
                "POST /api/v1/improvements/{improvement}/closure",
                "POST /api/v1/departments",
                "POST /api/v1/staff",
                "POST /api/v1/staff/{staff}/trainings",
                "POST /api/v1/staff/{staff}/leaving",
                "POST /api/v1/scorecard/targets",
                "POST /api/v1/scorecard/reviews",
                "POST /api/v1/scorecard/evaluations");
        table.add(EnumSet.of(PRIVACY_OFFICER), WHOLE, "POST /api/v1/staff/{staff}/erasure");
        table.servedBy(NodeRole.QUERY);
        table.add(
                ALL,
                ANY,
                "GET /api/v1/products",
                "GET /api/v1/products/{sku}",
                "GET /api/v1/articles",
                "GET /api/v1/articles/{article}",
                "GET /api/v1/surveys",
                "GET /api/v1/surveys/{survey}",
                "GET /api/v1/departments",
                "GET /api/v1/departments/{department}",
                "GET /api/v1/staff",
                "GET /api/v1/staff/{staff}",
                "GET /api/v1/policies",
                "GET /api/v1/policies/{kind}",
                "GET /api/v1/policies/{kind}/at",
                "GET /api/v1/value-models",
                "GET /api/v1/value-models/{valueModel}");
        // What one customer's answer led to is personal to that customer.
        table.audited(ALL, OWN, "GET /api/v1/improvements", "GET /api/v1/improvements/{improvement}");
        table.add(EnumSet.of(SERVICE, AUDITOR, ANALYST), WHOLE, "GET /api/v1/scorecard", "GET /api/v1/scorecard/parts");
        table.audited(EnumSet.of(SERVICE, AUDITOR, ANALYST), WHOLE, "GET /api/v1/scorecard/contributions");

        // Customers: commands. Each line of a stream needs what its own endpoint needs.
        table.servedBy(NodeRole.COMMAND);
        table.add(MAINTAIN, ANY, "POST /api/v1/commands");
        table.add(EnumSet.of(SERVICE), WHOLE, "POST /api/v1/customers");
        table.add(
                EnumSet.of(SERVICE),
                OWN,
                "PATCH /api/v1/customers/{customer}/profile",
                "POST /api/v1/customers/{customer}/contact-points",
                "DELETE /api/v1/customers/{customer}/contact-points/{contactPoint}",
                "PUT /api/v1/customers/{customer}/classification",
                "POST /api/v1/customers/{customer}/qualification",
                "PUT /api/v1/customers/{customer}/owner",
                "POST /api/v1/customers/{customer}/external-references",
                "POST /api/v1/customers/{customer}/merges",
                "POST /api/v1/customers/{customer}/merges/{duplicate}/reversal",
                "POST /api/v1/customers/{customer}/closure",
                "POST /api/v1/customers/{customer}/reopening",
                "POST /api/v1/customers/{customer}/interactions",
                "POST /api/v1/customers/{customer}/feedback",
                "POST /api/v1/customers/{customer}/care",
                "POST /api/v1/customers/{customer}/care/{care}/delivery",
                "POST /api/v1/customers/{customer}/care/{care}/cancellation",
                "POST /api/v1/customers/{customer}/orders",
                "POST /api/v1/customers/{customer}/orders/{order}/returns",
                "POST /api/v1/customers/{customer}/needs",
                "POST /api/v1/customers/{customer}/needs/{need}/confirmation",
                "POST /api/v1/customers/{customer}/needs/{need}/fulfilment",
                "POST /api/v1/customers/{customer}/commitments",
                "POST /api/v1/customers/{customer}/commitments/{commitment}/fulfilment",
                "POST /api/v1/customers/{customer}/commitments/{commitment}/breach",
                "POST /api/v1/customers/{customer}/cases",
                "PUT /api/v1/customers/{customer}/cases/{caseId}/assignment",
                "POST /api/v1/customers/{customer}/cases/{caseId}/responses",
                "POST /api/v1/customers/{customer}/cases/{caseId}/pause",
                "POST /api/v1/customers/{customer}/cases/{caseId}/resumption",
                "POST /api/v1/customers/{customer}/cases/{caseId}/escalation",
                "POST /api/v1/customers/{customer}/cases/{caseId}/resolution",
                "POST /api/v1/customers/{customer}/cases/{caseId}/reopening",
                "POST /api/v1/customers/{customer}/cases/{caseId}/closure",
                "PUT /api/v1/customers/{customer}/cases/{caseId}/root-cause",
                "POST /api/v1/customers/{customer}/cases/{caseId}/articles",
                "POST /api/v1/customers/{customer}/survey-responses",
                "POST /api/v1/customers/{customer}/loyalty",
                "POST /api/v1/customers/{customer}/redemptions",
                "POST /api/v1/customers/{customer}/points",
                "POST /api/v1/customers/{customer}/points/adjustments",
                "POST /api/v1/customers/{customer}/points/expiry",
                "PUT /api/v1/customers/{customer}/tier",
                "POST /api/v1/customers/{customer}/referrals",
                "POST /api/v1/customers/{customer}/referrals/{referral}/conversion",
                "POST /api/v1/customers/{customer}/risk-flags",
                "PUT /api/v1/customers/{customer}/risk-flags/{flag}/assessment",
                "PUT /api/v1/customers/{customer}/risk-flags/{flag}/response",
                "POST /api/v1/customers/{customer}/risk-flags/{flag}/measures",
                "POST /api/v1/customers/{customer}/risk-flags/{flag}/recovery",
                "POST /api/v1/customers/{customer}/risk-flags/{flag}/clearance");

        // Consent and holds; erasing is for good.
        table.add(
                EnumSet.of(SERVICE, PRIVACY_OFFICER),
                OWN,
                "POST /api/v1/customers/{customer}/consents",
                "POST /api/v1/customers/{customer}/consents/withdrawal");
        table.add(
                EnumSet.of(PRIVACY_OFFICER),
                OWN,
                "POST /api/v1/customers/{customer}/legal-holds",
                "POST /api/v1/customers/{customer}/legal-holds/{hold}/lifting",
                "POST /api/v1/customers/{customer}/erasure");

        // Customers: questions.
        table.servedBy(NodeRole.QUERY);
        table.audited(
                KNOW_CUSTOMERS,
                OWN,
                "GET /api/v1/customers",
                "GET /api/v1/cases",
                "GET /api/v1/commitments",
                "GET /api/v1/loyalty",
                "GET /api/v1/risk-flags",
                "GET /api/v1/risk-flags/matrix",
                "GET /api/v1/customers/{customer}",
                "GET /api/v1/customers/{customer}/lifecycle",
                "GET /api/v1/customers/{customer}/lifecycle/explain",
                "GET /api/v1/customers/{customer}/cases",
                "GET /api/v1/customers/{customer}/cases/explain",
                "GET /api/v1/customers/{customer}/commitments",
                "GET /api/v1/customers/{customer}/commitments/explain",
                "GET /api/v1/customers/{customer}/loyalty",
                "GET /api/v1/customers/{customer}/loyalty/explain",
                "GET /api/v1/customers/{customer}/risk",
                "GET /api/v1/customers/{customer}/risk/explain",
                "GET /api/v1/customers/{customer}/timeline");
        table.audited(EnumSet.of(SERVICE, AUDITOR, PRIVACY_OFFICER), OWN, "GET /api/v1/customers/{customer}/privacy");
        table.audited(EnumSet.of(PRIVACY_OFFICER), OWN, "GET /api/v1/customers/{customer}/export");
        // Histories: everything that was recorded, with who and why.
        table.audited(
                EnumSet.of(AUDITOR, PRIVACY_OFFICER),
                OWN,
                "GET /api/v1/customers/{customer}/history",
                "GET /api/v1/customers/{customer}/proof",
                "GET /api/v1/customers/{customer}/replay",
                "GET /api/v1/customers/{customer}/diff",
                "GET /api/v1/customers/{customer}/explain");
        return List.copyOf(table.rules);
    }

    /** Gathers rules. */
    private static final class Table {
        private final List<Rule> rules = new ArrayList<>();
        private Set<NodeRole> nodes = Set.of();

        /** What a node has to do, any of these, to serve the endpoints that follow. */
        void servedBy(NodeRole... anyOf) {
            nodes = Set.of(anyOf);
        }

        void add(Set<Role> roles, Reached reached, String... endpoints) {
            add(roles, reached, false, endpoints);
        }

        void audited(Set<Role> roles, Reached reached, String... endpoints) {
            add(roles, reached, true, endpoints);
        }

        private void add(Set<Role> roles, Reached reached, boolean audited, String... endpoints) {
            for (String endpoint : endpoints) {
                int space = endpoint.indexOf(' ');
                rules.add(new Rule(
                        endpoint.substring(0, space), endpoint.substring(space + 1), roles, reached, audited, nodes));
            }
        }
    }
}
