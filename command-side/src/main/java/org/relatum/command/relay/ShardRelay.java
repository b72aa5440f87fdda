package org.relatum.command.relay;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.relatum.command.kafka.KafkaClients;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;

/**
 * Sends one shard: its events in the order of the log, and its customers' rows. Each transaction of Kafka holds messages and the mark
 * how far it got; whatever fails, the mark that is in Kafka says where to go on. So nothing is kept between two attempts.
 */
final class ShardRelay implements Runnable {
    private static final Logger log = LoggerFactory.getLogger(ShardRelay.class);
    /** Events of a transaction, at most about. */
    private static final int BATCH = 500;
    /** Pieces of the log that are looked through for a transaction, at most. */
    private static final int PIECES = 20;
    /** Positions without an event of the shard after which a mark is written all the same. */
    private static final int UNMARKED = 10_000;

    private static final int CHANGES = 100;
    private static final int SWEPT = 2_000;
    private static final Duration IDLE = Duration.ofMillis(500);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(500);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final UUID FIRST = new UUID(0, 0);

    private final Shard shard;
    private final Feed feed;
    private volatile boolean stopping;
    private @Nullable Mark shown;

    /** What all shards of a node share. */
    record Feed(
            FeedLog log,
            SharedLog shared,
            FeedRows rows,
            Topics topics,
            KafkaClients clients,
            Messages messages,
            Marks marks,
            Shards shards,
            UUID store) {}

    ShardRelay(Shard shard, Feed feed) {
        this.shard = shard;
        this.feed = feed;
    }

    /** It ends after the transaction that is under way. */
    void stop() {
        stopping = true;
    }

    @Override
    public void run() {
        Duration pause = FIRST_PAUSE;
        String said = "";
        while (!stopping) {
            try (KafkaProducer<String, byte[]> producer =
                    feed.clients().producer(shard.name(), new StringSerializer())) {
                try {
                    producer.initTransactions();
                    Mark mark = begin(producer);
                    if (!said.isEmpty()) {
                        log.info("the feed of {} goes on", shard.name());
                        said = "";
                        pause = FIRST_PAUSE;
                    }
                    send(producer, mark);
                    return;
                } catch (RuntimeException e) {
                    // What is not committed is given up at once; waiting for it helps nobody.
                    producer.close(Duration.ZERO);
                    throw e;
                }
            } catch (ProducerFencedException | InvalidProducerEpochException e) {
                log.info("another node sends {} now", shard.name());
                return;
            } catch (InterruptException e) {
                return;
            } catch (FeedRefusedException e) {
                said = say(said, e.getMessage(), null);
                pause = LONGEST_PAUSE;
            } catch (KafkaException e) {
                said = say(said, "Kafka does not take what is sent: " + cause(e).getMessage(), e);
            } catch (DataAccessException e) {
                said = say(said, "the database does not answer", e);
            } catch (RuntimeException e) {
                said = say(said, "can't be sent: " + e.getMessage(), e);
            }
            try {
                for (long waited = 0; !stopping && waited < pause.toMillis(); waited += 100) {
                    Thread.sleep(100);
                }
            } catch (InterruptedException e) {
                return;
            }
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        }
    }

    /** The producer reports a failure again and again, as one about its own state. */
    private static Throwable cause(KafkaException e) {
        return e.getCause() == null ? e : e.getCause();
    }

    /** Says once what is wrong, however often it is tried. */
    private String say(String said, @Nullable String message, @Nullable Exception cause) {
        String now = String.valueOf(message);
        if (!said.equals(now)) {
            log.warn("the feed of {} waits and tries again: {}", shard.name(), now);
            log.debug("because", cause);
        }
        try {
            feed.shards().failed(shard, now);
        } catch (DataAccessException e) {
            log.debug("nor can it be written down", e);
        }
        return now;
    }

    /** Where to go on; at the very beginning it is written down before anything is sent. */
    private Mark begin(KafkaProducer<String, byte[]> producer) {
        Optional<Mark> last = feed.marks().last(shard);
        if (last.isPresent()) {
            requireSameLog(last.get());
        } else {
            requireNothingSent();
        }
        Mark mark = last.orElseGet(() -> new Mark(feed.store(), shard.from(), eventAt(shard.from()), null, null, null));
        boolean allRows = shard.sendsRows() && !shard.since().equals(mark.rowsSince());
        if (allRows) {
            List<String> models =
                    feed.rows().models().stream().map(FeedRows.Model::name).toList();
            mark = mark.sweeping(
                    shard.since(), new Mark.Sweep(models, FIRST, feed.rows().lastChange()));
        }
        if (allRows || last.isEmpty()) {
            commit(producer, List.of(), mark);
        }
        feed.shards().reached(shard, mark);
        return mark;
    }

    private void requireSameLog(Mark mark) {
        if (!mark.store().equals(feed.store())) {
            throw new FeedRefusedException("topic " + shard.topic() + " holds the events of another store, "
                    + mark.store() + "; give this one a relatum.kafka.topic-prefix of its own");
        }
        try {
            // The last positions may still be given again after a crash of the database.
            if (!feed.log().awaitBeyond(mark.position() - 1, Duration.ofSeconds(5))) {
                throw anotherPast(mark, "the log ends at position " + feed.log().head());
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
        // A log that was put back to before the mark has grown beyond it again: with other events.
        if (!Objects.equals(eventAt(mark.position()), mark.event())) {
            throw anotherPast(mark, "the event at position " + mark.position() + " is not the one that was sent");
        }
    }

    private FeedRefusedException anotherPast(Mark mark, String what) {
        return new FeedRefusedException(what + ", and up to " + mark.position() + " was sent to " + shard.topic()
                + "; the database is older than what was sent: use the right one, or, where it was restored, another"
                + " relatum.kafka.topic-prefix (docs/kafka.md)");
    }

    /** The identifier of the event at a position of the log; null: there is none. */
    private @Nullable UUID eventAt(long position) {
        return position == 0
                ? null
                : feed.log().read(position - 1, 1).stream()
                        .findFirst()
                        .map(FeedLog.Entry::eventId)
                        .orElse(null);
    }

    private void requireNothingSent() {
        TopicPartition partition = new TopicPartition(shard.topic(), shard.number());
        try (KafkaConsumer<String, byte[]> consumer = feed.clients().consumer(new StringDeserializer(), Map.of())) {
            if (consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L) > 0) {
                throw new FeedRefusedException("topic " + shard.topic() + " is not empty, and "
                        + feed.topics().positions() + " does not say how far it is; to begin anew, delete the topic or"
                        + " choose another one");
            }
        }
    }

    private void send(KafkaProducer<String, byte[]> producer, Mark from) {
        Mark mark = from;
        while (!stopping) {
            List<ProducerRecord<String, byte[]>> messages = new ArrayList<>();
            Mark sent = events(mark, messages);
            Mark next = rows(sent, messages);
            boolean done = shard.to() != null && next.position() >= shard.to();
            boolean sameRows = next.equals(sent);
            if (!messages.isEmpty() || !sameRows || done || next.position() - mark.position() >= UNMARKED) {
                commit(producer, messages, next);
                mark = next;
                show(mark);
                if (done) {
                    return;
                }
            } else {
                show(next);
                try {
                    feed.log().awaitBeyond(next.position(), IDLE);
                } catch (InterruptedException e) {
                    throw new InterruptException(e);
                }
            }
        }
    }

    private void show(Mark mark) {
        // Where a sweep is changes with each step, and nobody asks for it.
        if (shown == null || mark.position() != shown.position() || !Objects.equals(mark.rows(), shown.rows())) {
            feed.shards().reached(shard, mark);
            shown = mark;
        }
    }

    private void commit(
            KafkaProducer<String, byte[]> producer, List<ProducerRecord<String, byte[]>> messages, Mark mark) {
        producer.beginTransaction();
        messages.forEach(producer::send);
        producer.send(feed.marks().message(shard, mark));
        producer.commitTransaction();
    }

    /** Adds the shard's next events. Returns the mark at the position up to which there are no others. */
    private Mark events(Mark after, List<ProducerRecord<String, byte[]>> messages) {
        Mark mark = after;
        for (int piece = 0; piece < PIECES && messages.size() < BATCH; piece++) {
            List<FeedLog.Entry> events = feed.shared().after(mark.position());
            for (FeedLog.Entry event : events) {
                if (shard.to() != null && event.position() > shard.to()) {
                    return mark;
                }
                if (feed.topics().shard(event.stream()) == shard.number()) {
                    messages.add(feed.messages().event(shard.topic(), event));
                }
                mark = mark.at(event.position(), event.eventId());
            }
            if (events.isEmpty()) {
                break;
            }
        }
        return mark;
    }

    /** Adds rows that changed, or the next of all rows. Returns what is to be marked. */
    private Mark rows(Mark mark, List<ProducerRecord<String, byte[]>> messages) {
        if (mark.sweep() != null) {
            return sweep(mark, mark.sweep(), messages);
        }
        if (mark.rows() == null) {
            return mark;
        }
        List<FeedRows.Change> changes = feed.rows().changes(mark.rows(), CHANGES);
        if (changes.isEmpty()) {
            return mark;
        }
        // Rows are written without waiting for the disk: what is sent must not be forgotten by the database.
        feed.shards().reached(shard, mark);
        long sent = mark.rows();
        Map<String, Set<UUID>> changed = new LinkedHashMap<>();
        for (FeedRows.Change change : changes) {
            if (change.customers() == null) {
                if (!changed.isEmpty()) {
                    break;
                }
                return mark.rowsAt(sent)
                        .sweeping(shard.since(), new Mark.Sweep(List.of(change.model()), FIRST, change.change()));
            }
            for (UUID customer : change.customers()) {
                if (feed.topics().shard(customer) == shard.number()) {
                    changed.computeIfAbsent(change.model(), m -> new LinkedHashSet<>())
                            .add(customer);
                }
            }
            sent = change.change();
        }
        changed.forEach((model, customers) -> add(model, customers, messages));
        return mark.rowsAt(sent);
    }

    private Mark sweep(Mark mark, Mark.Sweep sweep, List<ProducerRecord<String, byte[]>> messages) {
        if (sweep.models().isEmpty()) {
            return mark.rowsAt(sweep.then());
        }
        List<UUID> customers = feed.rows().customersAfter(sweep.after(), SWEPT);
        add(
                sweep.models().getFirst(),
                customers.stream()
                        .filter(customer -> feed.topics().shard(customer) == shard.number())
                        .collect(Collectors.toCollection(LinkedHashSet::new)),
                messages);
        return mark.sweeping(
                shard.since(),
                customers.size() == SWEPT
                        ? new Mark.Sweep(sweep.models(), customers.getLast(), sweep.then())
                        : new Mark.Sweep(
                                sweep.models().subList(1, sweep.models().size()), FIRST, sweep.then()));
    }

    private void add(String name, Set<UUID> customers, List<ProducerRecord<String, byte[]>> messages) {
        if (customers.isEmpty()) {
            return;
        }
        for (FeedRows.Model model : feed.rows().models()) {
            if (model.name().equals(name)) {
                feed.rows().rows(name, customers).ifPresent(found -> {
                    Map<UUID, FeedRows.Row> rows =
                            found.stream().collect(Collectors.toMap(FeedRows.Row::customer, Function.identity()));
                    for (UUID customer : customers) {
                        FeedRows.Row row = rows.get(customer);
                        messages.add(
                                row == null
                                        ? feed.messages().noRow(model, customer)
                                        : feed.messages().row(model, row));
                    }
                });
            }
        }
    }
}
