package org.relatum.projection.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.relatum.events.CustomerEvent;
import org.relatum.events.KpiDimension;
import org.relatum.events.Recorded;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.events.policy.KpiPeriod;
import org.relatum.events.policy.KpiPeriod.Level;
import org.relatum.events.policy.Measure;
import org.relatum.projection.core.Facts;
import org.relatum.projection.engine.ReadModels;
import org.relatum.projection.kpi.Attribution;
import org.relatum.projection.kpi.Cells;
import org.relatum.projection.kpi.Cells.Cell;
import org.relatum.projection.kpi.Contribution;
import org.relatum.projection.kpi.KpiFold;
import org.relatum.projection.kpi.KpiFold.Followed;
import org.relatum.projection.lifecycle.LifecycleProjection;
import org.relatum.projection.lifecycle.Stage;
import org.relatum.projection.reference.ReferenceTimeline;

/** What is in the cells is what the plain contributions sum up to, however the facts arrived. */
class KpiCellsTest {
    private static final ZoneId ZONE = ZoneId.of("Europe/Berlin");
    private static final ReferenceTimeline TIMELINE = ReferenceTimeline.DEFAULTS;

    static LongStream seeds() {
        return Seeds.all();
    }

    private static Map<UUID, List<Recorded<CustomerEvent>>> streams(List<Recorded<CustomerEvent>> facts) {
        Map<UUID, List<Recorded<CustomerEvent>>> streams = new HashMap<>();
        facts.forEach(
                f -> streams.computeIfAbsent(f.stream(), s -> new ArrayList<>()).add(f));
        return streams;
    }

    private static Map<Cell, Map<String, BigDecimal>> plain(Cells cells) {
        Map<Cell, Map<String, BigDecimal>> plain = new HashMap<>();
        cells.cells().forEach((cell, sums) -> {
            Map<String, BigDecimal> values = new TreeMap<>();
            sums.amounts().forEach((column, v) -> values.put(column.name(), v.stripTrailingZeros()));
            plain.put(cell, values);
        });
        return plain;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void live_in_batches_of_any_size_is_what_a_rebuild_and_the_plain_sum_say(long seed) {
        List<Recorded<CustomerEvent>> facts = RelationshipGenerator.generate(seed);
        SplittableRandom random = new SplittableRandom(seed);
        KpiFold fold = new KpiFold(TIMELINE, ZONE);
        Cells live = new Cells(ZONE);
        Map<UUID, List<Recorded<CustomerEvent>>> log = new HashMap<>();
        Map<UUID, Followed> rows = new HashMap<>();
        Map<UUID, Long> positions = new HashMap<>();
        int advanced = 0;
        for (int i = 0; i < facts.size(); ) {
            List<Recorded<CustomerEvent>> batch = facts.subList(i, Math.min(facts.size(), i + random.nextInt(1, 5)));
            Map<UUID, List<Recorded<CustomerEvent>>> groups = streams(batch);
            groups.forEach(
                    (c, more) -> log.computeIfAbsent(c, s -> new ArrayList<>()).addAll(more));
            for (Map.Entry<UUID, List<Recorded<CustomerEvent>>> group : groups.entrySet()) {
                UUID customer = group.getKey();
                List<Contribution> out = new ArrayList<>();
                Followed before = rows.get(customer);
                Optional<Followed> next = fold.advance(before, group.getValue(), out::add);
                if (next.isPresent()) {
                    advanced++;
                    out.forEach(live);
                    rows.put(customer, next.get());
                } else {
                    Facts all = Feed.facts(log, customer);
                    Instant horizon = before == null ? Instant.MIN : before.horizon();
                    if (before != null) {
                        fold.replay(all.upToPosition(positions.get(customer)), horizon, live.less());
                    }
                    rows.put(customer, fold.replay(all, horizon, live));
                }
                positions.put(customer, group.getValue().getLast().position());
                if (random.nextInt(3) == 0) {
                    rows.put(
                            customer,
                            fold.settle(
                                    rows.get(customer),
                                    group.getValue().getLast().recordedAt(),
                                    live));
                }
            }
            i += batch.size();
        }
        Instant end = facts.getLast().recordedAt().plus(Duration.ofDays(500));
        Cells rebuilt = new Cells(ZONE);
        List<Contribution> contributions = new ArrayList<>();
        for (UUID customer : rows.keySet()) {
            rows.put(customer, fold.settle(rows.get(customer), end, live));
            Followed replayed = fold.replay(Feed.facts(log, customer), end, c -> {
                rebuilt.accept(c);
                contributions.add(c);
            });
            assertThat(rows.get(customer)).isEqualTo(replayed);
        }
        assertThat(advanced).isPositive();
        assertThat(plain(live)).isEqualTo(plain(rebuilt)).isEqualTo(summed(contributions));
    }

    /** The sums, reckoned without cells. */
    private static Map<Cell, Map<String, BigDecimal>> summed(List<Contribution> contributions) {
        Map<Cell, Map<String, BigDecimal>> sums = new HashMap<>();
        for (Contribution c : contributions) {
            LocalDate day = c.at().atZone(ZONE).toLocalDate();
            for (KpiPeriod period :
                    List.of(new KpiPeriod(Level.DAY, day), new KpiPeriod(Level.MONTH, day.withDayOfMonth(1)))) {
                for (KpiDimension dimension : KpiDimension.values()) {
                    if (c.level() == null || c.level().compareTo(period.level()) >= 0) {
                        Map<String, BigDecimal> cell = sums.computeIfAbsent(
                                new Cell(period, dimension, c.attribution().member(dimension)), k -> new TreeMap<>());
                        cell.merge(
                                c.measure().key()
                                        + (c.level() == null
                                                ? ""
                                                : "_per_" + c.level().name().toLowerCase(Locale.ROOT)),
                                c.amount(),
                                BigDecimal::add);
                        if (c.measure().kind() == Measure.Kind.STOCK) {
                            long micros =
                                    Duration.between(c.at(), period.to(ZONE)).toNanos() / 1000;
                            cell.merge(
                                    c.measure().key() + "_area",
                                    c.amount().multiply(BigDecimal.valueOf(micros, 6)),
                                    BigDecimal::add);
                        }
                    }
                }
            }
        }
        sums.values().forEach(cell -> {
            cell.values().removeIf(v -> v.signum() == 0);
            cell.replaceAll((k, v) -> v.stripTrailingZeros());
        });
        sums.values().removeIf(Map::isEmpty);
        return sums;
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void each_order_and_return_counts_once_and_the_active_are_those_the_lifecycle_calls_active(long seed) {
        List<Recorded<CustomerEvent>> facts = RelationshipGenerator.generate(seed);
        Map<UUID, List<Recorded<CustomerEvent>>> streams = streams(facts);
        KpiFold fold = new KpiFold(TIMELINE, ZONE);
        Instant end = facts.getLast().recordedAt().plus(Duration.ofDays(300));
        List<Contribution> all = new ArrayList<>();
        Map<UUID, List<Contribution>> own = new HashMap<>();
        streams.keySet().forEach(customer -> {
            List<Contribution> of = new ArrayList<>();
            fold.replay(Feed.facts(streams, customer), end, of::add);
            own.put(customer, of);
            all.addAll(of);
        });
        assertThat(sum(all, Measure.ORDERS, end))
                .isEqualByComparingTo(BigDecimal.valueOf(facts.stream()
                        .filter(f -> f.event() instanceof OrderPlaced)
                        .count()));
        BigDecimal net = BigDecimal.ZERO;
        for (Recorded<CustomerEvent> fact : facts) {
            net = switch (fact.event()) {
                case OrderPlaced e -> net.add(e.total().amount().multiply(e.conversionRate()));
                case OrderReturned e -> net.subtract(e.amount().amount().multiply(e.conversionRate()));
                default -> net;
            };
        }
        assertThat(sum(all, Measure.NET_REVENUE, end)).isEqualByComparingTo(net);
        SplittableRandom random = new SplittableRandom(seed);
        streams.keySet().forEach(customer -> {
            for (int i = 0; i < 40; i++) {
                Instant at =
                        facts.get(random.nextInt(facts.size())).occurredAt().plusSeconds(random.nextInt(20_000_000));
                List<Recorded<CustomerEvent>> happened =
                        Feed.facts(streams, customer).upTo(at);
                if (!at.isAfter(end) && !happened.isEmpty()) {
                    Stage stage = ReadModels.LIFECYCLE
                            .projection()
                            .discrete(Facts.fold(ReadModels.LIFECYCLE.projection(), happened), at, TIMELINE.at(at))
                            .get(LifecycleProjection.KEY)
                            .stage();
                    boolean active = stage == Stage.ACTIVE || stage == Stage.AT_RISK;
                    assertThat(sum(own.get(customer), Measure.ACTIVE, at))
                            .isEqualByComparingTo(active ? BigDecimal.ONE : BigDecimal.ZERO);
                    var profile = Facts.fold(ReadModels.PROFILE.projection(), happened);
                    int missing = ReadModels.PROFILE
                            .projection()
                            .view(profile, at, TIMELINE.at(at))
                            .missing()
                            .size();
                    BigDecimal keys = sum(own.get(customer), Measure.PROFILE_KEYS, at);
                    if (keys.signum() > 0) {
                        assertThat(keys.subtract(sum(own.get(customer), Measure.PROFILE_KNOWN, at)))
                                .isEqualByComparingTo(BigDecimal.valueOf(missing));
                    }
                }
            }
        });
        assertThat(all.stream()
                        .map(c -> c.attribution().member(KpiDimension.COMPANY))
                        .distinct())
                .containsExactly(Attribution.ALL);
    }

    private static BigDecimal sum(List<Contribution> contributions, Measure measure, Instant upTo) {
        return contributions.stream()
                .filter(c -> c.measure() == measure && !c.at().isAfter(upTo))
                .map(Contribution::amount)
                .reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
