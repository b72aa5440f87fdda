package org.relatum.query.privacy;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.relatum.events.CustomerEvent;
import org.relatum.events.PrivacyEvent;
import org.relatum.events.PrivacyEvent.ConsentGranted;
import org.relatum.events.PrivacyEvent.ConsentWithdrawn;
import org.relatum.events.PrivacyEvent.LegalHoldLifted;
import org.relatum.events.PrivacyEvent.LegalHoldPlaced;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
import org.relatum.events.Recorded;
import org.relatum.events.wire.EventTypes;
import org.relatum.projection.engine.EventDecoder;
import org.relatum.projection.engine.EventLog;
import org.relatum.projection.engine.EventSearch;
import org.relatum.projection.engine.EventSearch.Selection;
import org.relatum.projection.engine.Memberships;
import org.relatum.projection.engine.Memberships.Membership;
import org.relatum.query.personal.Revealed;
import org.relatum.query.request.Questions.Ready;

/** Reads from the log what was said and decided about a customer's data. There is little of it, so it has no rows of its own. */
public final class PrivacyQuery {
    private static final Set<String> TYPES = Stream.of(
                    ConsentGranted.class,
                    ConsentWithdrawn.class,
                    LegalHoldPlaced.class,
                    LegalHoldLifted.class,
                    PersonalDataErased.class)
            .map(type -> EventTypes.of(type).name())
            .collect(Collectors.toUnmodifiableSet());

    private final EventLog log;
    private final EventSearch search;
    private final EventDecoder decoder;
    private final Memberships memberships;

    public PrivacyQuery(EventLog log, EventSearch search, EventDecoder decoder, Memberships memberships) {
        this.log = log;
        this.search = search;
        this.decoder = decoder;
        this.memberships = memberships;
    }

    /** The answer to a question that is ready. */
    public PrivacyAnswer answer(Ready ready, Revealed revealed) {
        long upTo = log.head();
        long version = search.count(ready.customer(), ready.knownAt(), upTo);
        if (version == 0) {
            throw ready.notKnownYet();
        }
        Membership membership = memberships.of(ready.customer(), ready.asOf(), ready.knownAt(), upTo);
        List<PrivacyEvent> facts = search
                .events(new Selection(membership.streams(), 0, upTo, ready.knownAt(), TYPES), Integer.MAX_VALUE)
                .stream()
                .map(decoder::decode)
                .filter(fact -> happened(fact, ready.asOf()))
                .sorted(Recorded.BY_OCCURRENCE)
                .map(fact -> (PrivacyEvent) fact.event())
                .toList();
        return PrivacyAnswer.of(
                ready.customer(),
                version,
                ready.asOf(),
                ready.knownAtOrLatest(),
                membership.survivor(),
                facts,
                revealed);
    }

    private static boolean happened(Recorded<? extends CustomerEvent> fact, Instant asOf) {
        return !fact.occurredAt().isAfter(asOf);
    }
}
