package org.relatum.server.cli;

import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.relatum.projection.engine.Leaves;
import org.relatum.projection.engine.StoredEvent;
import org.relatum.projection.ledger.Hasher;
import org.relatum.projection.ledger.Leaf;
import org.relatum.projection.ledger.StoredLog;
import org.relatum.projection.ledger.Tile;
import tools.jackson.databind.JsonNode;

/** The log and the ledger of a running service, as it hands them out. */
final class RemoteLog implements StoredLog {
    private static final String LEDGER = "/api/v1/ledger";

    private final ApiClient api;

    RemoteLog(ApiClient api) {
        this.api = api;
    }

    @Override
    public Optional<String> checkpoint() {
        return api.bytes(LEDGER + "/checkpoint").map(note -> new String(note, StandardCharsets.UTF_8));
    }

    @Override
    public long size() {
        return api.get(LEDGER).path("size").asLong();
    }

    @Override
    public long lastPosition() {
        return api.get("/api/v1/status").path("position").asLong();
    }

    @Override
    public byte[] read(Tile tile) {
        return api.bytes(LEDGER + "/" + tile.path()).orElse(new byte[0]);
    }

    @Override
    public List<byte[]> entries(long firstLeaf, int count) {
        List<byte[]> entries = new ArrayList<>();
        long end = firstLeaf + count;
        for (long from = firstLeaf / Tile.WIDTH * Tile.WIDTH; from < end; from += Tile.WIDTH) {
            int width = (int) Math.min(Tile.WIDTH, end - from);
            String path = new Tile(0, from / Tile.WIDTH, width).entriesPath();
            List<byte[]> bundle = unbundled(api.bytes(LEDGER + "/" + path).orElse(new byte[0]));
            for (int i = 0; i < width; i++) {
                if (from + i >= firstLeaf) {
                    entries.add(i < bundle.size() ? bundle.get(i) : new byte[0]);
                }
            }
        }
        return entries;
    }

    private static List<byte[]> unbundled(byte[] bundle) {
        try {
            return Leaf.unbundle(bundle);
        } catch (IllegalArgumentException e) {
            return List.of();
        }
    }

    @Override
    public List<Placed> events(long from, long to) {
        Hasher hasher = new Hasher();
        List<Placed> events = new ArrayList<>();
        api.lines(LEDGER + "/events?from=" + from + "&to=" + to, line -> {
            StoredEvent event = event(line);
            events.add(new Placed(event.position(), Leaves.of(event, hasher)));
        });
        return events;
    }

    /** An event as it is stored, of its line. */
    static StoredEvent event(JsonNode line) {
        try {
            return new StoredEvent(
                    line.path("position").asLong(),
                    line.path("streamType").asString(),
                    UUID.fromString(line.path("stream").asString()),
                    line.path("sequence").asLong(),
                    UUID.fromString(line.path("eventId").asString()),
                    line.path("type").asString(),
                    line.path("revision").asInt(),
                    Instant.parse(line.path("recordedAt").asString()),
                    Base64.getDecoder().decode(line.path("payload").asString()),
                    Base64.getDecoder().decode(line.path("metadata").asString()));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new ClientException("what should be a stored event is none: " + e.getMessage(), e);
        }
    }

    /** None can be seen from outside. */
    @Override
    public List<Leaf> strays() {
        return List.of();
    }
}
