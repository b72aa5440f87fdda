package org.relatum.server;

import java.util.HashMap;
import java.util.Map;
import org.opentest4j.TestAbortedException;

/** The Axon Server that {@code AXON_SERVER} names, {@code host:port}; no test starts one. */
public final class AxonServerAt {
    private AxonServerAt() {}

    /**
     * Properties of a new installation that records there.
     *
     * @throws TestAbortedException when none is named
     */
    public static Map<String, String> properties() {
        String server = System.getenv("AXON_SERVER");
        if (server == null) {
            throw new TestAbortedException("AXON_SERVER names no Axon Server");
        }
        Map<String, String> properties = new HashMap<>();
        properties.put("relatum.event-store", "axon-server");
        properties.put("relatum.axon-server.servers", server);
        // Other tests recorded in the same context.
        properties.put("relatum.axon-server.begin", "head");
        set(properties, "relatum.axon-server.context", "AXON_SERVER_CONTEXT");
        set(properties, "relatum.axon-server.token", "AXON_SERVER_TOKEN");
        set(properties, "relatum.axon-server.tls.cert", "AXON_SERVER_CERT");
        return properties;
    }

    private static void set(Map<String, String> properties, String property, String variable) {
        String value = System.getenv(variable);
        if (value != null) {
            properties.put(property, value);
        }
    }
}
