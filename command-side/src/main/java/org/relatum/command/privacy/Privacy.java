package org.relatum.command.privacy;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.pcollections.TreePSet;
import org.relatum.events.PrivacyEvent;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.PrivacyEvent.LegalHoldLifted;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.events.PrivacyEvent.PersonalDataErased;

/**
 * What decisions need to know of one customer's consent, legal holds and erasure.
 *
 * @param statements by what they cover and when they were made, in the world: whether consent was granted
 * @param holds when they were placed, by identifier
 * @param lifted identifiers of holds that were lifted here; they may have been placed with a merged customer
 * @param erasedAt when the personal data were erased, null unless they are
 */
public record Privacy(
        TreePMap<String, TreePMap<Instant, Boolean>> statements,
        TreePMap<String, Instant> holds,
        TreePSet<String> lifted,
        @Nullable Instant erasedAt) {

    /** Nothing was said. */
    public static final Privacy NONE = new Privacy(TreePMap.empty(), TreePMap.empty(), TreePSet.empty(), null);

    /**
     * What the customer said of one purpose and channel.
     *
     * @param since when it was said, in the world
     */
    record Statement(boolean granted, Instant since) {}

    @JsonCreator
    static Privacy of(
            @JsonProperty("statements") Map<String, Map<Instant, Boolean>> statements,
            @JsonProperty("holds") Map<String, Instant> holds,
            @JsonProperty("lifted") Set<String> lifted,
            @JsonProperty("erasedAt") @Nullable Instant erasedAt) {
        TreePMap<String, TreePMap<Instant, Boolean>> said = TreePMap.empty();
        for (var covered : statements.entrySet()) {
            said = said.plus(covered.getKey(), TreePMap.from(covered.getValue()));
        }
        return new Privacy(said, TreePMap.from(holds), TreePSet.from(lifted), erasedAt);
    }

    /** The state after one more event. */
    public Privacy evolve(PrivacyEvent event) {
        return switch (event) {
            case ConsentGranted e -> said(covered(e.purpose(), e.channel()), e.occurredAt(), true);
            case ConsentWithdrawn e -> said(covered(e.purpose(), e.channel()), e.occurredAt(), false);
            case LegalHoldPlaced e -> new Privacy(statements, holds.plus(e.hold(), e.occurredAt()), lifted, erasedAt);
            case LegalHoldLifted e -> new Privacy(statements, holds, lifted.plus(e.hold()), erasedAt);
            case PersonalDataErased e -> new Privacy(statements, holds, lifted, e.occurredAt());
        };
    }

    /** Of two statements of the same instant the withdrawal counts. */
    private Privacy said(String covered, Instant at, boolean granted) {
        TreePMap<Instant, Boolean> known = statements.getOrDefault(covered, TreePMap.empty());
        boolean counts = granted && known.getOrDefault(at, true);
        return new Privacy(statements.plus(covered, known.plus(at, counts)), holds, lifted, erasedAt);
    }

    /** How many statements are remembered. */
    int said() {
        return statements.values().stream().mapToInt(Map::size).sum();
    }

    private static String covered(@Nullable String purpose, @Nullable String channel) {
        return Objects.requireNonNullElse(purpose, "") + "\n" + Objects.requireNonNullElse(channel, "");
    }

    /**
     * The last that was said by then of contacts for this purpose on this channel, by any statement that covers them.
     *
     * @param purpose null: no particular one; only statements on all purposes cover it
     */
    static Optional<Statement> lastWord(
            Collection<Privacy> histories, @Nullable String purpose, String channel, Instant at) {
        List<String> covering = Stream.of(
                        covered(purpose, channel), covered(purpose, null), covered(null, channel), covered(null, null))
                .distinct()
                .toList();
        return histories.stream()
                .flatMap(history -> covering.stream().flatMap(covered -> history.lastSaid(covered, at).stream()))
                .max(Comparator.comparing(Statement::since).thenComparing(statement -> !statement.granted()));
    }

    private Optional<Statement> lastSaid(String covered, Instant at) {
        return Optional.ofNullable(
                        statements.getOrDefault(covered, TreePMap.empty()).floorEntry(at))
                .map(last -> new Statement(last.getValue(), last.getKey()));
    }

    /** When a hold was placed that was not lifted. */
    static Optional<Instant> heldSince(Collection<Privacy> histories, String hold) {
        return histories.stream().anyMatch(history -> history.lifted.contains(hold))
                ? Optional.empty()
                : histories.stream()
                        .map(history -> history.holds.get(hold))
                        .filter(Objects::nonNull)
                        .findFirst();
    }

    /** The holds that are not lifted. */
    static Set<String> held(Collection<Privacy> histories) {
        Set<String> held = new TreeSet<>();
        histories.forEach(history -> held.addAll(history.holds.keySet()));
        histories.forEach(history -> held.removeAll(history.lifted));
        return held;
    }
}
