package org.relatum.server.projection;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Proxy;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.events.CustomerEvent;
import org.relatum.events.KpiDimension;
import org.relatum.events.Metadata;
import org.relatum.events.Recorded;
import org.relatum.events.policy.KpiFormula.At;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPeriod.Level;
import org.relatum.events.policy.Measure;
import org.relatum.events.wire.EventCodec;
import org.relatum.events.wire.EventType;
import org.relatum.events.wire.EventTypes;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Interval;
import org.relatum.projection.engine.AsOf;
import org.relatum.projection.engine.CellMeasurements;
import org.relatum.projection.engine.Check;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.Explanation;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.projection.engine.ReadModel;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.engine.RowStore;
import org.relatum.projection.engine.Standing;
import org.relatum.projection.kpi.KpiFold;
import org.relatum.projection.kpi.PeriodSums;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.LifecycleStatus.Value;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.projection.oracle.History;
import org.relatum.projection.oracle.HistoryGenerator;
import org.relatum.projection.oracle.HistoryGenerator.Shape;
import org.relatum.projection.oracle.Instants;
import org.relatum.projection.oracle.LifecycleOracle;
import org.relatum.projection.oracle.LifecycleOracle.Step;
import org.relatum.projection.performance.Measurements.Measured;
import org.relatum.projection.performance.ScorecardName;
import org.relatum.projection.performance.Scores;
import org.relatum.projection.reference.ReferenceTimeline;
import org.relatum.projection.store.postgres.PostgresProjectionStore;
import org.relatum.projection.store.postgres.StateCodec;
import org.relatum.server.TestServer;

/**
 * What stands in the database after live work is what the slow oracle says: made-up histories come into the log bit by bit, while engines with
 * batches of any size start, are stopped in the middle of their work and start again, on a clock of their own.
 */
class LiveAgreementTest {
    private static final Metadata BY_TEST = new Metadata("test", null, null, null, null, null, null);
    /** Instants asked about on each of the two axes, for every customer. {@code -Doracle.instants=20} asks more. */
    private static final int INSTANTS = Integer.getInteger("oracle.instants", 3);

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private static TestServer server;
    private static long logged;

    private final SettableClock clock = new SettableClock();

    @BeforeAll
    static void start() {
        server = TestServer.start();
        // Only one engine can hold the lease.
        server.bean(LiveEngine.class).close();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @ParameterizedTest
    @MethodSource("org.relatum.projection.oracle.Seeds#few")
    void rows_intervals_and_answers_after_live_work_are_the_oracles(long seed) throws Exception {
        agree(HistoryGenerator.generate(Shape.SMALL.withCustomers(20), seed), seed);
    }

    @ParameterizedTest
    @MethodSource("org.relatum.projection.oracle.Seeds#few")
    void so_they_are_for_histories_that_are_long_enough_to_be_folded_again_from_checkpoints(long seed)
            throws Exception {
        History history = HistoryGenerator.generate(Shape.LONG.withCustomers(3), -seed);
        agree(history, seed);
        List<Long> checkpoints = new ArrayList<>();
        for (UUID customer : history.customers()) {
            checkpoints.addAll(query(
                    "select floor from read.lifecycle_v1_checkpoints where customer = ?",
                    customer,
                    row -> row.getLong("floor")));
        }
        assertThat(checkpoints).isNotEmpty();
    }

    @ParameterizedTest
    @MethodSource("org.relatum.projection.oracle.Seeds#few")
    void the_past_is_the_same_from_what_is_kept_of_it_as_from_the_first_fact(long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        History history =
                HistoryGenerator.generate(new Shape(3, 150, 300, Duration.ofDays(500), 0.3, 1), Long.reverse(seed));
        work(history, random);
        AtomicInteger wholeHistories = new AtomicInteger();
        EventLog log = counting(server.bean(EventLog.class), "streams", wholeHistories);
        AsOf asOf = asOf(log, server.bean(RowStore.class));
        AsOf fromTheFirstFact = asOf(log, nothingKept());
        LifecycleOracle oracle = new LifecycleOracle(history.facts());
        Instants instants = new Instants(history, random);
        int kept = 0;
        for (UUID customer : history.customers()) {
            for (int i = 0; i < 10 * INSTANTS; i++) {
                List<Instant> two = instants.some(2, oracle, customer);
                Instant knownAt = Collections.max(two);
                Instant at = random.nextInt(4) == 0 ? knownAt : Collections.min(two);
                for (ReadModel<?, ?, ?> model : ReadModels.ALL) {
                    wholeHistories.set(0);
                    var answer = asOf.standing(model, customer, at, knownAt);
                    // What is empty, or of several streams, was looked for from the first fact on.
                    boolean isKept = answer.isPresent()
                            && history.streams().get(customer).stream().noneMatch(Facts::changesMembers)
                            && server.bean(RowStore.class)
                                    .past(model, customer, at, knownAt)
                                    .isPresent();
                    if (isKept) {
                        assertThat(wholeHistories.get())
                                .as("histories read as a whole")
                                .isZero();
                    }
                    assertThat(answer)
                            .as("%s of %s asOf %s knownAt %s", model.table(), customer, at, knownAt)
                            .isEqualTo(fromTheFirstFact.standing(model, customer, at, knownAt));
                    kept += isKept ? 1 : 0;
                }
            }
        }
        assertThat(kept).as("answers from what is kept").isGreaterThan(20 * INSTANTS);
    }

    private void agree(History history, long seed) throws Exception {
        SplittableRandom random = new SplittableRandom(seed);
        work(history, random);

        LifecycleOracle oracle = new LifecycleOracle(history.facts());
        Instant now = clock.instant();
        for (UUID customer : history.customers()) {
            assertThat(row(customer))
                    .as("row of %s", customer)
                    .isEqualTo(new Row(
                            oracle.answer(customer, Instant.MAX, now)
                                    .map(LifecycleOracle.Answer::value)
                                    .orElseThrow(),
                            history.streams().get(customer).size(),
                            oracle.nextChange(customer, Instant.MAX, now).orElse(null)));
            assertThat(intervals(customer))
                    .as("intervals of %s at %s", customer, now)
                    .isEqualTo(oracle.table(customer, now));
        }
        assertAnswers(history, oracle, random);
        assertNoDifferences();
        assertMeasures(history, random);
    }

    /** What comes of the cells, at any two instants, is what comes of following everybody from the first fact on. */
    private void assertMeasures(History history, SplittableRandom random) {
        CellMeasurements measurements = new CellMeasurements(
                server.bean(EventDecoder.class),
                server.bean(RowStore.class),
                ReferenceTimeline.DEFAULTS,
                ZoneOffset.UTC,
                clock);
        List<UUID> everybody = new ArrayList<>();
        server.bean(RowStore.class)
                .inSnapshot(snapshot -> everybody.addAll(snapshot.customersAfter(new UUID(0, 0), 10_000)));
        Map<UUID, Facts> facts = server.bean(EventDecoder.class).facts(everybody, logged);
        KpiFold fold = new KpiFold(ReferenceTimeline.DEFAULTS, ZoneOffset.UTC);
        for (int i = 0; i < 12; i++) {
            Recorded<CustomerEvent> some =
                    history.facts().get(random.nextInt(history.facts().size()));
            Recorded<CustomerEvent> other =
                    history.facts().get(random.nextInt(history.facts().size()));
            KpiDimension dimension = KpiDimension.values()[random.nextInt(KpiDimension.values().length)];
            ScorecardName name = new ScorecardName(
                    KpiPeriod.containing(
                            Level.values()[random.nextInt(Level.values().length)],
                            LocalDate.ofInstant(some.occurredAt(), ZoneOffset.UTC)),
                    dimension,
                    dimension == KpiDimension.COMPANY ? null : "none");
            Instant asOf = i % 2 == 0 ? null : other.occurredAt();
            Instant knownAt = i % 3 == 0 ? null : other.recordedAt().plusSeconds(random.nextInt(5_000_000));
            Instant at = asOf == null ? clock.instant() : asOf;
            PeriodSums wanted = new PeriodSums(name, at.plus(1, ChronoUnit.MICROS), ZoneOffset.UTC);
            PeriodSums wantedBefore = new PeriodSums(name.before(), at.plus(1, ChronoUnit.MICROS), ZoneOffset.UTC);
            facts.values().forEach(all -> {
                Facts known = knownAt == null ? all : all.knownAt(knownAt);
                if (!known.own().isEmpty()) {
                    fold.replay(known, at, c -> {
                        wanted.accept(c);
                        wantedBefore.accept(c);
                    });
                }
            });
            Measured measured = measurements.of(name, asOf, knownAt);
            assertThat(figures(measured.sums()))
                    .as("%s as of %s known at %s", name, asOf, knownAt)
                    .isEqualTo(figures(wanted));
            assertThat(figures(measured.before()))
                    .as("before %s as of %s known at %s", name, asOf, knownAt)
                    .isEqualTo(figures(wantedBefore));
        }
    }

    private static Map<String, BigDecimal> figures(Scores.Sums sums) {
        Map<String, BigDecimal> figures = new TreeMap<>();
        for (Measure measure : Measure.values()) {
            for (At at :
                    measure.kind() == Measure.Kind.STOCK ? List.of(At.START, At.END, At.MEAN) : List.of(At.IN_PERIOD)) {
                figures.put(measure + " " + at, sums.of(measure, at).setScale(9, RoundingMode.HALF_EVEN));
            }
        }
        return figures;
    }

    private void work(History history, SplittableRandom random) throws Exception {
        List<Recorded<CustomerEvent>> left = history.facts();
        while (!left.isEmpty()) {
            int size =
                    Math.min(left.size(), random.nextInt(1, 1 + history.facts().size() / 3));
            List<Recorded<CustomerEvent>> chunk = left.subList(0, size);
            left = left.subList(size, left.size());
            clock.advanceTo(chunk.stream()
                    .map(Recorded::recordedAt)
                    .max(Comparator.naturalOrder())
                    .orElseThrow());
            try (LiveEngine engine = engine(random)) {
                engine.start();
                append(chunk, random);
                if (random.nextBoolean()) {
                    Thread.sleep(random.nextInt(60));
                } else {
                    assertThat(engine.progress().awaitPosition(logged, PATIENCE))
                            .isTrue();
                }
            }
        }
        clock.advanceTo(clock.instant().plus(Duration.ofDays(random.nextInt(700))));
        try (LiveEngine engine = engine(random)) {
            engine.start();
            assertThat(engine.progress().awaitPosition(logged, PATIENCE)).isTrue();
            awaitNothingDue();
        }
    }

    private LiveEngine engine(SplittableRandom random) {
        return new LiveEngine(
                server.bean(EventLog.class),
                server.bean(EventDecoder.class),
                new PostgresProjectionStore(server.pool(), server.bean(StateCodec.class), ReferenceTimeline.DEFAULTS),
                ReferenceTimeline.DEFAULTS,
                ZoneOffset.UTC,
                clock,
                random.nextInt(1, 1 << random.nextInt(1, 9)));
    }

    private void awaitNothingDue() throws InterruptedException {
        RowStore rows = server.bean(RowStore.class);
        List<UUID> overdue = new ArrayList<>();
        long end = System.nanoTime() + PATIENCE.toNanos();
        do {
            overdue.clear();
            rows.inSnapshot(snapshot -> ReadModels.ALL.forEach(model ->
                    overdue.addAll(snapshot.overdue(model, clock.instant().plusNanos(1_000), 1))));
            Thread.sleep(10);
        } while (!overdue.isEmpty() && System.nanoTime() < end);
        assertThat(overdue).isEmpty();
    }

    /** Facts come in transactions of a few. */
    private static void append(List<Recorded<CustomerEvent>> facts, SplittableRandom random) throws SQLException {
        EventCodec codec = server.bean(EventCodec.class);
        try (Connection connection = server.pool().getConnection();
                PreparedStatement insert =
                        connection.prepareStatement("insert into log.events (stream_type, stream, sequence, event_id,"
                                + " type, revision, recorded_at, payload, metadata) values"
                                + " ('customer', ?, ?, ?, ?, ?, ?, ?, ?)")) {
            connection.setAutoCommit(false);
            for (Recorded<CustomerEvent> fact : facts) {
                EventType type = EventTypes.of(fact.event());
                insert.setObject(1, fact.stream());
                insert.setLong(2, fact.sequence());
                insert.setObject(3, UUID.nameUUIDFromBytes((fact.stream() + " " + fact.sequence()).getBytes(UTF_8)));
                insert.setString(4, type.name());
                insert.setInt(5, type.revision());
                insert.setObject(6, fact.recordedAt().atOffset(ZoneOffset.UTC));
                insert.setBytes(7, codec.encode(fact.stream(), fact.event()));
                insert.setBytes(8, codec.encodeMetadata(fact.stream(), BY_TEST));
                insert.executeUpdate();
                if (random.nextInt(3) == 0) {
                    connection.commit();
                }
            }
            connection.commit();
            connection.setAutoCommit(true);
        }
        logged += facts.size();
    }

    private void assertAnswers(History history, LifecycleOracle oracle, SplittableRandom random) {
        AsOf asOf = asOf(server.bean(EventLog.class), server.bean(RowStore.class));
        Instants instants = new Instants(history, random);
        for (UUID customer : history.customers()) {
            assertAnswer(asOf, oracle, customer, null, null);
            for (Instant at : instants.some(INSTANTS, oracle, customer)) {
                assertAnswer(asOf, oracle, customer, at, null);
                for (Instant knownAt : instants.some(INSTANTS, oracle, customer)) {
                    assertAnswer(asOf, oracle, customer, at, knownAt);
                }
            }
        }
    }

    private AsOf asOf(EventLog log, RowStore rows) {
        EventDecoder decoder = new EventDecoder(log, server.bean(EventCodec.class));
        return new AsOf(log, decoder, rows, ReferenceTimeline.DEFAULTS, clock);
    }

    /** A log that counts how often something is asked of it. */
    private static EventLog counting(EventLog log, String asked, AtomicInteger count) {
        return (EventLog) Proxy.newProxyInstance(
                EventLog.class.getClassLoader(), new Class<?>[] {EventLog.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(asked)) {
                        count.incrementAndGet();
                    }
                    return method.invoke(log, arguments);
                });
    }

    /** Rows that tell nothing of the past, so that every answer about it is folded from the first fact. */
    private static RowStore nothingKept() {
        return (RowStore) Proxy.newProxyInstance(
                RowStore.class.getClassLoader(),
                new Class<?>[] {RowStore.class},
                (proxy, method, arguments) -> Optional.empty());
    }

    private void assertAnswer(
            AsOf asOf, LifecycleOracle oracle, UUID customer, @Nullable Instant at, @Nullable Instant knownAt) {
        String question = "%s asOf %s knownAt %s".formatted(customer, at, knownAt);
        Instant instant = at == null ? clock.instant() : at;
        Instant known = knownAt == null ? clock.instant() : knownAt;
        Optional<Standing<LifecycleStatus, Value>> answer = asOf.standing(ReadModels.LIFECYCLE, customer, at, knownAt);
        assertThat(answer.map(a -> new Value(a.view().stage(), a.view().recovered())))
                .as(question)
                .isEqualTo(oracle.answer(customer, known, instant).map(LifecycleOracle.Answer::value));
        answer.ifPresent(standing -> {
            assertThat(Optional.ofNullable(standing.next()).map(Standing.Next::at))
                    .as("next change of %s", question)
                    .isEqualTo(oracle.nextChange(customer, known, instant));
            List<Step> course = oracle.course(customer, known).stream()
                    .filter(step -> !step.from().isAfter(instant))
                    .toList();
            assertThat(standing.history().stream()
                            .map(interval -> new Step(interval.validFrom(), interval.value()))
                            .toList())
                    .as("history of %s", question)
                    .isEqualTo(course);
            List<Explanation<LifecycleStatus, Value>> explanation = new ArrayList<>();
            asOf.explain(ReadModels.LIFECYCLE, customer, at, knownAt, explanation::add);
            assertThat(explained(explanation)).as("explanation of %s", question).isEqualTo(course);
        });
    }

    /** The course of the value that an explanation tells: what holds after all steps of an instant, where it is another value. */
    private static List<Step> explained(List<Explanation<LifecycleStatus, Value>> explanation) {
        List<Step> course = new ArrayList<>();
        for (int i = 0; i < explanation.size(); i++) {
            Explanation<LifecycleStatus, Value> step = explanation.get(i);
            Value value = step.after().get("stage");
            boolean lastOfItsInstant =
                    i + 1 == explanation.size() || !explanation.get(i + 1).at().equals(step.at());
            if (lastOfItsInstant
                    && (course.isEmpty() || !course.getLast().value().equals(value))) {
                course.add(new Step(step.at(), value));
            }
        }
        return course;
    }

    private void assertNoDifferences() {
        Set<Check.Difference> differences = new HashSet<>();
        new Check(
                        server.bean(EventDecoder.class),
                        server.bean(RowStore.class),
                        ReferenceTimeline.DEFAULTS,
                        ZoneOffset.UTC,
                        clock)
                .run(differences::add, customers -> {});
        assertThat(differences).isEmpty();
    }

    private record Row(Value value, long version, @Nullable Instant nextChange) {}

    /** A customer's row in plain SQL. */
    private static Row row(UUID customer) throws SQLException {
        return query(
                        "select stage, recovered, version, next_change_at from read.lifecycle_v1 where customer = ?",
                        customer,
                        row -> new Row(value(row), row.getLong("version"), instant(row, "next_change_at")))
                .getFirst();
    }

    /** A customer's intervals as a BI tool reads them. */
    private static List<Interval<Value>> intervals(UUID customer) throws SQLException {
        return query(
                "select stage, recovered, valid_from, nullif(valid_to, 'infinity') as valid_to, recorded_from,"
                        + " nullif(recorded_to, 'infinity') as recorded_to from bi.lifecycle_history"
                        + " where customer = ? order by recorded_from, valid_from",
                customer,
                row -> new Interval<>(
                        "stage",
                        row.getObject("valid_from", OffsetDateTime.class).toInstant(),
                        instant(row, "valid_to"),
                        value(row),
                        row.getObject("recorded_from", OffsetDateTime.class).toInstant(),
                        instant(row, "recorded_to")));
    }

    @FunctionalInterface
    private interface Reading<T> {
        T read(ResultSet row) throws SQLException;
    }

    private static <T> List<T> query(String sql, UUID customer, Reading<T> reading) throws SQLException {
        DataSource database = server.pool();
        try (Connection connection = database.getConnection();
                PreparedStatement query = connection.prepareStatement(sql)) {
            query.setObject(1, customer);
            List<T> read = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    read.add(reading.read(row));
                }
            }
            return read;
        }
    }

    private static Value value(ResultSet row) throws SQLException {
        return new Value(Stage.valueOf(row.getString("stage")), row.getBoolean("recovered"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime read = row.getObject(column, OffsetDateTime.class);
        return read == null ? null : read.toInstant();
    }

    /** A clock that shows what the story needs and never goes back. */
    private static final class SettableClock extends Clock {
        private volatile Instant now = Instant.EPOCH;

        void advanceTo(Instant instant) {
            now = instant.isAfter(now) ? instant : now;
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
