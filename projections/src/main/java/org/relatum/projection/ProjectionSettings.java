package org.relatum.projection;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the projection engine, prefix {@code relatum.projection}.
 *
 * @param batchSize most events that are folded and written in one transaction
 * @param rebuildThreads threads that fold while read models are rebuilt
 * @param rebuildShare of the time that each of them works while facts are being recorded, more than 0, at most 1
 * @param rebuildPartition events that each of them has in memory at once
 */
@ConfigurationProperties("relatum.projection")
public record ProjectionSettings(
        @DefaultValue("5000") int batchSize,
        @DefaultValue("2") int rebuildThreads,
        @DefaultValue("0.25") double rebuildShare,
        @DefaultValue("8000") int rebuildPartition) {}
