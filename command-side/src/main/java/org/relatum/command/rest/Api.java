package org.relatum.command.rest;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits of the API, {@code relatum.api.*}.
 *
 * @param maxBody greatest size of one command's body, and of one line of a stream of commands
 * @param streamParallelism commands of one stream of commands that are carried out at the same time, at most
 */
@ConfigurationProperties("relatum.api")
public record Api(
        @DefaultValue("1MB") DataSize maxBody,
        @DefaultValue("8") int streamParallelism) {
    /** Where the API begins. */
    public static final String ROOT = "/api/v1";
}
