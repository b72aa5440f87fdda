package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.relatum.server.query.LogWriter.fact;
import static org.relatum.server.query.LogWriter.order;
import static org.relatum.server.query.LogWriter.registered;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.PolicyKind;
import org.relatum.events.Recorded;
import org.relatum.projection.core.Projection;
import org.relatum.projection.engine.AsOf;
import org.relatum.projection.engine.Explanation;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.reference.Reference;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.server.TestServer;
import tools.jackson.databind.JsonNode;

/** Every step of a lifecycle, and that they add up. */
class ExplanationTest {
    private static final UUID CUSTOMER = UUID.randomUUID();
    private static final Rest rest = new Rest(TestServer.shared());
    private static final String EXPLAIN = "/api/v1/customers/" + CUSTOMER + "/lifecycle/explain?asOf=2027-06-01";

    @BeforeAll
    static void somebody_comes_leaves_and_comes_back() {
        new LogWriter(TestServer.shared())
                .write(
                        fact(CUSTOMER, "2025-01-01T00:00:00Z", registered(CUSTOMER, "2025-01-01T00:00:00Z")),
                        fact(
                                CUSTOMER,
                                "2025-01-05T00:00:00Z",
                                new CustomerQualified(Instant.parse("2025-01-05T00:00:00Z"), null)),
                        fact(CUSTOMER, "2025-01-10T00:00:00Z", order("O1", "2025-01-10T00:00:00Z")),
                        // 31 days later, then a year of silence: lost after max(180, 4 × 90) = 360 days
                        fact(CUSTOMER, "2025-02-10T00:00:00Z", order("O2", "2025-02-10T00:00:00Z")),
                        fact(CUSTOMER, "2026-03-01T00:00:00Z", order("O3", "2026-03-01T00:00:00Z")),
                        fact(
                                CUSTOMER,
                                "2026-03-10T00:00:00Z",
                                new CustomerClosed(Instant.parse("2026-03-10T00:00:00Z"), null)),
                        fact(
                                CUSTOMER,
                                "2026-03-12T00:00:00Z",
                                new CustomerReopened(Instant.parse("2026-03-12T00:00:00Z"), null)));
    }

    @Test
    void the_steps_are_the_facts_in_their_order_and_between_them_the_changes_by_time_alone() {
        JsonNode explanation = rest.get(EXPLAIN);
        assertThat(explanation
                        .path("steps")
                        .valueStream()
                        .map(s -> s.path("at").asString() + " "
                                + s.path("event").path("type").asString("time") + " -> "
                                + s.path("after").path("stage").asString()
                                + (s.path("after").path("recovered").asBoolean() ? " recovered" : "")))
                .containsExactly(
                        "2025-01-01T00:00:00Z customer.registered -> PROSPECT",
                        "2025-01-05T00:00:00Z customer.qualified -> TARGET",
                        "2025-01-10T00:00:00Z order.placed -> ACTIVE",
                        "2025-02-10T00:00:00Z order.placed -> ACTIVE",
                        "2025-08-09T00:00:00.000001Z time -> AT_RISK",
                        "2026-02-05T00:00:00.000001Z time -> LOST",
                        "2026-03-01T00:00:00Z order.placed -> ACTIVE recovered",
                        "2026-03-10T00:00:00Z customer.closed -> CLOSED",
                        "2026-03-12T00:00:00Z customer.reopened -> ACTIVE recovered",
                        "2026-08-28T00:00:00Z time -> ACTIVE",
                        "2027-04-20T00:00:00.000001Z time -> AT_RISK");
    }

    @Test
    void the_steps_add_up_to_the_lifecycle_and_to_its_history() {
        JsonNode explanation = rest.get(EXPLAIN);
        JsonNode lifecycle = rest.get("/api/v1/customers/" + CUSTOMER + "/lifecycle?asOf=2027-06-01");
        List<JsonNode> steps = explanation.path("steps").valueStream().toList();
        assertThat(explanation.path("result").path("stage")).isEqualTo(lifecycle.path("stage"));
        assertThat(explanation.path("result")).isEqualTo(steps.getLast().path("after"));
        assertThat(explanation.path("nextChange")).isEqualTo(lifecycle.path("nextChange"));
        assertThat(steps.getLast().path("thresholds")).isEqualTo(lifecycle.path("thresholds"));
        JsonNode before = null;
        for (JsonNode step : steps) {
            assertThat(step.path("changed").asBoolean())
                    .isEqualTo(!step.path("before").equals(step.path("after")));
            if (before != null) {
                assertThat(step.path("before")).isEqualTo(before);
            }
            before = step.path("after");
        }
        assertThat(steps.stream()
                        .filter(s -> s.path("changed").asBoolean())
                        .map(s -> s.path("at").asString()
                                + s.path("after").path("stage").asString()
                                + s.path("after").path("recovered").asString()))
                .isEqualTo(lifecycle
                        .path("history")
                        .valueStream()
                        .map(i -> i.path("from").asString()
                                + i.path("stage").asString()
                                + i.path("recovered").asString())
                        .toList());
    }

    @Test
    void each_step_says_in_words_what_it_did() {
        List<String> sentences = rest.get(EXPLAIN)
                .path("steps")
                .valueStream()
                .map(s -> s.path("sentence").asString())
                .toList();
        assertThat(sentences.get(0)).isEqualTo("The customer was registered. The stage is PROSPECT.");
        assertThat(sentences.get(3))
                .isEqualTo("Order O2 was placed, number 2, 31 days after the one before. The stage stays ACTIVE. Its"
                        + " cadence is the policy's 90 days, as there are fewer than 3 orders: at risk after"
                        + " more than 180 days without an order, lost after more than 360 days.");
        assertThat(sentences.get(4))
                .isEqualTo("No order for more than 180 days since 2025-02-10T00:00:00Z. The stage turns from ACTIVE to"
                        + " AT_RISK.");
        assertThat(sentences.get(6))
                .startsWith("Order O3 was placed, number 3, 384 days after the one before. The stage turns from LOST to"
                        + " ACTIVE, marked as recovered. Its cadence is the median of the gaps between its orders, 207"
                        + " days 12 hours:");
        assertThat(sentences.get(9)).isEqualTo("Time passed. The mark of a recovered customer ends.");
        assertThat(rest.get(EXPLAIN).path("summary").asString())
                .isEqualTo("AT_RISK since 2027-04-20T00:00:00.000001Z because the last order was 457 days before"
                        + " 2027-06-01T00:00:00Z, longer than 415 days and not longer than 830 days.");
    }

    @Test
    void it_comes_in_pages_and_without_the_steps_that_changed_nothing() {
        List<JsonNode> whole = rest.get(EXPLAIN).path("steps").valueStream().toList();
        assertThat(rest.pages(EXPLAIN + "&limit=2", "steps")).isEqualTo(whole);
        assertThat(rest.pages(EXPLAIN + "&limit=3&onlyChanges=true", "steps"))
                .isEqualTo(whole.stream()
                        .filter(s -> s.path("changed").asBoolean())
                        .toList());
    }

    @Test
    void views_are_made_for_those_who_ask_and_steps_as_long_as_they_are_wanted() {
        assertMadeWhenAskedFor(ReadModels.LOYALTY);
        assertMadeWhenAskedFor(ReadModels.LIFECYCLE);
        String explain = "/api/v1/customers/" + CUSTOMER + "/loyalty/explain?asOf=2027-06-01";
        List<JsonNode> whole = rest.get(explain).path("steps").valueStream().toList();
        assertThat(whole).hasSizeGreaterThan(6);
        assertThat(rest.pages(explain + "&limit=2", "steps")).isEqualTo(whole);
        assertThat(rest.pages(explain + "&limit=1&onlyChanges=true", "steps"))
                .isEqualTo(whole.stream()
                        .filter(step -> !step.path("changes").isEmpty())
                        .toList());
    }

    private static <S, V, D> void assertMadeWhenAskedFor(ReadModel<S, V, D> model) {
        AtomicInteger views = new AtomicInteger();
        AtomicInteger values = new AtomicInteger();
        ReadModel<S, V, D> counted = new ReadModel<>(
                new Counted<>(model.projection(), views, values),
                model.state(),
                model.columns(),
                model.valueColumns(),
                model.value());
        AsOf asOf = TestServer.shared().bean(AsOf.class);
        Instant end = Instant.parse("2026-06-01T00:00:00Z");
        List<Explanation<V, D>> steps = new ArrayList<>();
        asOf.explain(counted, CUSTOMER, end, end, steps::add);
        assertThat(steps).hasSizeGreaterThan(6);
        assertThat(views).hasValue(0);
        assertThat(model.shown(steps.getLast().view())).isNotEmpty();
        assertThat(views).hasValue(1);

        values.set(0);
        List<Explanation<V, D>> some = new ArrayList<>();
        asOf.explain(counted, CUSTOMER, end, end, step -> {
            some.add(step);
            return some.size() < 2;
        });
        assertThat(some).hasSize(2);
        assertThat(values).as("no more is looked at").hasValue(2);
    }

    /** A projection that counts how often its view and its values are made. */
    private record Counted<S, V, D>(Projection<S, V, D> real, AtomicInteger views, AtomicInteger values)
            implements Projection<S, V, D> {
        @Override
        public String name() {
            return real.name();
        }

        @Override
        public int version() {
            return real.version();
        }

        @Override
        public Set<PolicyKind> policies() {
            return real.policies();
        }

        @Override
        public S initial() {
            return real.initial();
        }

        @Override
        public S fold(S state, Recorded<? extends CustomerEvent> fact) {
            return real.fold(state, fact);
        }

        @Override
        public boolean isIndependent(S state, Recorded<? extends CustomerEvent> fact) {
            return real.isIndependent(state, fact);
        }

        @Override
        public V view(S state, Instant asOf, Reference reference) {
            views.incrementAndGet();
            return real.view(state, asOf, reference);
        }

        @Override
        public Map<String, D> discrete(S state, Instant asOf, Reference reference) {
            values.incrementAndGet();
            return real.discrete(state, asOf, reference);
        }

        @Override
        public Optional<Instant> nextChange(S state, Instant after, ReferenceTimeline timeline) {
            return real.nextChange(state, after, timeline);
        }
    }
}
