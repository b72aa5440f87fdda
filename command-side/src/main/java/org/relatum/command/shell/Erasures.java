package org.relatum.command.shell;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.axonframework.eventhandling.DomainEventMessage;
import org.axonframework.eventsourcing.eventstore.EventStore;
import org.axonframework.messaging.Message;
import org.relatum.command.customer.Standing.Merged;
import org.relatum.command.customer.Standing.Unknown;
import org.relatum.command.store.Recording;
import org.relatum.events.DomainEvent;
import org.relatum.events.LifecycleEvent.ExternalReferenceAdded;
import org.relatum.events.Metadata;
import org.relatum.events.OrganisationEvent.StaffErased;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
import org.relatum.events.ReferenceEvent.ReferenceReleased;
import org.relatum.events.privacy.ErasureRegister;
import org.relatum.events.privacy.ErasureRegister.Erasure;
import org.relatum.events.privacy.SubjectKeys;
import org.relatum.events.wire.EventCodec;
import org.relatum.events.wire.EventTypes;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * What erasing is beyond its event: the register, the claims on external references, the keys, the snapshots. The event comes first and is what decides; everything after
 * it can be repeated and is, so that an erasure that broke off anywhere is complete after the next start at the latest. What the register
 * knows and the log does not (it came back from an older backup) is recorded again.
 */
public final class Erasures {
    private static final Logger LOG = LoggerFactory.getLogger(Erasures.class);
    private static final String TYPE = EventTypes.of(PersonalDataErased.class).name();
    private static final String STAFF = EventTypes.of(StaffErased.class).name();
    private static final String REFERENCE =
            EventTypes.of(ExternalReferenceAdded.class).name();
    private static final String RELEASED =
            EventTypes.of(ReferenceReleased.class).name();
    static final Metadata BY_THE_SERVICE = new Metadata("relatum", null, null, null, null, null, null);

    /** Appends the next event of a stream. */
    @FunctionalInterface
    interface Appending {
        void append(String type, UUID stream, long sequence, DomainEvent event, Metadata metadata, Instant recordedAt);
    }

    private final JdbcTemplate jdbc;
    private final EventCodec codec;
    private final EventStore events;
    private final SubjectKeys keys;
    private final ErasureRegister register;
    private final CustomerHistories histories;
    private final InstantSource clock;
    private final BiConsumer<UUID, UUID> forgetting;
    private final Appending log;

    Erasures(
            DataSource dataSource,
            EventCodec codec,
            EventStore events,
            SubjectKeys keys,
            ErasureRegister register,
            CustomerHistories histories,
            InstantSource clock,
            BiConsumer<UUID, UUID> forgetting,
            Appending log) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.codec = codec;
        this.events = events;
        this.keys = keys;
        this.register = register;
        this.histories = histories;
        this.clock = clock;
        this.forgetting = forgetting;
        this.log = log;
    }

    /** Carries out what the stream of a customer or a member of staff says was erased; complete when this returns. */
    void carryOut(UUID stream) {
        List<Erasure> recorded = stream(stream)
                .map(Message::getPayload)
                .filter(event -> event instanceof PersonalDataErased || event instanceof StaffErased)
                .map(event -> erasure(stream, event))
                .toList();
        recorded.forEach(register::add);
        recorded.forEach(this::forgetReferences);
        destroy(recorded);
    }

    /** Completes what broke off, and records again what the log does not know any more. To be called before anything is asked. */
    public void catchUp() {
        List<Erasure> recorded = recorded();
        recorded.forEach(register::add);
        List<Erasure> all = register.all();
        forgetReferencesHeldYet(all);
        destroy(all);
        Set<UUID> known = new HashSet<>();
        recorded.forEach(erasure -> known.addAll(erasure.subjects()));
        for (Erasure erasure : all) {
            for (UUID subject : erasure.subjects()) {
                if (!known.contains(subject)) {
                    recordAgain(subject, erasure);
                }
            }
        }
    }

    private List<Erasure> recorded() {
        return jdbc.query(
                "select stream, revision, payload, type from log.events where type in ('" + TYPE + "', '" + STAFF
                        + "') order by xid, event_index",
                (row, number) -> {
                    UUID stream = row.getObject(1, UUID.class);
                    return erasure(stream, codec.decode(stream, row.getString(4), row.getInt(2), row.getBytes(3)));
                });
    }

    private static Erasure erasure(UUID stream, Object event) {
        return switch (event) {
            case PersonalDataErased e -> new Erasure(stream, e.subjects(), e.occurredAt(), e.ground());
            case StaffErased e -> new Erasure(stream, List.of(stream), e.occurredAt(), e.ground());
            default -> throw new IllegalStateException(event + " erases nobody");
        };
    }

    private Stream<? extends DomainEventMessage<?>> stream(UUID stream) {
        return events.readEvents(stream.toString(), 0).asStream();
    }

    private void forgetReferences(Erasure erasure) {
        erasure.subjects().forEach(this::forgetReferences);
    }

    /**
     * Of all erased customers. Also of those whose keys are gone: the log may be a copy of a moment between an erasure and what it
     * gave up.
     */
    private void forgetReferencesHeldYet(List<Erasure> erasures) {
        UUID[] subjects = erasures.stream()
                .flatMap(erasure -> erasure.subjects().stream())
                .distinct()
                .toArray(UUID[]::new);
        Map<UUID, Set<UUID>> holders = new LinkedHashMap<>();
        jdbc.query(
                "select stream, revision, payload from log.events where stream = any (?) and type = ?",
                row -> {
                    UUID subject = row.getObject(1, UUID.class);
                    ExternalReferenceAdded added =
                            (ExternalReferenceAdded) codec.decode(subject, REFERENCE, row.getInt(2), row.getBytes(3));
                    holders.computeIfAbsent(added.claim(), c -> new LinkedHashSet<>())
                            .add(subject);
                },
                subjects,
                REFERENCE);
        jdbc.query(
                        "select stream from (select distinct on (stream) stream, type from log.events"
                                + " where stream = any (?) order by stream, sequence desc) last where type <> ?",
                        (row, number) -> row.getObject(1, UUID.class),
                        holders.keySet().toArray(UUID[]::new),
                        RELEASED)
                .forEach(claim ->
                        holders.getOrDefault(claim, Set.of()).forEach(subject -> forgetting.accept(claim, subject)));
    }

    /** Whoever comes back is registered anew, by the name it has in other systems. */
    private void forgetReferences(UUID subject) {
        stream(subject)
                .map(Message::getPayload)
                .filter(ExternalReferenceAdded.class::isInstance)
                .map(ExternalReferenceAdded.class::cast)
                .forEach(added -> forgetting.accept(added.claim(), subject));
    }

    private void destroy(List<Erasure> erasures) {
        List<UUID> subjects = erasures.stream()
                .flatMap(erasure -> erasure.subjects().stream())
                .distinct()
                .toList();
        if (!subjects.isEmpty()) {
            keys.destroy(subjects);
            jdbc.update("delete from log.snapshots where stream = any (?)", (Object) subjects.toArray(UUID[]::new));
        }
    }

    /** One that was merged when it was erased may stand alone in an older log; one that is merged there is its survivor's matter. */
    private void recordAgain(UUID subject, Erasure erasure) {
        switch (histories.standing(subject)) {
            case Unknown unknown ->
                append(StaffAggregate.TYPE, subject, erasure, at -> new StaffErased(at, erasure.ground()));
            case Merged merged -> {}
            default ->
                append(
                        CustomerAggregate.TYPE,
                        subject,
                        erasure,
                        at -> new PersonalDataErased(at, erasure.ground(), erasure.subjects()));
        }
    }

    /** Nothing where there is no such stream. */
    private void append(String type, UUID subject, Erasure erasure, Function<Instant, DomainEvent> event) {
        stream(subject)
                .filter(message -> message.getType().equals(type))
                .reduce((earlier, later) -> later)
                .ifPresent(last -> append(
                        type,
                        subject,
                        last.getSequenceNumber() + 1,
                        erasure,
                        event,
                        new StoreClock(clock).after(Recording.recordedAt(last.getMetaData()))));
    }

    private void append(
            String type,
            UUID subject,
            long sequence,
            Erasure erasure,
            Function<Instant, DomainEvent> event,
            Instant recordedAt) {
        Instant occurredAt = erasure.erasedAt().isAfter(recordedAt) ? recordedAt : erasure.erasedAt();
        log.append(type, subject, sequence, event.apply(occurredAt), BY_THE_SERVICE, recordedAt);
        LOG.info("The erasure of {} of {} was not in the log and is recorded again", subject, erasure.erasedAt());
    }
}
