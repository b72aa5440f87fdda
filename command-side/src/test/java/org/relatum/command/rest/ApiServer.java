package org.relatum.command.rest;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.UUID;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.relatum.command.CommandSideConfiguration;
import org.relatum.command.MemoryKeys;
import org.relatum.command.TestDatabase;
import org.relatum.command.performance.ScorecardFigures;
import org.relatum.command.performance.TestFigures;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.LogPositions;
import org.relatum.command.shell.TestShell;
import org.relatum.events.access.Caller;
import org.relatum.events.access.Reach;
import org.relatum.events.access.Role;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.FieldCipher;
import org.relatum.events.wire.EventCodec;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The command side as it is served, on a random port, once per test JVM. */
final class ApiServer {
    private static final ApiServer SHARED = new ApiServer();
    private static final JsonMapper JSON = new JsonMapper();
    /** The header by which a test says who it is. */
    static final String PRINCIPAL = "Test-Principal";
    /** A principal that may do nothing but open a stream. */
    static final String NOBODY = "nobody";
    /** A customer that nobody here may reach. */
    static final UUID OUT_OF_REACH = UUID.fromString("0198f3a2-0000-7000-8000-000000000000");

    private final ConfigurableApplicationContext application;
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private ApiServer() {
        application = new SpringApplicationBuilder(Application.class)
                .web(WebApplicationType.SERVLET)
                .properties(
                        "server.port=0",
                        "server.address=127.0.0.1",
                        "spring.threads.virtual.enabled=true",
                        "spring.mvc.problemdetails.enabled=true",
                        "spring.main.banner-mode=off",
                        "logging.level.root=WARN")
                .run();
    }

    static ApiServer shared() {
        return SHARED;
    }

    int port() {
        return Integer.parseInt(application.getEnvironment().getRequiredProperty("local.server.port"));
    }

    CommandService service() {
        return application.getBean(CommandService.class);
    }

    <T> T bean(Class<T> type) {
        return application.getBean(type);
    }

    HttpClient client() {
        return client;
    }

    /** An answer with its body as JSON; null where there is none. */
    record Reply(int status, JsonNode body, HttpResponse<String> response) {
        @Nullable
        String header(String name) {
            return response.headers().firstValue(name).orElse(null);
        }

        String code() {
            return body.path("code").asString();
        }

        String errorCode(String field) {
            for (JsonNode error : body.path("errors")) {
                if (error.path("field").asString().equals(field)) {
                    return error.path("code").asString();
                }
            }
            return "none for " + field + " in " + body;
        }
    }

    /** Sends a JSON body; headers as name, value, name, value. */
    Reply send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = request(path).method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return send(request.build());
    }

    HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port() + path))
                .timeout(Duration.ofSeconds(30));
    }

    Reply send(HttpRequest request) {
        try {
            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
            String type = response.headers().firstValue("Content-Type").orElse("");
            return new Reply(
                    response.statusCode(),
                    type.contains("json") && !type.contains("ndjson")
                            ? JSON.readTree(response.body())
                            : JSON.nullNode(),
                    response);
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(request.uri() + " does not answer", e);
        }
    }

    /** A new customer of which nothing is known. */
    UUID customer() {
        Reply reply = send("POST", "/api/v1/customers", "{\"party\":\"PERSON\"}");
        return UUID.fromString(reply.body().path("customerId").asString());
    }

    /** A path below a customer. */
    static String at(UUID customer, String rest) {
        return "/api/v1/customers/" + customer + rest;
    }

    @SpringBootConfiguration
    @EnableAutoConfiguration
    @Import(CommandSideConfiguration.class)
    static class Application {
        /** In place of the service's doors: everybody is who the header says, "api" without, and may do everything. */
        @Bean
        Filter callers() {
            return (request, response, chain) -> {
                String name = ((HttpServletRequest) request).getHeader(PRINCIPAL);
                request.setAttribute(
                        Caller.ATTRIBUTE,
                        new Caller(name == null ? "api" : name, EnumSet.allOf(Role.class), Reach.ALL, null));
                chain.doFilter(request, response);
            };
        }

        @Bean
        Permissions permissions() {
            return new Permissions() {
                @Override
                public boolean mayUse(Caller caller, String method, String pattern) {
                    return !caller.name().equals(NOBODY);
                }

                @Override
                public boolean reaches(Caller caller, UUID customer) {
                    return !customer.equals(OUT_OF_REACH);
                }
            };
        }

        @Bean(destroyMethod = "")
        DataSource dataSource() {
            return TestDatabase.shared();
        }

        @Bean
        MemoryKeys subjectKeys() {
            return new MemoryKeys();
        }

        @Bean
        ErasureRegister erasureRegister() {
            return TestShell.register();
        }

        @Bean
        FieldCipher fieldCipher(MemoryKeys keys) {
            return new FieldCipher(keys);
        }

        @Bean
        EventCodec eventCodec(FieldCipher cipher) {
            return new EventCodec(cipher);
        }

        @Bean
        ScorecardFigures scorecardFigures() {
            return TestFigures::of;
        }

        /** In place of the sequencer: positions in the order of writing. */
        @Bean
        LogPositions logPositions(DataSource dataSource) {
            return new LogPositions() {
                @Override
                public @Nullable Long await(UUID stream, long sequence, boolean justCommitted, Duration timeout) {
                    try (Connection connection = dataSource.getConnection();
                            PreparedStatement read = connection.prepareStatement(
                                    "select event_index from log.events where stream = ? and sequence = ?")) {
                        read.setObject(1, stream);
                        read.setLong(2, sequence);
                        try (ResultSet row = read.executeQuery()) {
                            return row.next() ? row.getLong(1) : null;
                        }
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                }

                @Override
                public void committed() {}
            };
        }
    }
}
