package org.relatum.server.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.relatum.server.SimulatedClock;
import org.relatum.server.demo.Company;
import org.relatum.server.demo.Step;
import tools.jackson.databind.JsonNode;

/**
 * Plays a company's commands in the order of its time, window by window. The clock stands at the last command of a window while
 * all of it is sent at once, save that those about the same customer come one after the other. So the same company gives the
 * same events with the same instants in the same order of each stream, however fast the machine is.
 */
final class Rehearsal {

    private static final int AT_ONCE = 48;
    /** How much later than it is sent a command may be recorded. */
    private static final Duration WINDOW = Duration.ofHours(12);

    private static final Pattern ID = Pattern.compile("\\{([a-z0-9-]+)}");

    private final ApiClient api;
    private final long seed;
    private final Map<String, String> ids = new ConcurrentHashMap<>();

    private Rehearsal(ApiClient api, long seed) {
        this.api = api;
        this.seed = seed;
    }

    /**
     * Sends everything.
     *
     * @return the ids that the customers got, by the company's own names
     * @throws ClientException when a command is refused that should not be, or the other way round
     */
    static Map<String, String> play(
            Company company, long seed, ApiClient api, SimulatedClock clock, Progress progress) {
        return play(company, seed, api, clock, progress, sent -> {});
    }

    /** The same; somebody else is told, too, how many were sent, after each of them. */
    static Map<String, String> play(
            Company company, long seed, ApiClient api, SimulatedClock clock, Progress progress, LongConsumer listener) {
        Rehearsal rehearsal = new Rehearsal(api, seed);
        rehearsal.play(company.steps(), clock, progress, listener);
        return Map.copyOf(rehearsal.ids);
    }

    private void play(List<Step> steps, SimulatedClock clock, Progress progress, LongConsumer listener) {
        AtomicLong done = new AtomicLong();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int from = 0; from < steps.size(); ) {
                int to = windowEnd(steps, from);
                clock.advanceTo(steps.get(to - 1).at());
                Map<String, CompletableFuture<?>> latest = new HashMap<>();
                List<CompletableFuture<?>> all = new ArrayList<>();
                for (int i = from; i < to; i++) {
                    Step step = steps.get(i);
                    int number = i;
                    CompletableFuture<?>[] earlier = step.subjects().stream()
                            .map(subject -> latest.getOrDefault(subject, CompletableFuture.completedFuture(null)))
                            .toArray(CompletableFuture[]::new);
                    CompletableFuture<?> sent = CompletableFuture.allOf(earlier)
                            .thenRunAsync(
                                    () -> {
                                        send(step, number);
                                        long count = done.incrementAndGet();
                                        progress.at(count, steps.size());
                                        listener.accept(count);
                                    },
                                    threads);
                    step.subjects().forEach(subject -> latest.put(subject, sent));
                    all.add(sent);
                }
                CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
                from = to;
            }
        } catch (CompletionException e) {
            throw new ClientException("the demonstration does not get through: " + e.getCause(), e);
        } finally {
            progress.done();
        }
    }

    private static int windowEnd(List<Step> steps, int from) {
        if (steps.get(from).isAboutCompany()) {
            return from + 1;
        }
        Instant latest = steps.get(from).at().plus(WINDOW);
        int to = from + 1;
        while (to < steps.size()
                && to < from + AT_ONCE
                && !steps.get(to).isAboutCompany()
                && !steps.get(to).at().isAfter(latest)) {
            to++;
        }
        return to;
    }

    private void send(Step step, int number) {
        String path = "/api/v1" + withIds(step.path());
        Map<String, String> headers = Map.of("Idempotency-Key", "demo-" + seed + "-" + number);
        JsonNode answer;
        try {
            answer = step.body() instanceof String yaml
                    ? api.post(path, "application/yaml", yaml, headers)
                    : api.send(step.method(), path, withIds((Map<?, ?>) step.body()), headers);
        } catch (ClientException e) {
            if (step.refusal() != null && step.refusal().equals(e.code())) {
                return;
            }
            throw new ClientException(step + ": " + e.getMessage(), e);
        }
        if (step.refusal() != null) {
            throw new ClientException(step + " was not refused");
        }
        step.idField()
                .ifPresent(field ->
                        ids.put(step.subjects().getFirst(), answer.path(field).asString("")));
    }

    private Map<String, Object> withIds(Map<?, ?> body) {
        Map<String, Object> filled = new LinkedHashMap<>();
        body.forEach((name, value) ->
                filled.put(String.valueOf(name), value instanceof String text ? withIds(text) : value));
        return filled;
    }

    private String withIds(String text) {
        return ID.matcher(text)
                .replaceAll(named -> Matcher.quoteReplacement(ids.getOrDefault(named.group(1), named.group())));
    }
}
