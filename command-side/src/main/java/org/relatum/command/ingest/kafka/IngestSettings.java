package org.relatum.command.ingest.kafka;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relatum.command.rest.CommandLines;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What comes in over Kafka, {@code relatum.ingest.*}. The same on every node.
 *
 * @param topics whose messages become commands; none: nothing comes in
 * @param commands that messages may be; whoever writes to the topics may issue these
 * @param group of consumers that all nodes are in, and which knows where they stopped; null: made of the topic prefix
 * @param deadLetters topic of what can't become a command; null: made of the topic prefix
 * @param lanes commands that are carried out at the same time, at most
 */
@ConfigurationProperties("relatum.ingest")
public record IngestSettings(
        @DefaultValue List<String> topics,

        @DefaultValue({
            "place-order",
            "return-order",
            "log-interaction",
            "receive-feedback",
            "respond-to-survey",
            "open-case",
            "assign-case",
            "respond-to-case",
            "pause-case",
            "resume-case",
            "escalate-case",
            "resolve-case",
            "reopen-case",
            "close-case"
        })
        Set<String> commands,

        @Nullable String group,
        @Nullable String deadLetters,
        @DefaultValue("16") int lanes) {
    public IngestSettings {
        commands.stream().filter(name -> !CommandLines.knows(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(
                    "relatum.ingest.commands names " + name + ", and there is no such command");
        });
    }
}
