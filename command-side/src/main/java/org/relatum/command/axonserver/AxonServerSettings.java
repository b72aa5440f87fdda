package org.relatum.command.axonserver;

import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Axon Server is reached, {@code relatum.axon-server.*}. The same on every node.
 *
 * @param servers some of its nodes, {@code host:port}
 * @param context of this installation alone
 * @param token lets this service in; null: Axon Server controls no access
 * @param tls how the connection is protected
 * @param begin where the log of a new installation begins in its context
 */
@ConfigurationProperties("relatum.axon-server")
public record AxonServerSettings(
        @DefaultValue List<String> servers,
        @DefaultValue("default") String context,
        @Nullable String token,
        @DefaultValue Tls tls,
        @DefaultValue("empty") Begin begin) {
    static final int PORT = 8124;

    /**
     * How the connection is protected.
     *
     * @param enabled whether it is
     * @param cert certificates that are trusted, PEM; null: those that Java trusts. Naming one enables TLS
     */
    public record Tls(
            @DefaultValue("false") boolean enabled,
            @Nullable Path cert) {
        public Tls {
            enabled |= cert != null;
        }
    }

    /** Where the log of a new installation begins in its context. */
    public enum Begin {
        /** At the first event; a context that has events is refused. */
        EMPTY,
        /** After what is there already and belongs to others. */
        HEAD
    }

    public AxonServerSettings {
        servers = List.copyOf(servers);
    }

    /** The servers, for messages. */
    String names() {
        return String.join(", ", servers);
    }
}
