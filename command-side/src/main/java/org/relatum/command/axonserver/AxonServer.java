package org.relatum.command.axonserver;

import io.axoniq.axonserver.connector.AxonServerConnection;
import io.axoniq.axonserver.connector.AxonServerConnectionFactory;
import io.axoniq.axonserver.connector.command.CommandChannel;
import io.axoniq.axonserver.connector.event.EventChannel;
import io.axoniq.axonserver.connector.impl.ServerAddress;
import io.grpc.netty.shaded.io.grpc.netty.GrpcSslContexts;
import io.grpc.netty.shaded.io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.relatum.command.store.UnreachableLogException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connection to one context. It is made again by itself whenever it is lost. Safe for concurrent use. */
public final class AxonServer implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(AxonServer.class);

    /** How long an answer is waited for. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration RETRY = Duration.ofMillis(500);
    private static final Duration REMINDER = Duration.ofSeconds(10);
    private static final int LARGEST_MESSAGE = 16 * 1024 * 1024;

    private final AxonServerSettings settings;
    private final AxonServerConnectionFactory factory;

    private AxonServer(AxonServerSettings settings, AxonServerConnectionFactory factory) {
        this.settings = settings;
        this.factory = factory;
    }

    /**
     * Prepares the connection; nobody has to answer yet.
     *
     * @throws AxonServerException when the settings can't be right
     */
    public static AxonServer of(AxonServerSettings settings) {
        AxonServerConnectionFactory.Builder builder = AxonServerConnectionFactory.forClient("relatum")
                .routingServers(
                        settings.servers().stream().map(AxonServer::address).toArray(ServerAddress[]::new))
                .connectTimeout(5, TimeUnit.SECONDS)
                .reconnectInterval(RETRY.toMillis(), TimeUnit.MILLISECONDS)
                .usingKeepAlive(5, 5, TimeUnit.SECONDS, true)
                .maxInboundMessageSize(LARGEST_MESSAGE);
        String token = settings.token();
        if (token != null) {
            builder.token(token);
        }
        if (settings.tls().enabled()) {
            secure(builder, settings.tls());
        }
        return new AxonServer(settings, builder.build());
    }

    private static void secure(AxonServerConnectionFactory.Builder builder, AxonServerSettings.Tls tls) {
        Path cert = tls.cert();
        if (cert == null) {
            builder.useTransportSecurity();
            return;
        }
        try {
            SslContextBuilder trusting = GrpcSslContexts.forClient().trustManager(cert.toFile());
            builder.useTransportSecurity(trusting.build());
        } catch (IOException | IllegalArgumentException e) {
            throw new AxonServerException("relatum.axon-server.tls.cert: " + cert + " holds no certificate", e);
        }
    }

    private static ServerAddress address(String text) {
        int colon = text.lastIndexOf(':');
        try {
            return colon < 0
                    ? new ServerAddress(text, AxonServerSettings.PORT)
                    : new ServerAddress(text.substring(0, colon), Integer.parseInt(text.substring(colon + 1)));
        } catch (NumberFormatException e) {
            throw new AxonServerException("relatum.axon-server.servers: " + text + " is no host:port", e);
        }
    }

    AxonServerSettings settings() {
        return settings;
    }

    private AxonServerConnection connection() {
        return factory.connect(settings.context());
    }

    EventChannel events() {
        return connection().eventChannel();
    }

    CommandChannel commands() {
        return connection().commandChannel();
    }

    /** Index after the last event of the context, so the number of events that were ever in it. */
    long end() {
        return await("asked for its head", () -> events().getLastToken()) + 1;
    }

    /** Waits until Axon Server answers, and says what it waits for. */
    void awaitAnswer() throws InterruptedException {
        long said = 0;
        while (true) {
            try {
                end();
                if (said != 0) {
                    log.info("Axon Server answers");
                }
                return;
            } catch (UnreachableLogException e) {
                if (said == 0 || System.nanoTime() - said > REMINDER.toNanos()) {
                    said = System.nanoTime();
                    log.warn(
                            "Waiting for Axon Server, context {}, at {}: {}",
                            settings.context(),
                            settings.names(),
                            reason(e));
                }
                Thread.sleep(RETRY);
            }
        }
    }

    private static String reason(Throwable failure) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    /**
     * Asks and waits for the answer.
     *
     * @param what was done to the server, for the message of a failure
     * @throws UnreachableLogException when it does not answer
     */
    <T> T await(String what, Supplier<CompletableFuture<T>> request) {
        return await(what, PATIENCE, request);
    }

    <T> T await(String what, Duration patience, Supplier<CompletableFuture<T>> request) {
        CompletableFuture<T> answer;
        try {
            answer = request.get();
        } catch (RuntimeException e) {
            throw unreachable(what, e);
        }
        try {
            return answer.get(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw unreachable(what, e.getCause());
        } catch (TimeoutException e) {
            answer.cancel(true);
            throw unreachable(what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unreachable(what, e);
        }
    }

    UnreachableLogException unreachable(String what, @Nullable Throwable cause) {
        return new UnreachableLogException("Axon Server at " + settings.names() + " does not answer, " + what, cause);
    }

    @Override
    public void close() {
        factory.shutdown();
    }
}
