package org.relatum.projection;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CaseKind;
import org.relatum.events.CaseSeverity;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LoyaltyEvent.PointsAccrued;
import org.relatum.events.Money;
import org.relatum.events.PointsCause;
import org.relatum.events.Recorded;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SatisfactionEvent.SurveyResponded;
import org.relatum.events.ServiceEvent.CaseOpened;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.core.Projection;
import org.relatum.projection.reference.ReferenceTimeline;

/** What happened with one customer, told in the order it happened; instants are written {@code 2025-03-03T10:00}, in UTC. */
public final class Story<S, V, D> {
    public static final UUID CUSTOMER = new UUID(1, 1);

    private final Projection<S, V, D> projection;
    private final ReferenceTimeline timeline;
    private final List<Recorded<CustomerEvent>> facts = new ArrayList<>();

    private Story(Projection<S, V, D> projection, ReferenceTimeline timeline) {
        this.projection = projection;
        this.timeline = timeline;
    }

    public static <S, V, D> Story<S, V, D> of(Projection<S, V, D> projection) {
        return of(projection, ReferenceTimeline.DEFAULTS);
    }

    public static <S, V, D> Story<S, V, D> of(Projection<S, V, D> projection, ReferenceTimeline timeline) {
        return new Story<>(projection, timeline);
    }

    /** One more event. */
    public Story<S, V, D> then(String at, Function<Instant, CustomerEvent> event) {
        return then(at, CUSTOMER, event);
    }

    /** One more event of a stream, the customer's own or that of a duplicate merged into it. */
    public Story<S, V, D> then(String at, UUID stream, Function<Instant, CustomerEvent> event) {
        Instant instant = instant(at);
        facts.add(new Recorded<>(
                facts.size() + 1L,
                stream,
                facts.size(),
                instant.plusSeconds(1).plusNanos(facts.size() * 1_000L),
                event.apply(instant)));
        return this;
    }

    public static Instant instant(String at) {
        return Instant.parse(at + (at.length() == 10 ? "T00:00:00Z" : at.length() == 16 ? ":00Z" : "Z"));
    }

    public static Function<Instant, CustomerEvent> order(String order, int amount) {
        return at -> new OrderPlaced(
                at, order, new Money(BigDecimal.valueOf(amount), "USD"), BigDecimal.ONE, List.of(), null);
    }

    public static Function<Instant, CustomerEvent> answer(String wave, @Nullable Integer csat, @Nullable Integer nps) {
        return at -> new SurveyResponded(at, new UUID(5, 5), wave, new TreeMap<>(), csat, nps, null, null);
    }

    public static Function<Instant, CustomerEvent> opened(String id, CaseKind kind, CaseSeverity severity) {
        return at -> new CaseOpened(at, id, kind, "delivery", severity, null, null, null, null);
    }

    public static Function<Instant, CustomerEvent> points(String lot, long points) {
        return at -> new PointsAccrued(
                at,
                lot,
                points,
                at.plus(14, ChronoUnit.DAYS),
                at.plus(380, ChronoUnit.DAYS),
                PointsCause.ORDER,
                lot,
                null,
                0,
                null);
    }

    private S state(Instant asOf) {
        return Facts.fold(
                projection,
                facts.stream().filter(f -> !f.occurredAt().isAfter(asOf)).toList());
    }

    /** The view at an instant. */
    public V at(String asOf) {
        return at(instant(asOf));
    }

    public V at(Instant asOf) {
        return projection.view(state(asOf), asOf, timeline.at(asOf));
    }

    /** The discrete values at an instant. */
    public Map<String, D> values(Instant asOf) {
        return projection.discrete(state(asOf), asOf, timeline.at(asOf));
    }

    public Map<String, D> values(String asOf) {
        return values(instant(asOf));
    }

    /** When time alone changes something next. */
    public Optional<Instant> next(String after) {
        return next(instant(after));
    }

    public Optional<Instant> next(Instant after) {
        return projection.nextChange(state(after), after, timeline);
    }

    /** What is known at an instant of one key's past, each value with its beginning. */
    public List<Interval<D>> history(String key, String until) {
        Facts all = Facts.of(CUSTOMER, Map.of(CUSTOMER, facts));
        return new Folder<>(projection, timeline)
                .replay(all, instant(until)).intervals().stream()
                        .filter(i -> i.recordedTo() == null && i.key().equals(key))
                        .toList();
    }
}
