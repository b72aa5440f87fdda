package org.relatum.events.deployment;

import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What this node does, and what the installation it belongs to is made of.
 *
 * @param roles what this node does
 * @param eventStore where events are recorded
 * @param readModels where the rows of the read models are kept; with both, questions are answered from Cassandra and tools read
 *     PostgreSQL
 * @param feed through what events and rows are passed on
 */
public record Deployment(Set<NodeRole> roles, EventStore eventStore, Set<ReadModels> readModels, Feed feed) {
    /** What records events. */
    public enum EventStore {
        POSTGRES,
        /** Axon Server, as {@code relatum.axon-server.*} says. It routes commands, too. */
        AXON_SERVER
    }

    /** What holds rows of read models. */
    public enum ReadModels {
        POSTGRES,
        CASSANDRA
    }

    /** Through what events and rows are passed on. */
    public enum Feed {
        /** Not at all. */
        NONE,
        /** Kafka, as {@code relatum.kafka.*} says. */
        KAFKA
    }

    private static final String ALL = "all";
    private static final String POSTGRES = "postgres";

    /** One node that does everything on PostgreSQL alone. */
    public static final Deployment SINGLE = of(ALL, POSTGRES, POSTGRES, "none");

    public Deployment {
        roles = Collections.unmodifiableSet(EnumSet.copyOf(roles));
        readModels = Collections.unmodifiableSet(EnumSet.copyOf(readModels));
    }

    /**
     * Reads settings.
     *
     * @param roles {@code relatum.roles}: {@code all}, or some separated by commas
     * @param eventStore {@code relatum.event-store}
     * @param readModels {@code relatum.read-models}: one, or both separated by a comma
     * @param feed {@code relatum.feed}
     * @throws IllegalArgumentException when they can't be had, or not together; the message says why, for people
     */
    public static Deployment of(String roles, String eventStore, String readModels, String feed) {
        boolean everything = roles.strip().equalsIgnoreCase(ALL);
        Deployment deployment = new Deployment(
                everything ? EnumSet.allOf(NodeRole.class) : chosen("relatum.roles", roles, NodeRole.values(), ALL),
                one("relatum.event-store", chosen("relatum.event-store", eventStore, EventStore.values())),
                chosen("relatum.read-models", readModels, ReadModels.values()),
                one("relatum.feed", chosen("relatum.feed", feed, Feed.values())));
        if (!everything && deployment.runs(NodeRole.RELAY) && deployment.feed() == Feed.NONE) {
            throw new IllegalArgumentException("relatum.roles names relay, which passes events on, but relatum.feed is"
                    + " none; set relatum.feed=kafka or leave the role out");
        }
        if (deployment.feed() == Feed.KAFKA && !deployment.keeps(ReadModels.POSTGRES)) {
            throw new IllegalArgumentException("relatum.feed=kafka passes rows on as PostgreSQL holds them, but"
                    + " relatum.read-models does not name it; set relatum.read-models=postgres,cassandra");
        }
        return deployment;
    }

    private static <E extends Enum<E>> Set<E> chosen(String property, String text, E[] all, String... also) {
        Set<E> chosen = new LinkedHashSet<>();
        for (String part : text.split(",", -1)) {
            String name = part.strip();
            chosen.add(Stream.of(all)
                    .filter(e -> label(e).equalsIgnoreCase(name))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException(property + ": there is no "
                            + (name.isEmpty() ? "empty one" : name) + "; choose of "
                            + Stream.concat(Stream.of(all).map(Deployment::label), Stream.of(also))
                                    .collect(Collectors.joining(", ")))));
        }
        return chosen;
    }

    /** As it stands in settings. */
    private static String label(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static <E> E one(String property, Set<E> chosen) {
        if (chosen.size() > 1) {
            throw new IllegalArgumentException(property + ": choose one");
        }
        return chosen.iterator().next();
    }

    /** Whether this node does something. */
    public boolean runs(NodeRole role) {
        return roles.contains(role);
    }

    /** Whether this node may give positions to events. */
    public boolean givesPositions() {
        return roles.stream().anyMatch(NodeRole::givesPositions);
    }

    /** Whether rows are kept somewhere. */
    public boolean keeps(ReadModels store) {
        return readModels.contains(store);
    }

    /** What this node does, in the order of the roles. */
    public List<String> roleLabels() {
        return roles.stream().map(NodeRole::label).toList();
    }
}
