package org.relatum.command.ingest.kafka;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.relatum.command.kafka.KafkaClients;
import org.relatum.command.kafka.KafkaSettings;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.command.rest.CommandLines;
import org.relatum.command.shell.CommandService;
import org.relatum.command.shell.Outcome;
import org.relatum.command.shell.StoreUnavailableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * This node's part in what comes in: takes messages in small batches, carries those of different keys out side by side and those of one
 * key in their order, and says where to go on once every one of them is durable or a dead letter. While a batch is at work no other is
 * taken; while the event store is away its messages are tried again.
 */
public final class Ingest implements AutoCloseable {
    /**
     * Messages that may come again after a crash. A customer's stream remembers the keys of its last 100 commands, so fewer than
     * that, with room for commands that others send meanwhile.
     */
    static final int BATCH = 50;

    private static final Logger log = LoggerFactory.getLogger(Ingest.class);
    private static final Duration POLL = Duration.ofMillis(200);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
    private static final Duration GRACE = Duration.ofSeconds(15);
    /** What a batch under way may take of it, before it is left to be taken again. */
    private static final Duration LAST_BATCH = Duration.ofSeconds(10);
    /** Attempts at a message that fails for a reason nobody thought of, before it is a dead letter. */
    private static final int ATTEMPTS = 5;

    private final IngestSettings settings;
    private final KafkaSettings kafka;
    private final KafkaClients clients;
    private final Facts facts;
    private final JdbcTemplate jdbc;
    private final String group;
    private final String deadLetters;
    private final Semaphore lanes;
    private final IngestFigures figures = new IngestFigures();
    private final ExecutorService workers = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("ingest-", 0).factory());
    private final Thread thread = Thread.ofPlatform().name("ingest").unstarted(this::run);
    private volatile boolean stopping;

    /** @param jdbc the database that knows, when Kafka does not any more, where to go on */
    public Ingest(
            IngestSettings settings,
            KafkaSettings kafka,
            CommandService service,
            CommandLines lines,
            JdbcTemplate jdbc) {
        this.settings = settings;
        this.kafka = kafka;
        this.clients = new KafkaClients(kafka);
        this.facts = new Facts(service, lines, settings);
        this.jdbc = jdbc;
        this.group = Optional.ofNullable(settings.group()).orElse(kafka.topicPrefix() + ".ingest");
        this.deadLetters = Optional.ofNullable(settings.deadLetters()).orElse(kafka.topicPrefix() + ".dead-letters");
        this.lanes = new Semaphore(settings.lanes());
    }

    /** Begins, also while there is no Kafka; does nothing where no topics are named. */
    public void start() {
        if (!settings.topics().isEmpty()) {
            thread.start();
        }
    }

    /** The topics whose messages become commands. */
    public List<String> topics() {
        return settings.topics();
    }

    /** What this node has done so far. */
    public IngestFigures figures() {
        return figures;
    }

    @Override
    public void close() {
        stopping = true;
        try {
            if (thread.isAlive() && !thread.join(GRACE)) {
                thread.interrupt();
                thread.join(GRACE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        workers.shutdownNow();
    }

    private void run() {
        String said = "";
        while (!stopping) {
            String reason;
            try {
                Map<String, Uuid> topics = identified();
                try (KafkaConsumer<byte[], byte[]> consumer = clients.consumer(
                        new ByteArrayDeserializer(),
                        Map.of(ConsumerConfig.GROUP_ID_CONFIG, group, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, BATCH))) {
                    if (!said.isEmpty()) {
                        log.info("messages are taken from {}", settings.topics());
                        said = "";
                    }
                    new Taking(consumer, topics).take();
                    return;
                }
            } catch (InterruptException e) {
                return;
            } catch (KafkaException e) {
                reason = e.getCause() instanceof DataAccessException
                        ? "the database does not answer"
                        : "Kafka does not answer at " + kafka.bootstrapServers() + ": " + e.getMessage();
            } catch (DataAccessException e) {
                reason = "the database does not answer";
            } catch (RuntimeException e) {
                log.debug("nothing is taken", e);
                reason = String.valueOf(e.getMessage());
            }
            if (!reason.equals(said)) {
                log.warn("no messages are taken, which is tried again: {}", reason);
                figures.waiting(reason);
                said = reason;
            }
            pause(RETRY);
        }
    }

    private void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            stopping = true;
        }
    }

    /** The topics' identifiers. Makes the topic of dead letters; the others are made by whoever sends. */
    private Map<String, Uuid> identified() {
        try (Admin admin = clients.admin()) {
            Map<String, Uuid> topics = new HashMap<>();
            for (TopicDescription topic : admin.describeTopics(settings.topics())
                    .allTopicNames()
                    .get()
                    .values()) {
                topics.put(topic.name(), topic.topicId());
            }
            // Not awaited: dead letters are sent in transactions, which are tried again.
            KafkaClients.create(
                    admin,
                    new NewTopic(deadLetters, Optional.of(1), Optional.ofNullable(kafka.replication()))
                            .configs(Map.of(
                                    TopicConfig.RETENTION_MS_CONFIG,
                                    "-1",
                                    TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                    Integer.toString(KafkaClients.MOST_BYTES))));
            return topics;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                throw new IllegalStateException(
                        "not every topic of relatum.ingest.topics is there: " + settings.topics());
            }
            throw new KafkaException(e.getCause());
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    /** What does not become a command, and why. */
    private record DeadLetter(ConsumerRecord<byte[], byte[]> message, Refusal refusal) {}

    /** Messages whose order counts: of one key, or without one of one partition. */
    private record Lane(TopicPartition partition, @Nullable ByteBuffer key) {
        static Lane of(ConsumerRecord<byte[], byte[]> message) {
            return new Lane(
                    new TopicPartition(message.topic(), message.partition()),
                    message.key() == null ? null : ByteBuffer.wrap(message.key()));
        }
    }

    /** One life of a consumer. */
    private final class Taking implements ConsumerRebalanceListener {
        private final KafkaConsumer<byte[], byte[]> consumer;
        private final Map<String, Uuid> topics;
        private final TakenPositions positions;
        private @Nullable KafkaProducer<byte[], byte[]> producer;
        private @Nullable Work work;

        /** A batch that is being carried out. */
        private record Work(
                CompletableFuture<?> done,
                Map<TopicPartition, OffsetAndMetadata> next,
                Queue<DeadLetter> deadLetters) {}

        Taking(KafkaConsumer<byte[], byte[]> consumer, Map<String, Uuid> topics) {
            this.consumer = consumer;
            this.topics = topics;
            this.positions = new TakenPositions(jdbc, group, topics);
        }

        void take() {
            consumer.subscribe(settings.topics(), this);
            try {
                while (!stopping) {
                    ConsumerRecords<byte[], byte[]> messages = consumer.poll(POLL);
                    figures.lag(lag());
                    if (messages.isEmpty()) {
                        continue;
                    }
                    work = begin(messages);
                    consumer.pause(consumer.assignment());
                    while (!stopping && work != null && !work.done().isDone()) {
                        // Says that this consumer is alive; takes nothing while it is paused.
                        await(work.done(), POLL);
                        consumer.poll(Duration.ZERO);
                    }
                    finish();
                    consumer.resume(consumer.paused());
                }
                finish();
            } finally {
                if (producer != null) {
                    producer.close(Duration.ZERO);
                }
            }
        }

        private Map<TopicPartition, Long> lag() {
            Map<TopicPartition, Long> lag = new LinkedHashMap<>();
            for (TopicPartition partition : consumer.assignment()) {
                consumer.currentLag(partition).ifPresent(behind -> lag.put(partition, behind));
            }
            return lag;
        }

        private Work begin(ConsumerRecords<byte[], byte[]> messages) {
            Map<Lane, List<ConsumerRecord<byte[], byte[]>>> byLane = new LinkedHashMap<>();
            for (ConsumerRecord<byte[], byte[]> message : messages) {
                byLane.computeIfAbsent(Lane.of(message), l -> new ArrayList<>()).add(message);
            }
            Queue<DeadLetter> dead = new ConcurrentLinkedQueue<>();
            List<CompletableFuture<Void>> lanesAtWork = byLane.values().stream()
                    .map(lane -> CompletableFuture.runAsync(() -> carryOut(lane, topics, dead), workers))
                    .toList();
            return new Work(
                    CompletableFuture.allOf(lanesAtWork.toArray(CompletableFuture[]::new)),
                    messages.nextOffsets(),
                    dead);
        }

        private static void await(CompletableFuture<?> done, Duration atMost) {
            try {
                done.get(atMost.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
            } catch (java.util.concurrent.TimeoutException | ExecutionException e) {
                // Asked again, or told by finish.
            } catch (InterruptedException e) {
                throw new InterruptException(e);
            }
        }

        /** Says where to go on, together with the dead letters; not when something of the batch is left to be done. */
        private void finish() {
            Work finished = work;
            work = null;
            if (finished == null) {
                return;
            }
            if (stopping) {
                await(finished.done(), LAST_BATCH);
            }
            if (!finished.done().isDone() || finished.done().isCompletedExceptionally()) {
                if (!stopping) {
                    finished.done().join();
                }
                return;
            }
            try {
                if (finished.deadLetters().isEmpty()) {
                    consumer.commitSync(finished.next());
                } else {
                    commitWithDeadLetters(finished);
                }
                positions.took(finished.next());
                figures.dead(finished.deadLetters().size());
            } catch (CommitFailedException | RebalanceInProgressException e) {
                log.info("partitions went to another node, which takes the last {} messages again", BATCH);
            }
        }

        private void commitWithDeadLetters(Work finished) {
            KafkaProducer<byte[], byte[]> sending = producer;
            if (sending == null) {
                // Nobody else ever uses the id: a node that is gone is shut out by the group, which has given its
                // partitions away.
                sending = clients.producer(group + "/" + UUID.randomUUID(), new ByteArraySerializer());
                producer = sending;
                sending.initTransactions();
            }
            try {
                sending.beginTransaction();
                for (DeadLetter letter : finished.deadLetters()) {
                    sending.send(message(letter));
                }
                sending.sendOffsetsToTransaction(finished.next(), consumer.groupMetadata());
                sending.commitTransaction();
            } catch (KafkaException e) {
                producer = null;
                sending.close(Duration.ZERO);
                throw e;
            }
        }

        @SuppressWarnings("NullAway") // a message may have neither key nor value
        private ProducerRecord<byte[], byte[]> message(DeadLetter letter) {
            ConsumerRecord<byte[], byte[]> original = letter.message();
            Headers headers = new RecordHeaders(original.headers().toArray());
            add(headers, "code", letter.refusal().code().code());
            add(headers, "problem", facts.problem(letter.refusal()));
            add(headers, "topic", original.topic());
            add(headers, "partition", Integer.toString(original.partition()));
            add(headers, "offset", Long.toString(original.offset()));
            add(headers, "at", Instant.now().toString());
            return new ProducerRecord<>(deadLetters, null, original.key(), original.value(), headers);
        }

        private static void add(Headers headers, String name, String value) {
            headers.add("dead_letter_" + name, value.getBytes(StandardCharsets.UTF_8));
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            goOn(partitions);
            if (work != null) {
                consumer.pause(partitions);
            }
        }

        /** Where the group's own positions are gone, from where the database says. */
        private void goOn(Collection<TopicPartition> partitions) {
            Map<TopicPartition, OffsetAndMetadata> committed = consumer.committed(Set.copyOf(partitions));
            List<TopicPartition> unknown = partitions.stream()
                    .filter(partition -> committed.get(partition) == null)
                    .toList();
            positions.next(unknown).forEach((partition, offset) -> {
                log.info("Kafka has forgotten how far {} is: it goes on at {}", partition, offset);
                consumer.seek(partition, offset);
            });
        }

        /** Before others get them, what is under way is finished, if that does not take long. */
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            Work underWay = work;
            if (underWay != null && !underWay.done().isDone()) {
                await(underWay.done(), POLL);
            }
            if (underWay != null && underWay.done().isDone()) {
                finish();
            } else {
                work = null;
            }
        }

        @Override
        public void onPartitionsLost(Collection<TopicPartition> partitions) {
            work = null;
        }
    }

    /** In their order; a message that has to be tried again holds up those behind it. */
    private void carryOut(List<ConsumerRecord<byte[], byte[]>> lane, Map<String, Uuid> topics, Queue<DeadLetter> dead) {
        lanes.acquireUninterruptibly();
        try {
            for (ConsumerRecord<byte[], byte[]> message : lane) {
                Uuid topic = topics.getOrDefault(message.topic(), Uuid.ZERO_UUID);
                switch (carryOut(message, topic)) {
                    case Outcome.Accepted accepted -> figures.accepted(accepted.repeated());
                    case Outcome.Refused refused -> dead.add(new DeadLetter(message, refused.refusal()));
                }
            }
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        } finally {
            lanes.release();
        }
    }

    private Outcome carryOut(ConsumerRecord<byte[], byte[]> message, Uuid topic) throws InterruptedException {
        Duration pause = FIRST_PAUSE;
        for (int failures = 0; ; ) {
            String reason;
            try {
                Outcome outcome = facts.carryOut(message, topic);
                if (!(outcome instanceof Outcome.Refused refused)
                        || refused.refusal().code() != RefusalCode.CONCURRENT_CHANGE) {
                    figures.going();
                    return outcome;
                }
                reason = refused.refusal().detail();
            } catch (StoreUnavailableException e) {
                reason = "the event store does not answer";
            } catch (RuntimeException e) {
                failures++;
                log.error(
                        "the message at {}-{} {} can't be carried out, attempt {} of {}",
                        message.topic(),
                        message.partition(),
                        message.offset(),
                        failures,
                        ATTEMPTS,
                        e);
                if (failures == ATTEMPTS) {
                    return new Outcome.Refused(Refusal.of(RefusalCode.INTERNAL_ERROR, "See the log of the service"));
                }
                reason = "a message can't be carried out";
            }
            if (stopping) {
                throw new InterruptedException();
            }
            if (figures.waiting(reason)) {
                log.warn("messages wait and are tried again: {}", reason);
            }
            Thread.sleep(pause);
            Duration twice = pause.multipliedBy(2);
            pause = twice.compareTo(LONGEST_PAUSE) < 0 ? twice : LONGEST_PAUSE;
        }
    }
}
