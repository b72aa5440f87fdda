package org.relatum.command.commitment;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.pcollections.TreePMap;
import org.relatum.events.CommitmentEvent;
import org.relatum.events.CommitmentEvent.CommitmentBroken;
import org.relatum.events.CommitmentEvent.CommitmentKept;
import org.relatum.events.CommitmentEvent.CommitmentMade;
import org.relatum.events.CommitmentEvent.NeedConfirmed;
import org.relatum.events.CommitmentEvent.NeedIdentified;
import org.relatum.events.CommitmentEvent.NeedMet;

/**
 * What decisions need to know of one customer's needs and of what it was promised. Its size has the
 * {@linkplain org.relatum.command.language.Bound bound} of every customer's.
 *
 * @param needs by identifier
 * @param promises by identifier
 */
public record Commitments(TreePMap<String, Need> needs, TreePMap<String, Promise> promises) {

    /** No need is known, nothing was promised. */
    public static final Commitments NONE = new Commitments(TreePMap.empty(), TreePMap.empty());

    @JsonCreator
    static Commitments of(
            @JsonProperty("needs") Map<String, Need> needs, @JsonProperty("promises") Map<String, Promise> promises) {
        return new Commitments(TreePMap.from(needs), TreePMap.from(promises));
    }

    /**
     * What this stream says of a need.
     *
     * @param identified whether its beginning stands here; otherwise it stands in the stream of a merged customer
     * @param lastAt when the last of its facts here happened
     */
    public record Need(boolean identified, boolean confirmed, boolean met, Instant lastAt) {
        private static Need of(Instant at) {
            return new Need(false, false, false, at);
        }

        private Need and(Need other) {
            return new Need(
                    identified || other.identified,
                    confirmed || other.confirmed,
                    met || other.met,
                    lastAt.isBefore(other.lastAt) ? other.lastAt : lastAt);
        }
    }

    /**
     * What this stream says of a promise.
     *
     * @param madeAt when it was made; null when that stands in the stream of a merged customer
     */
    public record Promise(@Nullable Instant madeAt, boolean ended) {
        private Promise and(Promise other) {
            return new Promise(madeAt != null ? madeAt : other.madeAt, ended || other.ended);
        }
    }

    /** The state after one more event. */
    public Commitments evolve(CommitmentEvent event) {
        return switch (event) {
            case NeedIdentified e -> with(e.need(), new Need(true, false, false, e.occurredAt()));
            case NeedConfirmed e -> with(e.need(), here(e.need(), new Need(false, true, false, e.occurredAt())));
            case NeedMet e -> with(e.need(), here(e.need(), new Need(false, false, true, e.occurredAt())));
            case CommitmentMade e ->
                new Commitments(needs, promises.plus(e.commitment(), new Promise(e.occurredAt(), false)));
            case CommitmentKept e -> ended(e.commitment());
            case CommitmentBroken e -> ended(e.commitment());
        };
    }

    private Need here(String need, Need fact) {
        return needs.getOrDefault(need, Need.of(fact.lastAt())).and(fact);
    }

    private Commitments with(String id, Need need) {
        return new Commitments(needs.plus(id, need), promises);
    }

    private Commitments ended(String id) {
        Promise known = promises.getOrDefault(id, new Promise(null, false));
        return new Commitments(needs, promises.plus(id, new Promise(known.madeAt(), true)));
    }

    /** A need that was identified in one of the streams, as all of them together have it. */
    static Optional<Need> need(Collection<Commitments> histories, String id) {
        return histories.stream()
                .flatMap(h -> Optional.ofNullable(h.needs.get(id)).stream())
                .reduce(Need::and)
                .filter(Need::identified);
    }

    /** A promise that was made in one of the streams, as all of them together have it. */
    static Optional<Promise> promise(Collection<Commitments> histories, String id) {
        return histories.stream()
                .flatMap(h -> Optional.ofNullable(h.promises.get(id)).stream())
                .reduce(Promise::and)
                .filter(promise -> promise.madeAt() != null);
    }
}
