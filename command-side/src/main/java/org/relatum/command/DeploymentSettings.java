package org.relatum.command;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What this installation is made of, {@code relatum.*}.
 *
 * @param feed whether events and rows are passed on, and through what
 */
@ConfigurationProperties("relatum")
public record DeploymentSettings(@DefaultValue("NONE") Feed feed) {
    /** Through what events and rows are passed on. */
    public enum Feed {
        /** Not at all. */
        NONE,
        /** Kafka, as {@code relatum.kafka.*} says. */
        KAFKA
    }
}
