package org.relatum.projection;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the projection engine, prefix {@code relatum.projection}.
 *
 * @param batchSize most events that are folded and written in one transaction
 */
@ConfigurationProperties("relatum.projection")
public record ProjectionSettings(@DefaultValue("5000") int batchSize) {}
