package org.relatum.projection.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.events.CustomerEvent;
import org.relatum.events.Recorded;
import org.relatum.events.ValueModelEvent.ValueModelFitted;
import org.relatum.projection.commitment.CommitmentProjection;
import org.relatum.projection.commitment.Commitments;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.core.Projection;
import org.relatum.projection.loyalty.LoyaltyProjection;
import org.relatum.projection.loyalty.LoyaltyStatus;
import org.relatum.projection.oracle.RelationshipOracle.AccountAnswer;
import org.relatum.projection.oracle.RelationshipOracle.Answer;
import org.relatum.projection.oracle.RelationshipOracle.CaseAnswer;
import org.relatum.projection.oracle.RelationshipOracle.FlagAnswer;
import org.relatum.projection.oracle.RelationshipOracle.PartAnswer;
import org.relatum.projection.oracle.RelationshipOracle.PromiseAnswer;
import org.relatum.projection.oracle.RelationshipOracle.TierAnswer;
import org.relatum.projection.reference.Fit;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.risk.RiskProjection;
import org.relatum.projection.risk.RiskRegister;
import org.relatum.projection.service.CaseDesk;
import org.relatum.projection.service.ServiceProjection;

/**
 * Cases, promises, loyalty and risks are what the slow oracle says, at many points of both time axes: folded anew for the question, and
 * read from the intervals. That rows and intervals are the same however facts arrive is held by {@link ReadModelsAgreementTest}.
 */
class RelationshipAgreementTest {
    private static final RelationshipOracle.Fit FIT =
            new RelationshipOracle.Fit(Instant.parse("2025-06-01T03:00:00Z"), 0.52484, 6.18309, 0.89136, 1.61400);
    private static final ReferenceTimeline TIMELINE = ReferenceTimeline.DEFAULTS.with(fit());
    private static final int QUESTIONS = 60;

    private static Fit fit() {
        SortedMap<String, Double> parameters =
                new TreeMap<>(Map.of("r", FIT.r(), "alpha", FIT.alpha(), "a", FIT.a(), "b", FIT.b()));
        Instant at = FIT.from();
        return new Fit(new Recorded<>(
                1, new UUID(3, 3), 0, at, new ValueModelFitted(at, Fit.MODEL, at, at, parameters, -9582.1, 2, 1, 1)));
    }

    static java.util.stream.LongStream seeds() {
        return Seeds.all();
    }

    /** What the oracle says of the discrete values, in the terms of the read model. */
    private interface Expectation<D> {
        Map<String, D> of(Answer answer);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void cases_are_the_oracles(long seed) {
        agree(
                new ServiceProjection(),
                seed,
                RelationshipAgreementTest::caseOf,
                (view, answer) -> {},
                answer -> answer.cases());
    }

    private static CaseAnswer caseOf(String key, CaseDesk.Value value) {
        return new CaseAnswer(
                value.state().name(), value.sla().name(), value.kind(), value.severity(), value.assignee());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void the_clocks_of_cases_are_the_oracles(long seed) {
        agree(
                new ServiceProjection(),
                seed,
                RelationshipAgreementTest::caseOf,
                (CaseDesk desk, Question question) -> {
                    for (CaseDesk.Standing standing : desk.cases()) {
                        Instant until = standing.resolution().doneAt() == null
                                ? question.asOf()
                                : standing.resolution().doneAt();
                        assertThat(standing.resolution().used())
                                .as("clock of %s: %s", standing, question)
                                .isEqualTo(question.answer()
                                        .clock(standing.serviceCase().key(), until));
                    }
                },
                answer -> answer.cases());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void promises_are_the_oracles(long seed) {
        agree(
                new CommitmentProjection(),
                seed,
                (key, value) -> new PromiseAnswer(value.state().name(), value.promisedBy(), value.dueAt()),
                (Commitments view, Question question) -> assertThat(
                                Map.entry(view.trust().due(), view.trust().keptInTime()))
                        .as("trust: %s", question)
                        .isEqualTo(question.answer().trust()),
                answer -> answer.promises());
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void loyalty_is_the_oracles(long seed) {
        agree(
                new LoyaltyProjection(),
                seed,
                (key, value) -> value.value(),
                RelationshipAgreementTest::assertLoyalty,
                answer -> {
                    Map<String, String> values = new HashMap<>();
                    values.put("band", Answer.band(answer.score()));
                    TierAnswer tier = answer.tier();
                    if (tier != null) {
                        values.put("tier", tier.name());
                    }
                    return values;
                });
    }

    private static void assertLoyalty(LoyaltyStatus status, Question question) {
        Answer answer = question.answer();
        for (PartAnswer part : answer.parts()) {
            LoyaltyStatus.PartScore found = status.score().parts().stream()
                    .filter(p -> p.part().name().equals(part.part()))
                    .findFirst()
                    .orElseThrow();
            assertThat(found.points()).as("%s: %s", part, question).isCloseTo(part.points(), within(1e-9));
            assertThat(found.weight()).isEqualTo(part.weight());
            assertThat(found.contribution()).isCloseTo(part.points() * part.weight(), within(1e-9));
        }
        assertThat(status.score().penalty().points())
                .as("penalty: %s", question)
                .isEqualTo(answer.penalty());
        assertThat(status.score().value()).as("score: %s", question).isCloseTo(answer.score(), within(1e-9));
        assertThat(accountOf(status.account())).as("account: %s", question).isEqualTo(answer.account());
        LoyaltyStatus.Tier tier = status.tier();
        assertThat(tier == null ? null : new TierAnswer(tier.name(), tier.points(), tier.since()))
                .as("tier: %s", question)
                .isEqualTo(answer.tier());
    }

    private static @Nullable AccountAnswer accountOf(LoyaltyStatus.@Nullable Account account) {
        if (account == null) {
            return null;
        }
        Map<Instant, Long> forecast = new TreeMap<>();
        account.forecast().forEach(expiry -> forecast.merge(expiry.at(), expiry.points(), Long::sum));
        return new AccountAnswer(
                account.balance(),
                account.pending(),
                account.active(),
                account.debt(),
                account.expired(),
                account.redeemed(),
                forecast);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void risk_flags_are_the_oracles(long seed) {
        agree(
                new RiskProjection(),
                seed,
                (key, value) -> new FlagAnswer(
                        value.rule() == null ? null : value.rule().name(),
                        value.probability(),
                        value.impact(),
                        value.severity().name()),
                (RiskRegister register, Question question) -> {
                    Double alive = question.answer().pAlive();
                    RiskRegister.Indicators indicators = register.indicators();
                    assertThat(indicators).isNotNull();
                    if (alive == null) {
                        assertThat(indicators.pAlive())
                                .as("P(alive): %s", question)
                                .isNull();
                    } else {
                        assertThat(indicators.pAlive())
                                .as("P(alive): %s", question)
                                .isCloseTo(alive, within(1e-9));
                    }
                },
                answer -> answer.flags());
    }

    /** What was asked, and what the oracle says. */
    record Question(long seed, UUID customer, Instant knownAt, Instant asOf, Answer answer) {
        @Override
        public String toString() {
            return "seed %d, %s known at %s as of %s".formatted(seed, customer, knownAt, asOf);
        }
    }

    /** Looks at figures beyond the discrete values. */
    private interface Figures<V> {
        void check(V view, Question question);
    }

    private interface Translation<D, E> {
        E of(String key, D value);
    }

    private static <S, V, D, E> void agree(
            Projection<S, V, D> projection,
            long seed,
            Translation<D, E> translation,
            Figures<V> figures,
            Expectation<E> expectation) {
        Folder<S, V, D> folder = new Folder<>(projection, TIMELINE);
        List<Recorded<CustomerEvent>> facts = RelationshipGenerator.generate(seed);
        Map<UUID, List<Recorded<CustomerEvent>>> streams = new HashMap<>();
        facts.forEach(
                f -> streams.computeIfAbsent(f.stream(), s -> new ArrayList<>()).add(f));
        RelationshipOracle oracle = new RelationshipOracle(facts, FIT);
        SplittableRandom random = new SplittableRandom(seed);
        Instant end = facts.getLast().recordedAt().plus(Duration.ofDays(500));
        for (UUID customer : streams.keySet()) {
            Facts all = Feed.facts(streams, customer);
            List<Interval<D>> table = folder.replay(all, end).intervals();
            List<Instant> instants = instants(facts, table, random, end);
            for (int i = 0; i < QUESTIONS; i++) {
                Instant knownAt = instants.get(random.nextInt(instants.size()));
                Instant asOf = instants.get(random.nextInt(instants.size()));
                Answer answer = oracle.answer(customer, knownAt, asOf);
                Question question = new Question(seed, customer, knownAt, asOf, answer);
                Map<String, E> expected = answer == null ? Map.of() : expectation.of(answer);
                List<Recorded<CustomerEvent>> happened = all.knownAt(knownAt).upTo(asOf);
                Map<String, E> folded = new HashMap<>();
                if (!happened.isEmpty()) {
                    S state = Facts.fold(projection, happened);
                    if (answer != null) {
                        figures.check(folder.view(state, asOf), question);
                    }
                    folder.values(state, asOf).forEach((key, value) -> folded.put(key, translation.of(key, value)));
                }
                assertThat(folded).as("folded, %s", question).isEqualTo(expected);
                if (!asOf.isAfter(knownAt)) {
                    Map<String, E> stored = new HashMap<>();
                    table.stream()
                            .filter(row -> isKnown(row, knownAt) && isSo(row, asOf))
                            .forEach(row -> stored.put(row.key(), translation.of(row.key(), row.value())));
                    assertThat(stored).as("stored, %s", question).isEqualTo(expected);
                }
            }
        }
    }

    /** Where something changes, and beside it. */
    private static List<Instant> instants(
            List<Recorded<CustomerEvent>> facts,
            List<? extends Interval<?>> table,
            SplittableRandom random,
            Instant end) {
        Set<Instant> instants = new LinkedHashSet<>();
        facts.forEach(f -> {
            instants.add(f.occurredAt());
            instants.add(f.recordedAt());
            instants.add(f.recordedAt().plus(random.nextLong(100 * 86_400_000_000L), ChronoUnit.MICROS));
        });
        table.forEach(row -> {
            instants.add(row.validFrom());
            instants.add(row.validFrom().minus(1, ChronoUnit.MICROS));
        });
        instants.removeIf(i -> i.isAfter(end));
        return List.copyOf(instants);
    }

    private static boolean isKnown(Interval<?> row, Instant at) {
        return !at.isBefore(row.recordedFrom()) && (row.recordedTo() == null || at.isBefore(row.recordedTo()));
    }

    private static boolean isSo(Interval<?> row, Instant at) {
        return !at.isBefore(row.validFrom()) && (row.validTo() == null || at.isBefore(row.validTo()));
    }
}
