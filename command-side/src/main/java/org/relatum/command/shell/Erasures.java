package org.relatum.command.shell;

import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.function.BiConsumer;
import javax.sql.DataSource;
import org.relatum.command.customer.Standing.Merged;
import org.relatum.command.customer.Standing.Unknown;
import org.relatum.events.ErasureGround;
import org.relatum.events.LifecycleEvent.ExternalReferenceAdded;
import org.relatum.events.Metadata;
import org.relatum.events.PrivacyEvent.PersonalDataErased;
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
    private static final String REFERENCE =
            EventTypes.of(ExternalReferenceAdded.class).name();
    static final Metadata BY_THE_SERVICE = new Metadata("relatum", null, null, null, null, null, null);

    /** Appends the next event of a customer's stream. */
    @FunctionalInterface
    interface Appending {
        void append(UUID customer, long sequence, PersonalDataErased event, Metadata metadata, Instant recordedAt);
    }

    private final JdbcTemplate jdbc;
    private final EventCodec codec;
    private final SubjectKeys keys;
    private final ErasureRegister register;
    private final CustomerHistories histories;
    private final InstantSource clock;
    private final BiConsumer<UUID, UUID> forgetting;
    private final Appending log;

    Erasures(
            DataSource dataSource,
            EventCodec codec,
            SubjectKeys keys,
            ErasureRegister register,
            CustomerHistories histories,
            InstantSource clock,
            BiConsumer<UUID, UUID> forgetting,
            Appending log) {
        this.jdbc = new JdbcTemplate(dataSource);
        this.codec = codec;
        this.keys = keys;
        this.register = register;
        this.histories = histories;
        this.clock = clock;
        this.forgetting = forgetting;
        this.log = log;
    }

    /** Carries out what the customer's stream says was erased; complete when this returns. */
    void carryOut(UUID customer) {
        List<Erasure> recorded = recorded("and stream = ?", customer);
        recorded.forEach(register::add);
        recorded.forEach(this::forgetReferences);
        destroy(recorded);
    }

    /** Completes what broke off, and records again what the log does not know any more. To be called before anything is asked. */
    public void catchUp() {
        List<Erasure> recorded = recorded("");
        recorded.forEach(register::add);
        List<Erasure> all = register.all();
        // Where the keys are gone, the references were given up before.
        all.stream()
                .filter(erasure -> erasure.subjects().stream()
                        .anyMatch(subject -> keys.find(subject).isPresent()))
                .forEach(this::forgetReferences);
        destroy(all);
        Set<UUID> known = new HashSet<>();
        recorded.forEach(erasure -> known.addAll(erasure.subjects()));
        for (Erasure erasure : all) {
            for (UUID subject : erasure.subjects()) {
                if (!known.contains(subject)) {
                    forgetReferences(subject);
                    recordAgain(subject, erasure);
                }
            }
        }
    }

    private List<Erasure> recorded(String condition, Object... arguments) {
        return jdbc.query(
                "select stream, revision, payload from log.events where type = '" + TYPE + "' " + condition
                        + " order by xid, event_index",
                (row, number) -> {
                    UUID stream = row.getObject(1, UUID.class);
                    PersonalDataErased event =
                            (PersonalDataErased) codec.decode(stream, TYPE, row.getInt(2), row.getBytes(3));
                    return new Erasure(stream, event.subjects(), event.occurredAt(), event.ground());
                },
                arguments);
    }

    private void forgetReferences(Erasure erasure) {
        erasure.subjects().forEach(this::forgetReferences);
    }

    /** Whoever comes back is registered anew, by the name it has in other systems. */
    private void forgetReferences(UUID subject) {
        jdbc.query(
                        "select revision, payload from log.events where stream = ? and type = ?",
                        (row, number) -> (ExternalReferenceAdded)
                                codec.decode(subject, REFERENCE, row.getInt(1), row.getBytes(2)),
                        subject,
                        REFERENCE)
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
            case Unknown unknown -> {}
            case Merged merged -> {}
            default ->
                jdbc.query(
                        "select max(sequence), max(recorded_at) from log.events where stream = ?",
                        row -> {
                            Instant last = row.getTimestamp(2).toInstant();
                            Instant recordedAt = new StoreClock(clock).after(last);
                            append(subject, row.getLong(1) + 1, erasure, recordedAt);
                        },
                        subject);
        }
    }

    private void append(UUID subject, long sequence, Erasure erasure, Instant recordedAt) {
        ErasureGround ground = erasure.ground();
        Instant occurredAt = erasure.erasedAt().isAfter(recordedAt) ? recordedAt : erasure.erasedAt();
        log.append(
                subject,
                sequence,
                new PersonalDataErased(occurredAt, ground, erasure.subjects()),
                BY_THE_SERVICE,
                recordedAt);
        LOG.info("The erasure of {} of {} was not in the log and is recorded again", subject, erasure.erasedAt());
    }
}
