package org.relatum.command.language;

import java.util.Set;
import java.util.TreeSet;

/**
 * The company's own words, from its configuration.
 *
 * @param channels where customer and company meet
 * @param topics what contacts are about
 * @param reportingCurrency ISO 4217 code of the currency that figures are reported in
 */
public record Vocabulary(Set<String> channels, Set<String> topics, String reportingCurrency) {
    public Vocabulary {
        channels = Set.copyOf(channels);
        topics = Set.copyOf(topics);
    }

    /** Refuses a channel that is not on the list. */
    public void requireChannel(String channel) {
        if (!channels.contains(channel)) {
            throw Refusal.of(
                            RefusalCode.UNKNOWN_CHANNEL,
                            "The channel is not one of the configured ones",
                            "allowed",
                            new TreeSet<>(channels))
                    .asException();
        }
    }

    /** Refuses a topic that is not on the list. */
    public void requireTopic(String topic) {
        if (!topics.contains(topic)) {
            throw Refusal.of(
                            RefusalCode.UNKNOWN_TOPIC,
                            "The topic is not one of the configured ones",
                            "allowed",
                            new TreeSet<>(topics))
                    .asException();
        }
    }
}
