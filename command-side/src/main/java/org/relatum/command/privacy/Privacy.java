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
 * @param statements the latest by what they cover
 * @param holds when they were placed, by identifier
 * @param lifted identifiers of holds that were lifted here; they may have been placed with a merged customer
 * @param erasedAt when the personal data were erased, null unless they are
 */
public record Privacy(
        TreePMap<String, Statement> statements,
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
    public record Statement(boolean granted, Instant since) {}

    @JsonCreator
    static Privacy of(
            @JsonProperty("statements") Map<String, Statement> statements,
            @JsonProperty("holds") Map<String, Instant> holds,
            @JsonProperty("lifted") Set<String> lifted,
            @JsonProperty("erasedAt") @Nullable Instant erasedAt) {
        return new Privacy(TreePMap.from(statements), TreePMap.from(holds), TreePSet.from(lifted), erasedAt);
    }

    /** The state after one more event. */
    public Privacy evolve(PrivacyEvent event) {
        return switch (event) {
            case ConsentGranted e -> said(covered(e.purpose(), e.channel()), new Statement(true, e.occurredAt()));
            case ConsentWithdrawn e -> said(covered(e.purpose(), e.channel()), new Statement(false, e.occurredAt()));
            case LegalHoldPlaced e -> new Privacy(statements, holds.plus(e.hold(), e.occurredAt()), lifted, erasedAt);
            case LegalHoldLifted e -> new Privacy(statements, holds, lifted.plus(e.hold()), erasedAt);
            case PersonalDataErased e -> new Privacy(statements, holds, lifted, e.occurredAt());
        };
    }

    private Privacy said(String covered, Statement statement) {
        Statement known = statements.get(covered);
        return known != null && known.since().isAfter(statement.since())
                ? this
                : new Privacy(statements.plus(covered, statement), holds, lifted, erasedAt);
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
                .flatMap(history -> covering.stream().map(history.statements::get))
                .filter(Objects::nonNull)
                .filter(statement -> !statement.since().isAfter(at))
                .max(Comparator.comparing(Statement::since).thenComparing(statement -> !statement.granted()));
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
