package org.relatum.projection.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.events.policy.LifecyclePolicy;
import org.relatum.events.policy.LifecyclePolicy.Threshold;
import org.relatum.events.policy.Policies;
import org.relatum.events.policy.PolicyTimeline;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folded;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.lifecycle.LifecycleFeatures;
import org.relatum.projection.lifecycle.LifecycleProjection;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.LifecycleStatus.Value;
import org.relatum.projection.oracle.HistoryGenerator.Shape;
import org.relatum.projection.reference.ReferenceTimeline;

/** Live = replayed = as-of = the oracle, on made-up histories. */
class LifecycleAgreementTest {
    private static final LifecycleProjection PROJECTION = new LifecycleProjection();
    private static final Folder<LifecycleFeatures, LifecycleStatus, Value> FOLDER =
            new Folder<>(PROJECTION, ReferenceTimeline.DEFAULTS, Feed.CHECKPOINT_EVERY);

    @ParameterizedTest
    @MethodSource("org.relatum.projection.oracle.Seeds#all")
    void an_answer_as_of_an_instant_and_as_known_at_an_instant_is_the_oracles(long seed) {
        History history = HistoryGenerator.generate(Shape.SMALL, seed);
        LifecycleOracle oracle = new LifecycleOracle(history.facts());
        Map<UUID, List<Recorded<CustomerEvent>>> streams = history.streams();
        Instants instants = new Instants(history, new SplittableRandom(seed));
        for (UUID customer : history.customers()) {
            Facts facts = Feed.facts(streams, customer);
            List<Instant> asOfs = instants.some(20, oracle, customer);
            for (Instant knownAt : instants.some(20, oracle, customer)) {
                Facts known = facts.knownAt(knownAt);
                for (Instant asOf : asOfs) {
                    String question = "customer %s knownAt %s asOf %s".formatted(customer, knownAt, asOf);
                    Optional<LifecycleOracle.Answer> expected = oracle.answer(customer, knownAt, asOf);
                    List<Recorded<CustomerEvent>> happened = known.upTo(asOf);
                    assertThat(happened.isEmpty()).as(question).isEqualTo(expected.isEmpty());
                    if (expected.isPresent()) {
                        LifecycleFeatures state = Facts.fold(PROJECTION, happened);
                        LifecycleStatus status = FOLDER.view(state, asOf);
                        assertThat(figures(status)).as(question).isEqualTo(expected.get());
                        assertThat(PROJECTION.nextChange(state, asOf, ReferenceTimeline.DEFAULTS))
                                .as("next change of " + question)
                                .isEqualTo(oracle.nextChange(customer, knownAt, asOf));
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.relatum.projection.oracle.Seeds#all")
    void a_change_by_time_alone_happens_at_its_microsecond_and_not_one_before(long seed) {
        History history = HistoryGenerator.generate(Shape.SMALL, seed);
        Map<UUID, List<Recorded<CustomerEvent>>> streams = history.streams();
        for (UUID customer : history.customers()) {
            Facts facts = Feed.facts(streams, customer);
            for (Recorded<CustomerEvent> fact : streams.get(customer)) {
                LifecycleFeatures state = Facts.fold(PROJECTION, facts.upTo(fact.occurredAt()));
                Instant at = fact.occurredAt();
                int changes = 0;
                for (Optional<Instant> next; (next = next(state, at)).isPresent(); at = next.get()) {
                    Instant change = next.get();
                    Value until = value(state, change.minus(1, ChronoUnit.MICROS));
                    assertThat(change).isAfter(at);
                    assertThat(until).isEqualTo(value(state, at));
                    assertThat(value(state, change)).isNotEqualTo(until);
                    changes++;
                }
                assertThat(changes).as("end of recovered mark, AT_RISK, LOST").isLessThanOrEqualTo(3);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.relatum.projection.oracle.Seeds#all")
    void so_it_is_under_any_policy(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        History history = HistoryGenerator.generate(Shape.LONG.withoutMerges(), seed);
        LifecyclePolicy policy = policy(random);
        ReferenceTimeline timeline = ReferenceTimeline.of(PolicyTimeline.of(Policies.DEFAULT.with(policy)), List.of());
        Folder<LifecycleFeatures, LifecycleStatus, Value> folder = new Folder<>(PROJECTION, timeline);
        LifecycleOracle oracle = new LifecycleOracle(history.facts(), policy);
        Instants instants = new Instants(history, random);
        for (UUID customer : history.customers()) {
            Facts facts = Feed.facts(history.streams(), customer);
            for (Instant asOf : instants.some(40, oracle, customer)) {
                List<Recorded<CustomerEvent>> happened = facts.upTo(asOf);
                if (!happened.isEmpty()) {
                    LifecycleFeatures state = Facts.fold(PROJECTION, happened);
                    assertThat(figures(folder.view(state, asOf)))
                            .as("customer %s asOf %s under %s", customer, asOf, policy)
                            .isEqualTo(
                                    oracle.answer(customer, Instant.MAX, asOf).orElseThrow());
                    assertThat(PROJECTION.nextChange(state, asOf, timeline))
                            .as("next change of %s asOf %s under %s", customer, asOf, policy)
                            .isEqualTo(oracle.nextChange(customer, Instant.MAX, asOf));
                }
            }
        }
    }

    /** From a median of two orders to one of twelve, and marks that last for a day or for years. */
    private static LifecyclePolicy policy(SplittableRandom random) {
        int atRisk = random.nextInt(1, 100);
        double factor = random.nextInt(1, 12) / 4.0;
        return new LifecyclePolicy(
                1,
                new Threshold(Duration.ofDays(atRisk), factor),
                new Threshold(Duration.ofDays(atRisk + random.nextInt(200)), factor + random.nextInt(12) / 4.0),
                random.nextInt(2, LifecyclePolicy.MOST_ORDERS_BEFORE_MEDIAN + 1),
                Duration.ofDays(random.nextInt(1, 200)),
                Duration.ofDays(random.nextInt(1, 3000)));
    }

    @ParameterizedTest
    @MethodSource("org.relatum.projection.oracle.Seeds#all")
    void replayed_intervals_are_the_oracles_at_any_horizon(long seed) {
        History history = HistoryGenerator.generate(Shape.SMALL, seed);
        LifecycleOracle oracle = new LifecycleOracle(history.facts());
        Map<UUID, List<Recorded<CustomerEvent>>> streams = history.streams();
        Instants instants = new Instants(history, new SplittableRandom(seed));
        for (UUID customer : history.customers()) {
            Facts facts = Feed.facts(streams, customer);
            Instant registered = streams.get(customer).getFirst().recordedAt();
            for (Instant knownAt : instants.some(3, oracle, customer)) {
                if (knownAt.isBefore(registered)) {
                    continue;
                }
                Folded.Change<LifecycleFeatures, Value> replayed = FOLDER.replay(facts.knownAt(knownAt), knownAt);
                List<Recorded<CustomerEvent>> known = history.facts().stream()
                        .filter(fact -> !fact.recordedAt().isAfter(knownAt))
                        .toList();
                assertSame(
                        "customer %s horizon %s (%s)"
                                .formatted(customer, knownAt, replayed.folded().horizon()),
                        replayed.intervals(),
                        new LifecycleOracle(known)
                                .table(customer, replayed.folded().horizon()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("org.relatum.projection.oracle.Seeds#all")
    void facts_fed_one_by_one_lead_to_the_oracles_intervals_however_they_are_batched(long seed) {
        feed(HistoryGenerator.generate(Shape.SMALL, seed), seed);
    }

    @Test
    void long_histories_lead_to_the_oracles_intervals_and_make_use_of_checkpoints() {
        assertThat(Seeds.few()
                        .mapToInt(seed -> feed(HistoryGenerator.generate(Shape.LONG, seed), seed))
                        .sum())
                .as("late facts that were folded from a checkpoint")
                .isPositive();
    }

    private static int feed(History history, long seed) {
        LifecycleOracle oracle = new LifecycleOracle(history.facts());
        SplittableRandom random = new SplittableRandom(seed);
        Feed<LifecycleFeatures, LifecycleStatus, Value> feed = new Feed<>(FOLDER);
        int mostInBatch = 1 + random.nextInt(30);
        List<Recorded<CustomerEvent>> left = history.facts();
        while (!left.isEmpty()) {
            int size = Math.min(left.size(), 1 + random.nextInt(mostInBatch));
            feed.accept(left.subList(0, size));
            Instant clock = left.get(size - 1).recordedAt();
            left = left.subList(size, left.size());
            // The engine looks at its clock when it likes, and its clock may be ahead of the clock of the facts to
            // come.
            if (random.nextInt(3) == 0) {
                for (UUID customer : history.customers()) {
                    feed.settle(customer, clock.plusMillis(random.nextLong(-100_000, 100_000)));
                }
            }
        }
        Instant end = history.lastRecordedAt().plus(Duration.ofDays(random.nextInt(900)));
        for (UUID customer : history.customers()) {
            assertReplayedRow(history, feed, customer, seed);
            feed.settle(customer, end);
            assertReplayedRow(history, feed, customer, seed);
            Instant horizon = feed.row(customer).horizon();
            List<Interval<Value>> table = feed.table(customer);
            assertSame(
                    "seed %d customer %s horizon %s".formatted(seed, customer, horizon),
                    table,
                    oracle.table(customer, horizon));
        }
        return feed.resumed();
    }

    private static void assertReplayedRow(
            History history, Feed<LifecycleFeatures, LifecycleStatus, Value> feed, UUID customer, long seed) {
        Folded<LifecycleFeatures, Value> row = feed.row(customer);
        assertThat(row)
                .as("seed %d customer %s", seed, customer)
                .isEqualTo(FOLDER.replay(Feed.facts(history.streams(), customer), row.horizon())
                        .folded());
    }

    private static void assertSame(String what, List<Interval<Value>> table, List<Interval<Value>> expected) {
        assertThat(table.stream().sorted(LifecycleOracle.IN_ORDER).toList())
                .as(what)
                .isEqualTo(expected);
    }

    private static LifecycleOracle.Answer figures(LifecycleStatus status) {
        return new LifecycleOracle.Answer(
                status.stage(),
                status.recovered(),
                status.orders(),
                status.lastOrderAt(),
                status.cadence(),
                status.atRiskAfter(),
                status.lostAfter(),
                status.survivor(),
                status.evidence().getFirst());
    }

    private static Optional<Instant> next(LifecycleFeatures state, Instant after) {
        return PROJECTION.nextChange(state, after, ReferenceTimeline.DEFAULTS);
    }

    private static Value value(LifecycleFeatures state, Instant asOf) {
        return FOLDER.values(state, asOf).get("stage");
    }
}
