package org.relatum.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands against a service that answers what the test says. */
class ClientCommandsTest {

    @TempDir
    Path directory;

    private HttpServer service;
    private final List<String> requests = new ArrayList<>();
    private int status = 200;
    private String answer = "{}";
    /** What the status is meanwhile; null: the same. */
    private @Nullable String ofStatus;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final PrintStream realOut = System.out;
    private final PrintStream realErr = System.err;

    @BeforeEach
    void a_service_answers() throws IOException {
        service = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        service.createContext("/", this::handle);
        service.start();
        System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
        System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    }

    @AfterEach
    void it_stops() {
        System.setOut(realOut);
        System.setErr(realErr);
        service.stop(0);
    }

    @Test
    void a_policy_is_published_under_the_name_of_its_file() throws IOException {
        Path file = Files.writeString(directory.resolve("points.yaml"), "pending: 7d\n");
        answer = "{\"kind\":\"points\",\"version\":1,\"position\":7}";
        assertThat(run("policy", "publish", file.toString(), "--effective-from", "2027-01-01T00:00:00Z"))
                .isZero();
        assertThat(requests)
                .singleElement()
                .asString()
                .contains("POST /api/v1/policies/points?effectiveFrom=2027-01-01T00:00:00Z");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("published points version 1\n");
    }

    @Test
    void a_file_that_is_named_otherwise_needs_its_kind() throws IOException {
        Path file = Files.writeString(directory.resolve("next-year.yaml"), "pending: 7d\n");
        assertThat(run("policy", "publish", file.toString())).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("say --kind").contains("loyalty-score");
        assertThat(requests).isEmpty();
        answer = "{\"kind\":\"points\",\"version\":1,\"position\":7}";
        assertThat(run("policy", "publish", file.toString(), "--kind", "points"))
                .isZero();
    }

    @Test
    void policies_are_listed() {
        answer = """
            {"items":[{"kind":"points","version":1,"effectiveFrom":"2027-01-01T00:00:00Z","publishedBy":"m.shelley"},
                      {"kind":"tiers","version":0,"effectiveFrom":null,"publishedBy":null}]}
            """;
        assertThat(run("policy", "list")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
            policy  version         in force from  published by
            points        1  2027-01-01T00:00:00Z     m.shelley
            tiers         0                     -             -
            """);
        assertThat(run("policy", "list", "points")).isZero();
        assertThat(requests.getLast()).contains("GET /api/v1/policies/points");
    }

    @Test
    void status_is_a_table_for_people_and_the_very_document_for_programs() {
        answer = """
            {"roles":["command","query"],"events":6919,"customers":2357,"position":6919,
             "ledger":{"size":6915,"lagEvents":4,"lagSeconds":0.1,"failure":null},"projections":[
             {"name":"lifecycle","version":1,"position":6900,"lagEvents":19,"lagSeconds":0.2,"parkedCustomers":0,
              "rendering":{"effectiveFrom":"2026-03-01T09:00:00Z","customers":1500,"of":2357}},
             {"name":"profile","version":1,"position":6900,"lagEvents":19,"lagSeconds":0.2,"parkedCustomers":0,"rendering":null}]}
            """;
        assertThat(run("status")).isEqualTo(0);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEqualTo("""
            events 6,919 · customers 2,357 · position 6,919
            this node does command, query
            ledger 6,915 leaves · lag 4 events, 0.1 s
            projection  version  position  lag events  lag seconds  parked     judged anew
            lifecycle         1     6,900          19          0.2       0  1,500 of 2,357
            profile           1     6,900          19          0.2       0               -
            """);
        out.reset();
        assertThat(run("status", "--json")).isEqualTo(0);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("\"lagSeconds\" : 0.2");
        assertThat(requests).containsOnly("GET /api/v1/status ");
        out.reset();
        answer = answer.replace("\"failure\":null", "\"failure\":\"the ledger is not what it was\"");
        assertThat(run("status")).isEqualTo(0);
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("0.1 s · NOT KEPT: the ledger is not what it was\n");
    }

    @Test
    void a_service_is_found_through_the_data_directory() throws IOException {
        Files.writeString(directory.resolve("server.json"), "{\"url\":\"%s\",\"pid\":1}".formatted(url()));
        answer = "{\"events\":1}";
        assertThat(Relatum.run("status", "--json", "--data-dir", directory.toString()))
                .isEqualTo(0);
        assertThat(requests).containsExactly("GET /actuator/health/liveness ", "GET /api/v1/status ");
    }

    @Test
    void a_policy_is_tried_and_its_effect_printed_as_a_table_or_as_json() throws IOException {
        Path file = Files.writeString(directory.resolve("lifecycle.yaml"), "at_risk: 7d\n");
        answer = """
            {"progress":{"customers":1,"total":2}}
            {"changed":{"customerId":"c1","changes":[{"outcome":"stage","key":"status","before":"ACTIVE","after":"AT_RISK"}]}}
            {"summary":{"customers":2,"changed":1,"matrix":[{"outcome":"stage","before":"ACTIVE","after":"AT_RISK","count":1}]}}
            """;
        assertThat(run("what-if", file.toString(), "--segment", "a b", "--changes", "5"))
                .isZero();
        assertThat(requests.getLast())
                .contains("/api/v1/what-if?kind=lifecycle&changes=5&segment=a+b")
                .contains("at_risk: 7d");
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("changed: {\"customerId\":\"c1\"", "1 of 2 customers", "ACTIVE   AT_RISK");
        out.reset();
        assertThat(run("what-if", file.toString(), "--json")).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("{").contains("\"changed\"");
        assertThat(run("what-if", file.toString(), "--customer", "c1", "--segment", "gold"))
                .isEqualTo(2);
    }

    @Test
    void a_backtest_prints_how_well_the_flag_tells() {
        answer = """
            {"progress":{"customers":1,"total":2}}
            {"summary":{"customers":2000,"unreadable":3,"precision":0.81234,"recall":null,"deciles":[{"customers":200,"pAlive":0.1,"expected":0.05,"ordered":0.04}]}}
            """;
        assertThat(run("backtest", "--until", "1997-09-30", "--horizon", "270")).isZero();
        assertThat(requests.getLast()).contains("/api/v1/backtests?until=1997-09-30&horizon=270");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("precision  0.812", "recall     -", "2,000", "0.050");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("left out", "3 customers");
        answer = "{\"error\":{\"code\":\"internal-error\",\"detail\":\"no\"}}\n";
        assertThat(run("backtest", "--until", "1997-09-30", "--horizon", "270")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("the backtest failed");
    }

    @Test
    void check_names_every_difference_and_fails_on_one() {
        answer = """
            {"progress":{"customers":1,"total":2}}
            {"difference":{"customerId":"c1","projection":"lifecycle","expected":"ACTIVE","found":"LOST"}}
            {"summary":{"customers":2,"differences":1,"parked":0}}
            """;
        ofStatus = "{\"ledger\":{\"size\":4,\"lagEvents\":0,\"lagSeconds\":0,\"failure\":null}}";
        assertThat(run("check")).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8))
                .contains("difference: {\"customerId\":\"c1\"")
                .endsWith("checked 2 customers: 1 differences\n"
                        + "ledger 4 leaves · lag 0 events, 0 s; relatum verify proves the log itself\n");
        out.reset();
        answer = "{\"summary\":{\"customers\":2,\"differences\":0,\"parked\":0}}\n";
        assertThat(run("check")).isEqualTo(0);
        ofStatus = "{\"ledger\":{\"failure\":\"the ledger is not what it was\"}}";
        assertThat(run("check")).as("nothing differs, and nothing is proven").isEqualTo(1);
        out.reset();
        answer = "{\"progress\":{\"customers\":1,\"total\":2}}\n";
        assertThat(run("check")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("broke off");
    }

    @Test
    void import_sends_the_file_and_keeps_refused_rows_with_line_and_reason() throws IOException {
        Path file = Files.writeString(directory.resolve("orders.csv"), "a,b\n1,2\n");
        Path refused = Path.of(file + ".refused.csv");
        answer = """
            {"progress":{"rows":1,"total":2}}
            {"refused":{"line":3,"code":"date-unreadable","reason":"no date: \\"x\\""}}
            {"summary":{"rows":2,"accepted":1,"alreadyThere":0,"refused":1,"customers":1,"orders":1,"seconds":0.1}}
            """;
        assertThat(run(
                        "import",
                        file.toString(),
                        "--format",
                        "orders-csv",
                        "--columns",
                        "customer=Customer ID,total=Sum"))
                .isEqualTo(0);
        assertThat(requests)
                .containsExactly(
                        "POST /api/v1/imports?format=orders-csv&columns=customer%3DCustomer+ID%2Ctotal%3DSum a,b\n"
                                + "1,2\n");
        assertThat(refused).hasContent("line,code,reason\n3,date-unreadable,\"no date: \"\"x\"\"\"\n");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("rows 2 · accepted 1 · already there 0 · refused 1");
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("1 refused rows are in " + refused);

        answer = "{\"summary\":{\"rows\":2,\"accepted\":0,\"alreadyThere\":2,\"refused\":0}}\n";
        assertThat(run("import", file.toString(), "--format", "orders-csv")).isEqualTo(0);
        assertThat(refused).doesNotExist();
    }

    @Test
    void fit_asks_for_a_recorded_run() {
        answer = "{\"model\":\"bg-nbd\",\"parameters\":{\"r\":0.24259}}";
        assertThat(run("fit", "--model", "bg-nbd", "--until", "1997-09-30", "--known-at", "2026-01-01T00:00:00Z"))
                .isEqualTo(0);
        assertThat(requests)
                .containsExactly("POST /api/v1/value-models"
                        + " {\"model\":\"bg-nbd\",\"until\":\"1997-09-30\",\"knownAt\":\"2026-01-01T00:00:00Z\"}");
        assertThat(out.toString(StandardCharsets.UTF_8)).contains("parameters.r             0.24259");
    }

    @Test
    void a_refusal_is_told_in_the_words_of_the_service() {
        status = 422;
        answer = """
            {"code":"invalid-request","detail":"The request is not valid.",
             "errors":[{"field":"until","code":"unreadable","reason":"is no date"}]}
            """;
        assertThat(run("fit", "--model", "bg-nbd", "--until", "soon")).isEqualTo(1);
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
        assertThat(err.toString(StandardCharsets.UTF_8))
                .isEqualTo("relatum: refused (invalid-request): The request is not valid.\n  until: is no date\n");
    }

    @Test
    void wrong_calls_end_with_2_and_failures_with_1() {
        assertThat(Relatum.run()).isEqualTo(2);
        assertThat(Relatum.run("fit")).isEqualTo(2);
        assertThat(Relatum.run("status", "--url", "nowhere")).isEqualTo(2);
        assertThat(Relatum.run("serve", "--db", "mysql://x/y")).isEqualTo(2);
        assertThat(Relatum.run("help")).isEqualTo(0);
        assertThat(Relatum.run("help", "import")).isEqualTo(0);
        assertThat(run("import", directory.resolve("absent").toString(), "--format", "cdnow"))
                .isEqualTo(1);
        service.stop(0);
        assertThat(run("status")).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).contains("does not answer");
    }

    private int run(String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        all.addAll(List.of("--url", url().toString()));
        return Relatum.run(all.toArray(String[]::new));
    }

    private URI url() {
        return URI.create("http://127.0.0.1:" + service.getAddress().getPort());
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " " + body);
        boolean ofTheStatus = exchange.getRequestURI().getPath().equals("/api/v1/status");
        byte[] bytes = (ofStatus != null && ofTheStatus ? ofStatus : answer).getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
