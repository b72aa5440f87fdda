package org.relatum.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.relatum.events.access.Role;
import org.relatum.projection.engine.LiveEngine;
import org.relatum.server.RelatumService;

/**
 * How long one customer's past takes to answer over REST: customers with histories of several lengths, asked at random instants of
 * them; a whole history against reading the same rows with JDBC and doing nothing with them; and how soon the first byte of a long one comes.
 */
final class PastAnswers implements AutoCloseable {
    static final int SHORT = 200;
    static final int MIDDLE = 1_000;
    static final int LONG = 10_000;
    static final int LONGEST = Integer.getInteger("longest", 100_000);
    /** Events of other customers in the log. */
    static final int OTHERS = Integer.getInteger("log", 0);

    private static final int AT_ONCE = 100_000;

    private static final String RAW = "select e.sequence, e.event_id, e.type, e.revision, e.recorded_at, e.payload,"
            + " e.metadata, p.position from log.events e join log.positions p using (event_index) where e.stream = ?"
            + " order by p.position";

    private final Instant start = Instant.now().minus(Workload.SPAN).truncatedTo(ChronoUnit.MICROS);
    private final Path directory = Files.createTempDirectory("relatum-benchmark-");
    private final Workload longest = new Workload(LONGEST, 1, LONGEST, start, false);
    private final Rebuilding others = others(directory, longest, start);
    private final RelatumService service = serve(directory, others);
    private final String key = service.makeKey("benchmark", EnumSet.allOf(Role.class));
    private final HttpConnection connection = new HttpConnection(service.url(), key);
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final Map<Integer, UUID> customers = new LinkedHashMap<>();
    private final SplittableRandom random = new SplittableRandom(42);

    PastAnswers() throws Exception {
        customers.put(LONGEST, longest.customer());
        long events = others.events();
        for (int length : new int[] {SHORT, MIDDLE, LONG}) {
            Workload workload = new Workload(length, 1, length, start, false);
            customers.put(length, workload.customer());
            others.database().load(workload);
            events += length;
        }
        if (!bean(LiveEngine.class).progress().awaitPosition(events, Duration.ofMinutes(30))) {
            throw new IllegalStateException("not contained after half an hour");
        }
    }

    /**
     * The customer with the longest history, and as many logs of a hundred thousand events as it takes, each with a busiest customer of its
     * own, so that none has a tenth of them all.
     */
    private static Rebuilding others(Path directory, Workload longest, Instant start) throws Exception {
        Rebuilding others = new Rebuilding();
        // So that the keys of the service are known to the database before there are events.
        serve(directory, others).close();
        Workload[] workloads = Stream.concat(
                        Stream.of(longest),
                        IntStream.range(0, OTHERS / AT_ONCE)
                                .mapToObj(i -> new Workload(-1 - i, AT_ONCE / 10, AT_ONCE, start, false)))
                .toArray(Workload[]::new);
        others.fillForOthers(LONGEST + (workloads.length - 1L) * AT_ONCE, workloads);
        return others;
    }

    private static RelatumService serve(Path directory, Rebuilding others) {
        return RelatumService.start(
                new RelatumService.Options(directory, 0, others.database().database(), Map.of(), Map.of()));
    }

    private <T> T bean(Class<T> type) {
        return service.application().getBean(type);
    }

    private HttpResponse<InputStream> ask(int length, String question, String accept)
            throws IOException, InterruptedException {
        URI address = URI.create(service.url() + "/api/v1/customers/" + customers.get(length) + question);
        HttpResponse<InputStream> answer = http.send(
                HttpRequest.newBuilder(address)
                        .header("Authorization", "Bearer " + key)
                        .header("Accept", accept)
                        .build(),
                BodyHandlers.ofInputStream());
        if (answer.statusCode() != 200) {
            throw new IllegalStateException(
                    address + ": " + new String(answer.body().readAllBytes()));
        }
        return answer;
    }

    private void answered(int length, String question, String accept) throws IOException {
        String path = "/api/v1/customers/" + customers.get(length) + question;
        int status = connection.get(path, accept);
        if (status != 200) {
            throw new IllegalStateException(path + ": " + status);
        }
    }

    /** Milliseconds of each of some questions about where the customer with so many events stood, at instants of its history. */
    double[] asOf(int length, int questions) throws IOException {
        double[] millis = new double[questions];
        for (int i = 0; i < questions; i++) {
            Instant at = start.plusSeconds(random.nextLong(Workload.SPAN.toSeconds() / 100, Workload.SPAN.toSeconds()));
            long begun = System.nanoTime();
            answered(length, "/lifecycle?asOf=" + at + "&knownAt=" + at, "application/json");
            millis[i] = (System.nanoTime() - begun) / 1e6;
        }
        Arrays.sort(millis);
        return millis;
    }

    /** Milliseconds until a whole history was read, as lines. */
    double history(int length) throws IOException {
        long begun = System.nanoTime();
        answered(length, "/history", "application/x-ndjson");
        return (System.nanoTime() - begun) / 1e6;
    }

    /** Milliseconds until the same rows were read from the database. */
    double raw(int length) throws SQLException {
        long begun = System.nanoTime();
        long bytes = 0;
        try (Connection connection = bean(DataSource.class).getConnection();
                PreparedStatement query = connection.prepareStatement(RAW)) {
            query.setObject(1, customers.get(length));
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    bytes += row.getBytes(6).length + row.getBytes(7).length;
                }
            }
        }
        if (bytes == 0) {
            throw new IllegalStateException("no events of " + length);
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    /** Milliseconds until the first byte of a stream came. */
    double firstByte(int length, String stream, String accept) throws IOException, InterruptedException {
        long begun = System.nanoTime();
        HttpResponse<InputStream> answer = ask(length, stream, accept);
        try (InputStream in = answer.body()) {
            if (in.read() < 0) {
                throw new IllegalStateException("nothing came");
            }
            return (System.nanoTime() - begun) / 1e6;
        }
    }

    @Override
    public void close() throws IOException {
        http.close();
        connection.close();
        service.close();
        others.close();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
