package org.relatum.command.relay;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.internals.Topic;
import org.relatum.command.kafka.KafkaClients;
import org.relatum.command.kafka.KafkaSettings;
import org.relatum.command.language.InvalidField;
import org.relatum.command.language.Refusal;
import org.relatum.command.language.RefusalCode;
import org.relatum.events.wire.EventCodec;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/** This node's part in the feed: works on its share of the shards, and takes over those of nodes that are gone. */
public final class Relay implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(Relay.class);
    private static final Duration RETRY = Duration.ofSeconds(2);
    private static final Duration GRACE = Duration.ofSeconds(5);
    private static final long FORGET_EVERY = Duration.ofSeconds(10).toNanos();

    private final KafkaSettings settings;
    private final Topics topics;
    private final KafkaClients clients;
    private final FeedLog eventLog;
    private final FeedRows rows;
    private final EventCodec codec;
    private final Shards shards;
    private final Thread thread = Thread.ofPlatform().name("feed").unstarted(this::run);
    private final Map<Shard, Worker> workers = new LinkedHashMap<>();
    private volatile boolean stopping;

    private record Worker(ShardRelay relay, Thread thread) {}

    public Relay(
            KafkaSettings settings,
            FeedLog eventLog,
            FeedRows rows,
            EventCodec codec,
            JdbcTemplate jdbc,
            PlatformTransactionManager transactions) {
        this.settings = settings;
        this.topics = new Topics(settings);
        this.clients = new KafkaClients(settings);
        this.eventLog = eventLog;
        this.rows = rows;
        this.codec = codec;
        this.shards = new Shards(jdbc, transactions, nodeName(), settings.lease());
    }

    /** Unique: a node that starts again is another one. */
    private static String nodeName() {
        String host;
        try {
            host = InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            host = "node";
        }
        return host + "-" + ProcessHandle.current().pid() + "-"
                + UUID.randomUUID().toString().substring(0, 8);
    }

    /** Begins, also while there is no Kafka. */
    public void start() {
        thread.start();
    }

    /** What is shared out, for those who look at it. */
    public Shards shards() {
        return shards;
    }

    /**
     * Sends events to a topic of their own, from a position up to the end of the log as it is now. Whoever works on the feed works on it,
     * too. Asked again, it is the one that is under way or done.
     *
     * @param from position of the first
     * @throws org.relatum.command.language.RefusedException when it can't be
     */
    public void replay(String topic, long from) {
        long head = eventLog.head();
        List<InvalidField> errors = new ArrayList<>(0);
        try {
            Topic.validate(topic);
        } catch (InvalidTopicException e) {
            errors.add(
                    new InvalidField("topic", "bad-topic", "must be a name that Kafka takes: letters, digits, . _ -"));
        }
        if (from < 1 || from > head) {
            errors.add(new InvalidField("from", "out-of-range", "must be a position of the log, from 1 to " + head));
        }
        if (!errors.isEmpty()) {
            throw Refusal.invalid(errors).asException();
        }
        Optional<Shards.State> known =
                shards.all().stream().filter(s -> s.topic().equals(topic)).findFirst();
        if (topics.positions().equals(topic)
                || rows.models().stream()
                        .anyMatch(model -> topics.rows(model.name()).equals(topic))) {
            throw taken("It is a topic of the feed itself").asException();
        }
        if (known.isPresent()) {
            if (known.get().to() == null || known.get().from() != from - 1) {
                throw taken("Other events go to this topic already").asException();
            }
            return;
        }
        try {
            topics.require(clients, topic, List.of());
            topics.requireEmpty(clients, topic);
        } catch (FeedRefusedException e) {
            throw taken(String.valueOf(e.getMessage())).asException();
        } catch (KafkaException e) {
            throw Refusal.of(RefusalCode.FEED_UNAVAILABLE, "Nothing is sent; ask again when Kafka is back")
                    .asException();
        }
        shards.add(topic, topics.partitions(), from - 1, head);
    }

    private static Refusal taken(String detail) {
        return Refusal.of(RefusalCode.TOPIC_TAKEN, detail);
    }

    /** Position of the last event of the log. */
    public long head() {
        return eventLog.head();
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            if (thread.isAlive()) {
                thread.join(GRACE.multipliedBy(2));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try {
            ShardRelay.Feed feed = open();
            long forgotten = System.nanoTime();
            while (!stopping) {
                try {
                    share(feed);
                    if (System.nanoTime() - forgotten > FORGET_EVERY) {
                        rows.forget(shards.rowsSentByAll());
                        forgotten = System.nanoTime();
                    }
                } catch (DataAccessException e) {
                    log.warn("the feed can't be shared out: the database does not answer", e);
                }
                Thread.sleep(settings.lease().dividedBy(5));
            }
        } catch (InterruptedException e) {
            log.debug("the feed ends");
        } finally {
            end();
        }
    }

    /** Waits until Kafka and the database are there and as they have to be. */
    private ShardRelay.Feed open() throws InterruptedException {
        String said = "";
        while (true) {
            String reason;
            try {
                UUID store = shards.store();
                topics.require(
                        clients,
                        topics.events(),
                        rows.models().stream().map(FeedRows.Model::name).toList());
                shards.feed(topics.events(), topics.partitions());
                if (!said.isEmpty()) {
                    log.info("the feed begins");
                }
                Messages messages = new Messages(codec, store, topics);
                return new ShardRelay.Feed(
                        eventLog,
                        new SharedLog(eventLog),
                        rows,
                        topics,
                        clients,
                        messages,
                        new Marks(clients, topics, messages.json()),
                        shards,
                        store);
            } catch (FeedRefusedException e) {
                reason = String.valueOf(e.getMessage());
            } catch (KafkaException e) {
                reason = "Kafka does not answer at " + settings.bootstrapServers() + ": " + e.getMessage();
            } catch (DataAccessException e) {
                reason = "the database does not answer: " + e.getMessage();
            }
            if (!reason.equals(said)) {
                log.warn("the feed does not begin yet and goes on trying: {}", reason);
                said = reason;
            }
            Thread.sleep(RETRY);
        }
    }

    private void share(ShardRelay.Feed feed) throws InterruptedException {
        for (Shard ended : workers.keySet().stream()
                .filter(shard -> !worker(shard).thread().isAlive())
                .toList()) {
            workers.remove(ended);
        }
        Shards.Assignment assignment = shards.beat(List.copyOf(workers.keySet()));
        for (Shard lost : assignment.lost()) {
            Worker worker = workers.remove(lost);
            if (worker != null) {
                end(worker);
                shards.release(lost);
            }
        }
        for (Shard taken : assignment.taken()) {
            ShardRelay relay = new ShardRelay(taken, feed);
            Thread own = Thread.ofPlatform().name("feed-" + taken.name()).start(relay);
            workers.put(taken, new Worker(relay, own));
            log.info("this node sends {}", taken.name());
        }
    }

    private Worker worker(Shard shard) {
        return java.util.Objects.requireNonNull(workers.get(shard));
    }

    private static void end(Worker worker) throws InterruptedException {
        worker.relay().stop();
        if (!worker.thread().join(GRACE)) {
            worker.thread().interrupt();
            worker.thread().join(GRACE);
        }
    }

    private void end() {
        Thread.interrupted();
        workers.values().forEach(worker -> worker.relay().stop());
        try {
            for (Worker worker : workers.values()) {
                end(worker);
            }
            shards.leave();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (DataAccessException e) {
            log.debug("can't say that this node goes", e);
        }
    }
}
