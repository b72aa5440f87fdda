package org.relatum.server.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.relatum.events.access.Role;
import org.relatum.server.access.AdminKey;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The keys of a demonstration, one for each role. The service can't say them again, so {@code demo.keys} in the directory of the
 * demonstration does, for its owner only.
 */
final class DemoKeys {
    private static final JsonMapper JSON = JsonMapper.shared();

    private final Map<Role, String> keys = new EnumMap<>(Role.class);

    private DemoKeys() {}

    /** Reads them; makes those that are not there. */
    static DemoKeys in(Path directory, ApiClient administrator) {
        Path file = directory.resolve("demo.keys");
        DemoKeys all = new DemoKeys();
        JsonNode before = read(file);
        for (Role role : Role.values()) {
            JsonNode known = before.path(role.label());
            all.keys.put(role, known.isString() ? known.asString() : make(role, administrator));
        }
        ObjectNode document = all.json();
        if (!document.equals(before)) {
            try {
                AdminKey.write(file, document + "\n");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return all;
    }

    private static String make(Role role, ApiClient administrator) {
        ObjectNode wanted = JSON.createObjectNode().put("principal", "demo-" + role.label());
        wanted.putArray("roles").add(role.label());
        wanted.putNull("expiresAt");
        return administrator
                .send("POST", "/api/v1/access/keys", wanted, Map.of())
                .path("token")
                .asString();
    }

    String of(Role role) {
        return keys.getOrDefault(role, "");
    }

    ObjectNode json() {
        ObjectNode document = JSON.createObjectNode();
        keys.forEach((role, key) -> document.put(role.label(), key));
        return document;
    }

    /** One a line, the role first. */
    List<String> lines() {
        return keys.entrySet().stream()
                .map(one -> "%-15s  %s".formatted(one.getKey().label(), one.getValue()))
                .toList();
    }

    private static JsonNode read(Path file) {
        try {
            return Files.exists(file) ? JSON.readTree(Files.readString(file)) : JSON.createObjectNode();
        } catch (IOException | JacksonException e) {
            throw new ClientException(file + " cannot be read; delete it to have new keys made", e);
        }
    }
}
