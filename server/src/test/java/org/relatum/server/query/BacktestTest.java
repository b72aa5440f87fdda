package org.relatum.server.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.relatum.server.query.LogWriter.order;
import static org.relatum.server.query.LogWriter.registered;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.relatum.server.TestServer;
import org.relatum.server.query.LogWriter.Fact;
import tools.jackson.databind.JsonNode;

/** How well the churn flag would have told who would not order. */
class BacktestTest {
    private static final LocalDate UNTIL = LocalDate.parse("1997-09-30");
    private static final int HORIZON = 270;
    private static final String ASKED = "/api/v1/backtests?until=" + UNTIL + "&horizon=" + HORIZON;

    /** The published sample has no licence and so is no part of this project; it may lie beside the repository. */
    private static Path sample() {
        Path file =
                List.of(Path.of("../../shared/data/CDNOW_sample.txt"), Path.of("../shared/data/CDNOW_sample.txt"))
                        .stream()
                        .filter(Files::isReadable)
                        .findFirst()
                        .orElse(Path.of("CDNOW_sample.txt"));
        assumeTrue(Files.isReadable(file), "the CDNOW sample is not beside the repository");
        return file;
    }

    private static Map<String, TreeSet<LocalDate>> days() throws IOException {
        Map<String, TreeSet<LocalDate>> days = new TreeMap<>();
        for (String line : Files.readAllLines(sample())) {
            String[] columns = line.trim().split("\\s+", -1);
            days.computeIfAbsent(columns[0], customer -> new TreeSet<>())
                    .add(LocalDate.parse(columns[2], DateTimeFormatter.BASIC_ISO_DATE));
        }
        return days;
    }

    private static Instant noon(LocalDate day) {
        return day.atTime(12, 0).toInstant(ZoneOffset.UTC);
    }

    private static JsonNode summary(Rest rest, String path) {
        return rest.post(path, "").ok().lines().getLast().path("summary");
    }

    @Test
    void the_published_sample_is_told_as_well_as_counting_by_hand_tells() throws IOException {
        Map<String, TreeSet<LocalDate>> days = days();
        try (TestServer server = TestServer.start()) {
            List<Fact> facts = new ArrayList<>();
            days.forEach((name, bought) -> {
                UUID customer = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
                Instant begun = noon(bought.first()).minusSeconds(60);
                facts.add(new Fact(customer, begun, registered(customer, begun.toString())));
                bought.forEach(day -> facts.add(new Fact(customer, noon(day), order(name + "-" + day, noon(day)))));
            });
            facts.sort(Comparator.comparing(Fact::recordedAt));
            new LogWriter(server).write(facts.toArray(Fact[]::new));

            JsonNode summary = summary(new Rest(server), ASKED);

            assertThat(summary.path("fit").path("logLikelihood").asDouble()).isCloseTo(-9582.1357, within(0.00005));
            assertThat(summary.path("fit").path("repeaters").asInt()).isEqualTo(946);
            List<double[]> judged = judged(days);
            assertThat(summary.path("customers").asInt())
                    .isEqualTo(judged.size())
                    .isEqualTo(2_357);
            long lost = judged.stream().filter(c -> c[1] == 0).count();
            long flagged = judged.stream().filter(c -> c[2] == 1).count();
            long hits = judged.stream().filter(c -> c[1] == 0 && c[2] == 1).count();
            assertThat(summary.path("lost").asLong()).isEqualTo(lost);
            assertThat(summary.path("flagged").asLong()).isEqualTo(flagged);
            assertThat(summary.path("hits").asLong()).isEqualTo(hits);
            assertThat(summary.path("precision").asDouble()).isEqualTo((double) hits / flagged);
            assertThat(summary.path("recall").asDouble()).isEqualTo((double) hits / lost);
            assertThat(summary.path("lift").asDouble())
                    .isCloseTo(((double) hits / flagged) / ((double) lost / judged.size()), within(1e-12));
            judged.sort(Comparator.comparingDouble(c -> c[0]));
            for (int i = 0; i < 10; i++) {
                List<double[]> tenth = judged.subList(judged.size() * i / 10, judged.size() * (i + 1) / 10);
                JsonNode decile = summary.path("deciles").get(i);
                assertThat(decile.path("customers").asInt()).isEqualTo(tenth.size());
                assertThat(decile.path("pAlive").asDouble())
                        .isCloseTo(
                                tenth.stream().mapToDouble(c -> c[0]).average().orElseThrow(), within(1e-5));
                assertThat(decile.path("expected").asDouble())
                        .isCloseTo(
                                tenth.stream().mapToDouble(c -> c[3]).average().orElseThrow(), within(1e-5));
                assertThat(decile.path("ordered").asDouble())
                        .isCloseTo(
                                tenth.stream().mapToDouble(c -> c[1]).average().orElseThrow(), within(0.05));
            }
        }
    }

    /** For each customer P(alive) by the published parameters, whether it ordered afterwards, whether it is flagged, and how
     * probably it orders afterwards. */
    private static List<double[]> judged(Map<String, TreeSet<LocalDate>> days) {
        List<double[]> judged = new ArrayList<>();
        days.values().forEach(bought -> {
            TreeSet<LocalDate> known = new TreeSet<>(bought.headSet(UNTIL, true));
            int x = known.size() - 1;
            double age = ChronoUnit.DAYS.between(known.first(), UNTIL) / 7.0;
            double last = ChronoUnit.DAYS.between(known.first(), known.last()) / 7.0;
            double odds = 0.89136 / (1.61400 + x) * Math.pow((6.18309 + age) / (6.18309 + last), 0.52484 + x);
            double alive = 1 / (1 + odds);
            boolean ordered =
                    !bought.subSet(UNTIL, false, UNTIL.plusDays(HORIZON), true).isEmpty();
            double expected = alive * (1 - Math.pow((6.18309 + age) / (6.18309 + age + HORIZON / 7.0), 0.52484 + x));
            judged.add(new double[] {alive, ordered ? 1 : 0, alive < 0.35 || isAtRisk(known) ? 1 : 0, expected});
        });
        return judged;
    }

    /** Silent at the end of the last day for longer than 60 days and twice the usual gap: the policy that ships. */
    private static boolean isAtRisk(TreeSet<LocalDate> known) {
        List<Long> gaps = new ArrayList<>();
        LocalDate before = null;
        for (LocalDate day : known) {
            if (before != null) {
                gaps.add(ChronoUnit.DAYS.between(before, day));
            }
            before = day;
        }
        gaps.sort(Comparator.naturalOrder());
        int n = gaps.size();
        double cadence =
                known.size() < 3 ? 90 : n % 2 == 1 ? gaps.get(n / 2) : (gaps.get(n / 2 - 1) + gaps.get(n / 2)) / 2.0;
        double silence = ChronoUnit.DAYS.between(known.last(), UNTIL) + 0.4999;
        return silence > Math.max(60, 2 * cadence);
    }

    /** Customers who buy as often as they like until some day, none after the end of the day that is asked about. */
    private static List<UUID> twoHundredWhoLeave(LogWriter log) {
        List<Fact> facts = new ArrayList<>();
        List<UUID> customers = new ArrayList<>();
        Instant begin = Instant.parse("1997-01-01T12:00:00Z");
        SplittableRandom random = new SplittableRandom(7);
        Instant end = Instant.parse("1997-10-01T00:00:00Z");
        for (int i = 0; i < 200; i++) {
            UUID customer = UUID.randomUUID();
            customers.add(customer);
            Instant at = begin.plus(Duration.ofHours(random.nextInt(2_400)));
            double usualDays = 3 + random.nextExponential() * 40;
            double leaves = random.nextDouble() * 0.6;
            facts.add(new Fact(customer, at.minusSeconds(1), registered(customer, at.toString())));
            for (int n = 0; at.isBefore(end) && (n == 0 || random.nextDouble() > leaves); n++) {
                facts.add(new Fact(customer, at, order("A" + i + "-" + n, at)));
                at = at.plusSeconds((long) (random.nextExponential() * usualDays * 86_400) + 1);
            }
        }
        facts.sort(Comparator.comparing(Fact::recordedAt));
        log.write(facts.toArray(Fact[]::new));
        return customers;
    }

    @Test
    void what_became_known_later_tells_the_outcome_only() {
        try (TestServer server = TestServer.start()) {
            Rest rest = new Rest(server);
            LogWriter log = new LogWriter(server);
            rest.post(ASKED, "").refused(422, "not-fitted");
            List<UUID> customers = twoHundredWhoLeave(log);
            JsonNode before = summary(rest, ASKED);
            assertThat(before.path("customers").asInt()).isEqualTo(200);
            assertThat(before.path("lost").asInt()).isEqualTo(200);

            // One comes back; of another it becomes known too late that it had bought on the last day.
            Instant after = Instant.parse("1997-11-01T12:00:00Z");
            log.write(
                    new Fact(customers.get(1), after, order("B1", after)),
                    new Fact(customers.get(2), after, order("B2", Instant.parse("1997-09-30T12:00:00Z"))));
            JsonNode known = summary(rest, ASKED);
            assertThat(known.path("lost").asInt()).isEqualTo(199);
            assertThat(known.path("flagged")).isEqualTo(before.path("flagged"));
            assertThat(known.path("fit")).isEqualTo(before.path("fit"));
            for (int i = 0; i < 10; i++) {
                assertThat(known.path("deciles").get(i).path("pAlive"))
                        .isEqualTo(before.path("deciles").get(i).path("pAlive"));
            }
            JsonNode informed = summary(rest, ASKED + "&knownAt=1997-12-01");
            assertThat(informed.path("fit")).isNotEqualTo(before.path("fit"));
            rest.post("/api/v1/backtests?until=1997-09-30&horizon=20000", "").refused(400, "invalid-request");
            for (String day : List.of("%2B999999999-12-31", "-999999999-01-01", "1899-12-31", "30.9.1997")) {
                rest.post("/api/v1/backtests?until=" + day + "&horizon=30", "").refused(400, "invalid-request");
            }
            rest.post("/api/v1/backtests?until=" + LocalDate.now(ZoneOffset.UTC) + "&horizon=30", "")
                    .refused(400, "invalid-request");
        }
    }

    @Test
    void who_can_not_be_read_is_left_out_of_the_fit_and_of_the_test() throws SQLException {
        try (TestServer server = TestServer.start()) {
            Rest rest = new Rest(server);
            LogWriter log = new LogWriter(server);
            UUID unreadable = twoHundredWhoLeave(log).getFirst();
            JsonNode before = summary(rest, ASKED);
            assertThat(before.path("fit").path("customers").asInt()).isEqualTo(200);
            assertThat(before.path("unreadable").asInt()).isZero();

            try (Connection connection = server.superuser().connect();
                    Statement statement = connection.createStatement()) {
                statement.execute("""
                    insert into log.events (stream_type, stream, sequence, event_id, type, revision, recorded_at, payload, metadata)
                    values ('customer', '%s', %d, gen_random_uuid(), 'order.placed', 99, '1997-09-30', '{}', '{"actor":"x"}')\
                    """.formatted(unreadable, log.version(unreadable)));
            }
            UUID other = UUID.randomUUID();
            log.write(new Fact(
                    other, UNTIL.atStartOfDay(ZoneOffset.UTC).toInstant(), registered(other, "1997-09-30T00:00:00Z")));
            JsonNode after = summary(rest, ASKED);
            assertThat(after.path("unreadable").asInt()).isEqualTo(1);
            assertThat(after.path("customers").asInt()).isEqualTo(199);
            assertThat(after.path("fit").path("customers").asInt()).isEqualTo(199);
        }
    }
}
