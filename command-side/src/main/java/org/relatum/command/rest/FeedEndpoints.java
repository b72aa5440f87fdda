package org.relatum.command.rest;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.language.RefusedException;
import org.relatum.command.relay.AsyncApi;
import org.relatum.command.relay.Relay;
import org.relatum.command.relay.Shards;
import org.springframework.web.bind.annotation.RequestMethod;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.mvc.method.RequestMappingInfo;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/** How far the feed to other systems is, what it consists of, and events sent once more. */
final class FeedEndpoints {
    static final String FEED = Api.ROOT + "/feed";
    static final String REPLAYS = FEED + "/replays";
    static final String ASYNC_API = Api.ROOT + "/asyncapi.json";
    static final String TOPIC = "topic";

    private final @Nullable Relay relay;
    private final AsyncApi asyncApi;
    private final CommandReader reader;
    private final int maxBody;

    /** @param relay null where nothing is passed on */
    FeedEndpoints(@Nullable Relay relay, AsyncApi asyncApi, CommandReader reader, Api api) {
        this.relay = relay;
        this.asyncApi = asyncApi;
        this.reader = reader;
        this.maxBody = Math.toIntExact(api.maxBody().toBytes());
    }

    void register(RequestMappingHandlerMapping mapping) throws NoSuchMethodException {
        register(mapping, RequestMethod.GET, FEED, "feed");
        register(mapping, RequestMethod.POST, REPLAYS, "replay");
        register(mapping, RequestMethod.GET, REPLAYS + "/{" + TOPIC + "}", "find");
        register(mapping, RequestMethod.GET, ASYNC_API, "describe");
    }

    private void register(RequestMappingHandlerMapping mapping, RequestMethod method, String path, String handler)
            throws NoSuchMethodException {
        mapping.registerMapping(
                RequestMappingInfo.paths(path)
                        .methods(method)
                        .options(mapping.getBuilderConfiguration())
                        .build(),
                this,
                FeedEndpoints.class.getDeclaredMethod(handler, HttpServletRequest.class, HttpServletResponse.class));
    }

    /**
     * What is asked.
     *
     * @param topic where the events go; made if it is not there
     * @param from position of the first
     */
    private record Replay(@Nullable String topic, @Nullable Long from) {}

    /** What the feed consists of, in AsyncAPI. */
    public void describe(HttpServletRequest request, HttpServletResponse response) throws IOException {
        respond(response, asyncApi.document());
    }

    /** How far every shard is. */
    public void feed(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("feed", relay == null ? "none" : "kafka");
        if (relay != null) {
            long head = relay.head();
            answer.put("position", head);
            answer.put(
                    "shards",
                    relay.shards().all().stream().map(s -> shard(s, head)).toList());
        }
        respond(response, answer);
    }

    private static Map<String, @Nullable Object> shard(Shards.State shard, long head) {
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("topic", shard.topic());
        answer.put("partition", shard.number());
        answer.put("position", shard.position());
        answer.put("lagEvents", shard.lag(head));
        answer.put("rows", shard.to() != null ? null : shard.rowsPosition() == null ? "ALL_ARE_SENT" : "CURRENT");
        answer.put("node", shard.leased() ? shard.node() : null);
        answer.put("error", shard.error());
        answer.put("updatedAt", shard.updatedAt().toString());
        return answer;
    }

    /** Sends events once more. */
    public void replay(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            byte[] body = CommandEndpoints.body(request, maxBody);
            RequestHead.requireJson(request);
            Replay asked = reader.read(Replay.class, reader.object(body, 0, body.length));
            if (asked.topic() == null || asked.from() == null) {
                throw Refusal.invalid(List.of(
                                new InvalidField(asked.topic() == null ? TOPIC : "from", "required", "is required")))
                        .asException();
            }
            running().replay(asked.topic(), asked.from());
            response.setStatus(HttpServletResponse.SC_ACCEPTED);
            response.setHeader("Location", REPLAYS + "/" + asked.topic());
            respond(response, found(asked.topic()));
        } catch (RefusedException e) {
            Problem.respond(response, e.refusal(), reader.mapper());
        }
    }

    /** How far a replay is. */
    public void find(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try {
            Map<?, ?> addressed = (Map<?, ?>) request.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
            respond(response, found(String.valueOf(addressed.get(TOPIC))));
        } catch (RefusedException e) {
            Problem.respond(response, e.refusal(), reader.mapper());
        }
    }

    private Relay running() {
        if (relay == null) {
            throw Refusal.of(RefusalCode.FEED_OFF, "relatum.feed is none").asException();
        }
        return relay;
    }

    private Map<String, @Nullable Object> found(String topic) {
        List<Shards.State> shards = running().shards().all().stream()
                .filter(shard -> shard.topic().equals(topic) && shard.to() != null)
                .toList();
        if (shards.isEmpty()) {
            throw Refusal.of(RefusalCode.REPLAY_NOT_FOUND, "No replay goes to this topic")
                    .asException();
        }
        Map<String, @Nullable Object> answer = new LinkedHashMap<>();
        answer.put("topic", topic);
        answer.put("from", shards.getFirst().from() + 1);
        answer.put("to", shards.getFirst().to());
        answer.put(
                "position",
                shards.stream().mapToLong(Shards.State::position).min().orElse(0));
        answer.put("done", shards.stream().allMatch(Shards.State::isDone));
        answer.put(
                "error",
                shards.stream()
                        .map(Shards.State::error)
                        .filter(error -> error != null)
                        .findFirst()
                        .orElse(null));
        answer.put("requestedAt", shards.getFirst().requestedAt().toString());
        return answer;
    }

    private void respond(HttpServletResponse response, Map<String, ?> answer) throws IOException {
        byte[] body = reader.mapper().writeValueAsBytes(answer);
        response.setContentType("application/json");
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }
}
