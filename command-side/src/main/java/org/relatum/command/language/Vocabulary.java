package org.relatum.command.language;

import java.util.Set;
import java.util.TreeSet;

/**
 * The company's own words, from its configuration.
 *
 * @param channels where customer and company meet
 * @param topics what contacts are about
 * @param caseCategories what cases are about
 * @param rootCauses what cases are caused by
 * @param reportingCurrency ISO 4217 code of the currency that figures are reported in
 * @param purposes why customers are contacted
 */
public record Vocabulary(
        Set<String> channels,
        Set<String> topics,
        Set<String> caseCategories,
        Set<String> rootCauses,
        String reportingCurrency,
        Purposes purposes) {
    public Vocabulary {
        channels = Set.copyOf(channels);
        topics = Set.copyOf(topics);
        caseCategories = Set.copyOf(caseCategories);
        rootCauses = Set.copyOf(rootCauses);
    }

    /** Refuses a channel that is not on the list. */
    public void requireChannel(String channel) {
        require(channels, channel, RefusalCode.UNKNOWN_CHANNEL, "The channel is not one of the configured ones");
    }

    /** Refuses a topic that is not on the list. */
    public void requireTopic(String topic) {
        require(topics, topic, RefusalCode.UNKNOWN_TOPIC, "The topic is not one of the configured ones");
    }

    /** Refuses a category of cases that is not on the list. */
    public void requireCaseCategory(String category) {
        require(
                caseCategories,
                category,
                RefusalCode.UNKNOWN_CATEGORY,
                "The category is not one of the configured ones");
    }

    /** Refuses a root cause that is not on the list. */
    public void requireRootCause(String cause) {
        require(rootCauses, cause, RefusalCode.UNKNOWN_ROOT_CAUSE, "The cause is not one of the configured ones");
    }

    /** Refuses a purpose that is not on the list. */
    public void requirePurpose(String purpose) {
        require(purposes.all(), purpose, RefusalCode.UNKNOWN_PURPOSE, "The purpose is not one of the configured ones");
    }

    private static void require(Set<String> words, String word, RefusalCode code, String detail) {
        if (!words.contains(word)) {
            throw Refusal.of(code, detail, "allowed", new TreeSet<>(words)).asException();
        }
    }
}
