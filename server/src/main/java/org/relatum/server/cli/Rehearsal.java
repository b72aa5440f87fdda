package org.relatum.server.cli;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import org.relatum.server.SimulatedClock;
import org.relatum.server.demo.Company;
import org.relatum.server.demo.Step;
import tools.jackson.databind.JsonNode;

/**
 * Plays a company's commands in the order of its time. Several are under way at once, but those about one customer one
 * after the other, and the clock never passes the time of a command that is still to be sent.
 */
final class Rehearsal {

    private static final int AT_ONCE = 12;

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
     * @throws ClientException when one of the commands is refused
     */
    static Map<String, String> play(Company company, long seed, ApiClient api, SimulatedClock clock, Progress progress)
            throws InterruptedException {
        Rehearsal rehearsal = new Rehearsal(api, seed);
        rehearsal.play(company.steps(), clock, progress);
        return Map.copyOf(rehearsal.ids);
    }

    private void play(List<Step> steps, SimulatedClock clock, Progress progress) throws InterruptedException {
        Map<String, CompletableFuture<?>> latest = new HashMap<>();
        Semaphore places = new Semaphore(AT_ONCE);
        AtomicLong done = new AtomicLong();
        CompletableFuture<Void> failed = new CompletableFuture<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < steps.size() && !failed.isDone(); i++) {
                Step step = steps.get(i);
                int number = i;
                if (i > 0 && steps.get(i - 1).isAboutCompany() && !step.isAboutCompany()) {
                    places.acquire(AT_ONCE);
                    places.release(AT_ONCE);
                }
                places.acquire();
                clock.advanceTo(step.at());
                CompletableFuture<?>[] earlier = step.subjects().stream()
                        .map(subject -> latest.getOrDefault(subject, CompletableFuture.completedFuture(null)))
                        .toArray(CompletableFuture[]::new);
                CompletableFuture<?> sent =
                        CompletableFuture.allOf(earlier).thenRunAsync(() -> send(step, number), threads);
                step.subjects().forEach(subject -> latest.put(subject, sent));
                sent.whenComplete((nothing, failure) -> {
                    places.release();
                    progress.at(done.incrementAndGet(), steps.size());
                    if (failure != null) {
                        failed.completeExceptionally(failure);
                    }
                });
            }
            places.acquire(AT_ONCE);
        }
        progress.done();
        if (failed.isCompletedExceptionally()) {
            try {
                failed.join();
            } catch (CompletionException e) {
                throw new ClientException("the demonstration does not get through: " + e.getCause(), e);
            }
        }
    }

    private void send(Step step, int number) {
        String subject = step.subjects().getFirst();
        String path = step.path().replace(Step.CUSTOMER, ids.getOrDefault(subject, ""));
        Map<String, Object> body = new LinkedHashMap<>(step.body());
        body.replaceAll((name, value) ->
                Step.SECOND.equals(value) ? ids.getOrDefault(step.subjects().getLast(), "") : value);
        JsonNode answer = api.send(
                step.method(),
                "/api/v1" + path,
                body,
                Map.of("Idempotency-Key", "demo-" + seed + "-" + number, "Relatum-Actor", "demo"));
        if (step.registers()) {
            ids.put(subject, answer.path("customerId").asString(""));
        }
    }
}
