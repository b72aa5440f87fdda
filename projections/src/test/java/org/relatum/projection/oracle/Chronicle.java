package org.relatum.projection.oracle;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.relatum.events.CustomerEvent;
import org.relatum.events.LifecycleEvent.AbsorptionUndone;
import org.relatum.events.LifecycleEvent.CustomerAbsorbed;
import org.relatum.events.LifecycleEvent.CustomerClosed;
import org.relatum.events.LifecycleEvent.CustomerMerged;
import org.relatum.events.LifecycleEvent.CustomerQualified;
import org.relatum.events.LifecycleEvent.CustomerRegistered;
import org.relatum.events.LifecycleEvent.CustomerReopened;
import org.relatum.events.LifecycleEvent.MergeUndone;
import org.relatum.events.Money;
import org.relatum.events.OrderLine;
import org.relatum.events.PartyKind;
import org.relatum.events.PartyRole;
import org.relatum.events.Profile;
import org.relatum.events.Recorded;
import org.relatum.events.SalesEvent.OrderPlaced;
import org.relatum.events.SalesEvent.OrderReturned;
import org.relatum.projection.core.Facts;
import org.relatum.projection.core.Folder;
import org.relatum.projection.core.Interval;
import org.relatum.projection.lifecycle.LifecycleFeatures;
import org.relatum.projection.lifecycle.LifecycleProjection;
import org.relatum.projection.lifecycle.LifecycleStatus;
import org.relatum.projection.lifecycle.LifecycleStatus.Value;
import org.relatum.projection.reference.ReferenceTimeline;

/**
 * A little language for stories about customers, told with literal dates. Instants are written {@code 2024-02-10}, meaning midnight
 * UTC, or {@code 2024-02-10 09:30:00.000001}. Whatever is asked is answered in every mode, and the modes have to agree.
 */
final class Chronicle {
    private static final LifecycleProjection PROJECTION = new LifecycleProjection();
    private static final Folder<LifecycleFeatures, LifecycleStatus, Value> FOLDER =
            new Folder<>(PROJECTION, ReferenceTimeline.DEFAULTS, Feed.CHECKPOINT_EVERY);
    private static final DateTimeFormatter TO_THE_MICROSECOND =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    private final List<Recorded<CustomerEvent>> log = new ArrayList<>();
    private final Map<UUID, String> names = new HashMap<>();

    /** A customer without any facts yet. */
    Customer customer(String name) {
        Customer customer = new Customer(new UUID(0x1000, names.size() + 1L));
        names.put(customer.id, name);
        return customer;
    }

    static Instant instant(String written) {
        String[] parts = written.split(" ");
        return Instant.parse(parts[0] + "T" + (parts.length == 1 ? "00:00:00" : parts[1]) + "Z");
    }

    private static String written(@Nullable Instant instant) {
        if (instant == null) {
            return "";
        }
        String written = TO_THE_MICROSECOND.format(instant);
        return written.endsWith(" 00:00:00.000000") ? written.substring(0, 10) : written.replace(".000000", "");
    }

    private void record(UUID customer, String recordedAt, CustomerEvent event) {
        long sequence =
                log.stream().filter(fact -> fact.stream().equals(customer)).count();
        log.add(new Recorded<>(log.size() + 1L, customer, sequence, instant(recordedAt), event));
    }

    /** The last fact of a customer bears another recordedAt: its clock was behind the others'. */
    void setBack(Customer customer, String recordedAt) {
        Recorded<CustomerEvent> last = streams().get(customer.id).getLast();
        log.set(
                (int) last.position() - 1,
                new Recorded<>(last.position(), last.stream(), last.sequence(), instant(recordedAt), last.event()));
    }

    private Map<UUID, List<Recorded<CustomerEvent>>> streams() {
        return log.stream().collect(Collectors.groupingBy(Recorded::stream));
    }

    /** Somebody the story is about. Of two instants the first is when it happened, the second when it was recorded. */
    final class Customer {
        private final UUID id;

        private Customer(UUID id) {
            this.id = id;
        }

        UUID id() {
            return id;
        }

        void registered(String at) {
            registered(at, at);
        }

        void registered(String at, String recordedAt) {
            record(
                    id,
                    recordedAt,
                    new CustomerRegistered(
                            instant(at), PartyKind.PERSON, PartyRole.CUSTOMER, Profile.EMPTY, null, null));
        }

        void qualified(String at) {
            record(id, at, new CustomerQualified(instant(at), null));
        }

        void ordered(String at) {
            ordered(at, at);
        }

        void ordered(String at, String recordedAt) {
            ordered(at, recordedAt, "10.00");
        }

        void orderedForNothing(String at) {
            ordered(at, at, "0.00");
        }

        private void ordered(String at, String recordedAt, String price) {
            OrderLine line = new OrderLine(null, null, null, BigDecimal.ONE, new BigDecimal(price));
            record(
                    id,
                    recordedAt,
                    new OrderPlaced(
                            instant(at),
                            "order-" + log.size(),
                            new Money(line.amount(), "USD"),
                            BigDecimal.ONE,
                            List.of(line),
                            null));
        }

        void sentEverythingBack(String at) {
            OrderPlaced order = log.stream()
                    .filter(fact -> fact.stream().equals(id) && fact.event() instanceof OrderPlaced)
                    .map(fact -> (OrderPlaced) fact.event())
                    .reduce((earlier, later) -> later)
                    .orElseThrow();
            record(
                    id,
                    at,
                    new OrderReturned(
                            instant(at), order.order(), "R1", order.total(), BigDecimal.ONE, List.of(), null));
        }

        void closed(String at) {
            closed(at, at);
        }

        void closed(String at, String recordedAt) {
            record(id, recordedAt, new CustomerClosed(instant(at), null));
        }

        void reopened(String at) {
            record(id, at, new CustomerReopened(instant(at), null));
        }

        void absorbed(Customer duplicate, String at) {
            absorbed(duplicate, at, at);
        }

        void absorbed(Customer duplicate, String at, String recordedAt) {
            long last = streams().get(duplicate.id).size() - 1L;
            record(id, recordedAt, new CustomerAbsorbed(instant(at), duplicate.id, last, null));
            record(duplicate.id, recordedAt, new CustomerMerged(instant(at), id));
        }

        void gaveBack(Customer duplicate, String at) {
            record(id, at, new AbsorptionUndone(instant(at), duplicate.id, null));
            record(duplicate.id, at, new MergeUndone(instant(at), id));
        }

        /** The stage in capitals, with {@code recovered} where the mark is set; as everything is known in the end. */
        String at(String asOf) {
            return at(asOf, "9999-01-01");
        }

        /** The same as far as it was known at another instant. */
        String at(String asOf, String knownAt) {
            return answer(instant(asOf), instant(knownAt))
                    .map(status -> text(new Value(status.stage(), status.recovered())))
                    .orElse("unknown");
        }

        /** The whole status. */
        LifecycleStatus statusAt(String asOf) {
            return answer(instant(asOf), Instant.MAX).orElseThrow();
        }

        /** When the stage or the mark changes next if nothing happens. */
        String nextChangeAfter(String asOf) {
            Instant at = instant(asOf);
            LifecycleFeatures state =
                    Facts.fold(PROJECTION, Feed.facts(streams(), id).upTo(at));
            Optional<Instant> next = PROJECTION.nextChange(state, at, ReferenceTimeline.DEFAULTS);
            assertThat(next).isEqualTo(new LifecycleOracle(log).nextChange(id, Instant.MAX, at));
            return next.map(Chronicle::written).orElse("never");
        }

        /** The rows of the interval table when the clock shows an instant, as they stand in a Markdown table. */
        String table(String horizon) {
            Instant until = instant(horizon);
            List<Interval<Value>> replayed =
                    sorted(FOLDER.replay(Feed.facts(streams(), id), until).intervals());
            assertThat(fed(until)).isEqualTo(replayed);
            assertThat(new LifecycleOracle(log).table(id, until)).isEqualTo(replayed);
            return replayed.stream()
                    .map(row -> "| %s | %s | %s | %s | %s |\n"
                            .formatted(
                                    text(row.value()),
                                    written(row.validFrom()),
                                    written(row.validTo()),
                                    written(row.recordedFrom()),
                                    written(row.recordedTo())))
                    .collect(Collectors.joining());
        }

        private List<Interval<Value>> fed(Instant until) {
            Feed<LifecycleFeatures, LifecycleStatus, Value> feed = new Feed<>(FOLDER);
            for (Recorded<CustomerEvent> fact : log) {
                // The engine settles what is due before it reads on.
                feed.settle(id, fact.recordedAt().minus(1, ChronoUnit.MICROS));
                feed.accept(List.of(fact));
            }
            feed.settle(id, until);
            return sorted(feed.table(id));
        }

        private Optional<LifecycleStatus> answer(Instant asOf, Instant knownAt) {
            List<Recorded<CustomerEvent>> facts =
                    Feed.facts(streams(), id).knownAt(knownAt).upTo(asOf);
            Optional<LifecycleStatus> status =
                    facts.isEmpty() ? Optional.empty() : Optional.of(FOLDER.view(Facts.fold(PROJECTION, facts), asOf));
            assertThat(status.map(s -> new Value(s.stage(), s.recovered())))
                    .isEqualTo(
                            new LifecycleOracle(log).answer(id, knownAt, asOf).map(LifecycleOracle.Answer::value));
            return status;
        }

        @Override
        public String toString() {
            return names.getOrDefault(id, "");
        }
    }

    private static List<Interval<Value>> sorted(List<Interval<Value>> rows) {
        return rows.stream().sorted(LifecycleOracle.IN_ORDER).toList();
    }

    private static String text(Value value) {
        return value.stage() + (value.recovered() ? " recovered" : "");
    }
}
