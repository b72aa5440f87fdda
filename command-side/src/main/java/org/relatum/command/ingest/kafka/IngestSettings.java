package org.relatum.command.ingest.kafka;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.relatum.command.rest.CommandLines;
import org.relatum.events.access.Caller;
import org.relatum.events.access.Reach;
import org.relatum.events.access.Role;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What comes in over Kafka, {@code relatum.ingest.*}. The same on every node.
 *
 * @param topics whose messages become commands; none: nothing comes in
 * @param commands that messages may be; whoever writes to the topics may issue these
 * @param roles of the principal that messages are commands of, {@code kafka:} and the topic: it may do what a key with these might
 * @param owner whose customers it reaches; null: anybody's
 * @param department whose customers it reaches; null: any
 * @param group of consumers that all nodes are in, under which it is known where they stopped; null: made of the topic prefix
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

        @DefaultValue("service") Set<Role> roles,
        @Nullable String owner,
        @Nullable String department,
        @Nullable String group,
        @Nullable String deadLetters,
        @DefaultValue("16") int lanes) {
    public IngestSettings {
        commands.stream().filter(name -> !CommandLines.knows(name)).findFirst().ifPresent(name -> {
            throw new IllegalArgumentException(
                    "relatum.ingest.commands names " + name + ", and there is no such command");
        });
    }

    /** Who issues what the messages of a topic say. */
    Caller caller(String topic) {
        return new Caller("kafka:" + topic, roles, new Reach(owner, department), null);
    }
}
